#!/usr/bin/env bash
# The pages in a real browser, against a server of its own on a free port with data of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh

if ! has npm; then
    say "Node.js and npm are missing: the browser tests need them."
    exit 1
fi
if ! has chromium && ! { debian_install chromium && has chromium; }; then
    say "chromium is missing and could not be installed: apt-get install chromium"
    exit 1
fi
(cd e2e && npm ci --no-audit --no-fund --loglevel=error </dev/null)

# The fonts are embedded when the program is built; without them the pages would be tested in other type.
if [ ! -e web/node_modules/.package-lock.json ]; then
    (cd web && npm ci --no-audit --no-fund --loglevel=error </dev/null) || say "The web assets could not be installed."
fi

# The development build is there after `make test`; it answers fast enough for a browser. Asked for in the same words, it
# has the same features and is not built a second time.
cargo test --workspace --locked --no-run
export OPENCUSTOMS_BINARY="${OPENCUSTOMS_BINARY:-${CARGO_TARGET_DIR:-$PWD/target}/debug/opencustoms}"
# Fetched once; every server of the tests gets a copy of it.
export OPENCUSTOMS_PREPARED="$PWD/target/e2e"
"$OPENCUSTOMS_BINARY" reference fetch --data "$OPENCUSTOMS_PREPARED" </dev/null ||
    say "Not every data package could be fetched."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
(cd e2e && node --test --test-concurrency=2 --test-timeout=600000 --test-reporter=spec tests/*.test.mjs </dev/null) 2>&1 | tee "$log" || status=$?
sum() { awk -v word="$1" '$1 == "ℹ" && $2 == word { total = $3 } END { print total + 0 }' "$log"; }
tally "Browser" "$(sum pass)" "$(sum fail)" "$status"
exit "$status"
