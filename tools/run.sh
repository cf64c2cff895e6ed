#!/usr/bin/env bash
# Builds what is not built yet, fetches the data packages, serves the pages on this machine.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

if ! has cargo; then
    say "Rust is missing: install it (https://rustup.rs), then run \`make run\` again."
    exit 2
fi

# Type faces of the pages. npm writes its own lock beside the packages; when it is newer than ours, all is installed.
if ! has npm; then
    say "npm is missing: the pages use the fonts of your system."
elif [ ! -e web/node_modules/.package-lock.json ] || [ web/package-lock.json -nt web/node_modules/.package-lock.json ]; then
    say "Installing the web assets ..."
    (cd web && npm ci --no-audit --no-fund --loglevel=error) ||
        say "The web assets could not be installed: the pages use the fonts of your system."
fi

if [ ! -x target/release/opencustoms ]; then
    say "Building OpenCustoms. The first build compiles some 350 packages: it takes 5 to 15 minutes on two cores."
fi
cargo build --release --locked -p opencustoms

# Nothing is fetched where the packages are present and their hashes hold.
if ! target/release/opencustoms reference fetch; then
    say "Not every data package could be fetched: the program starts without them and says what is missing."
fi

exec target/release/opencustoms serve --port "$PORT" --data "$DATA_DIR"
