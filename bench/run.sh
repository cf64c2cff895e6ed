#!/usr/bin/env bash
# Side-by-side benchmarks: ours and the peers in one run, alternately. Prints the ratios and writes
# bench/work/report.md and bench/work/report.json. `make bench` calls this file; nothing else is needed.
#
#   BENCH_ROWS=1000000    rows of the whole table               BENCH_ROUNDS=3    rounds of each part and page
#   BENCH_PAIR_ROWS=200000 rows of the pairs with the peers     BENCH_PAIR_ROUNDS=7  pairs, ours and peers in turn
#   BENCH_LARGE=1         also ten times the rows (0: not)      BENCH_COPIES=60   copies of the DEC samples
#   BENCH_SECONDS=8       seconds of load on each page          BENCH_PORT=8099   port of the server under test
#   BENCH_DOCUMENTS=100000 documents of the full site      BENCH_PEOPLE=20000    people of the full site
#   BENCH_ONLY="tables large xml pages site"   the parts to run
#   OPENCUSTOMS_BIN=target/release/opencustoms   the program    OPENCUSTOMS_SHARED=../shared   the test data
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

binary=${OPENCUSTOMS_BIN:-target/release/opencustoms}
if [ ! -x "$binary" ]; then
  echo "no program at \`$binary\`: build it with \`cargo build --release\`, or name it in OPENCUSTOMS_BIN" >&2
  exit 2
fi

work=bench/work
mkdir -p "$work"
wanted=$(sha256sum bench/requirements.txt | cut -d' ' -f1)
if [ "$(cat "$work/venv/installed" 2>/dev/null)" != "$wanted" ]; then
  echo "installing the peers of bench/requirements.txt into $work/venv" >&2
  python3 -m venv --clear "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet -r bench/requirements.txt
  echo "$wanted" >"$work/venv/installed"
fi

if ! command -v wrk >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing wrk, which asks for pages faster than our own client" >&2
  apt-get install -y -qq wrk >/dev/null 2>&1 || echo "wrk cannot be installed: our own client asks instead" >&2
fi

exec env OPENCUSTOMS_BIN="$binary" "$work/venv/bin/python" bench/run.py
