#!/usr/bin/env bash
# All Rust tests. PostgreSQL is installed where it is missing and may be; suites that need the test data of
# OPENCUSTOMS_SHARED say so when they do not run.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || has initdb; }

if ! has_postgres && ! { debian_install postgresql && has_postgres; }; then
    if [ "${OPENCUSTOMS_REQUIRE_POSTGRES:-}" = 1 ]; then
        say "initdb is missing and Debian's postgresql could not be installed"
        exit 1
    fi
    say "Did not run: the tests on PostgreSQL (initdb is missing: apt-get install postgresql)."
fi
if [ -z "${OPENCUSTOMS_SHARED:-}" ]; then
    say "Did not run: the tests on real samples (OPENCUSTOMS_SHARED names no folder of test data)."
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
cargo test --workspace --locked --no-fail-fast 2>&1 | tee "$log" || status=$?

sum() { awk -v word="$1" '/^test result:/ { for (i = 2; i <= NF; i++) if ($i ~ "^" word) total += $(i - 1) } END { print total + 0 }' "$log"; }
passed=$(sum passed) failed=$(sum failed)
tally "Rust" "$passed" "$failed" "$status"
exit "$status"
