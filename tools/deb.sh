#!/usr/bin/env bash
# Makes a Debian package of the release binary: target/opencustoms_VERSION_ARCH.deb, or in the folder that is given.
# OPENCUSTOMS_BINARY names a binary that is there already. The same binary gives the same package.
set -euo pipefail
# The folders of the package are for everybody, whatever this shell makes of its own.
umask 022
cd "$(dirname "$0")/.."
. tools/lib.sh

if ! has dpkg-deb; then
    say "dpkg-deb is missing: this makes packages on Debian and what comes from it."
    exit 2
fi
binary="${OPENCUSTOMS_BINARY:-}"
if [ -z "$binary" ]; then
    if [ -e web/package-lock.json ] && [ ! -e web/node_modules/.package-lock.json ] && has npm; then
        (cd web && npm ci --no-audit --no-fund --loglevel=error </dev/null) || say "The web assets could not be installed."
    fi
    cargo build --release --locked -p opencustoms
    binary="${CARGO_TARGET_DIR:-target}/release/opencustoms"
fi

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
arch=$(dpkg --print-architecture)
# The newest symbols of the C library that the binary asks for; a static one asks for none.
libc=$({ grep -ao 'GLIBC_2\.[0-9]*' "$binary" || true; } | sort -uV | tail -n 1 | cut -d_ -f2)
epoch="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH="$epoch"

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 0755 "$tree"
install -D -m 0755 "$binary" "$tree/usr/bin/opencustoms"
install -D -m 0755 packaging/opencustoms-admin "$tree/usr/sbin/opencustoms-admin"
install -D -m 0644 packaging/opencustoms.service "$tree/usr/lib/systemd/system/opencustoms.service"
install -D -m 0640 packaging/environment "$tree/etc/opencustoms/environment"
install -D -m 0644 docs/running.md "$tree/usr/share/doc/opencustoms/running.md"
install -D -m 0644 LICENSE "$tree/usr/share/doc/opencustoms/copyright"

mkdir -m 0755 "$tree/DEBIAN"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: opencustoms
Version: $version
Architecture: $arch
Maintainer: The OpenCustoms authors <opencustoms@localhost>
Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f1)
Depends: libc6 (>= ${libc:-2.31}), libgcc-s1
Recommends: ca-certificates, systemd
Suggests: postgresql, nginx, clamav-daemon
Section: web
Priority: optional
Description: Customs declarations cleared, and the daily work of a secretariat
 One program with an embedded database: it values, taxes and selects
 declarations with reasons, and keeps documents, requests, people and the
 trail of what was done.
CONTROL
echo /etc/opencustoms/environment >"$tree/DEBIAN/conffiles"
cat >"$tree/DEBIAN/postinst" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    # A service that ran goes on with the new program; a new one is started by whoever has set it up.
    systemctl try-restart opencustoms.service
fi
SCRIPT
cat >"$tree/DEBIAN/prerm" <<'SCRIPT'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now opencustoms.service || true
fi
SCRIPT
cat >"$tree/DEBIAN/postrm" <<'SCRIPT'
#!/bin/sh
set -e
# The data stay, even after a purge: they are removed by a person, by hand.
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
fi
SCRIPT
chmod 0755 "$tree/DEBIAN/postinst" "$tree/DEBIAN/prerm" "$tree/DEBIAN/postrm"

find "$tree" -exec touch -h -d "@$epoch" {} +
folder="${1:-target}"
out="$folder/opencustoms_${version}_${arch}.deb"
mkdir -p "$folder"
dpkg-deb --root-owner-group -Zxz --build "$tree" "$out" >/dev/null
say "$out ($(du -k "$out" | cut -f1) kB)"
