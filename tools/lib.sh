# Shared by the scripts beside it; sourced, never run.

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# Installs packages of Debian, where there is apt-get and the right to use it. Asks for no password.
debian_install() {
    local as_root=()
    has apt-get || return 1
    if [ "$(id -u)" != 0 ]; then
        has sudo && sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    say "Installing Debian's $* ..."
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null >/dev/null 2>&1 || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" \
        </dev/null >/dev/null 2>&1
}

# tally NAME PASSED FAILED STATUS: one line for a person, and one for the file that adds them up.
tally() {
    local failed=$3
    # A run that broke before it could count is a failure too.
    if [ "$4" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
    printf '%s: %s passed, %s failed\n' "$1" "$2" "$failed"
    if [ -n "${OPENCUSTOMS_TALLY:-}" ]; then printf '%s %s\n' "$2" "$failed" >>"$OPENCUSTOMS_TALLY"; fi
}
