#!/usr/bin/env bash
# Finds the programs that tests run: Chromium, Redis, PostgreSQL with TLS, LibreOffice, strace, nginx, Caddy, promtool and
# systemd-analyze. Installs what is missing as root on Debian or Ubuntu; else it says what to install and fails, so that no test
# is ever left out unseen. Silent and quick when all is there.
# Usage: [CHROMIUM=/path/to/chromium] tools.sh [boxes]  (boxes: bubblewrap too, and what docs/deploy.md installs)
set -euo pipefail
boxes=${1:-}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # where nginx is, for whoever is not root

QUICK=chromium-headless-shell # Debian's Chromium without a window: it loads a page in four fifths of the time

runs() { # Ubuntu ships a chromium-browser that only says where to get one, hence --version.
    local name
    for name in "$@"; do
        "$name" --version >/dev/null 2>&1 && return
    done
    return 1
}

find_missing() {
    missing=()
    if [ -n "${CHROMIUM:-}" ]; then
        runs "$CHROMIUM" || missing+=(chromium)
    else
        runs "$QUICK" chromium chromium-browser google-chrome || missing+=(chromium)
    fi
    runs redis-server valkey-server || missing+=(redis-server)
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || runs postgres || missing+=(postgresql)
    runs soffice localc || missing+=(libreoffice-calc-nogui)
    runs strace || missing+=(strace)
    nginx -v >/dev/null 2>&1 || missing+=(nginx-light)
    caddy version >/dev/null 2>&1 || missing+=(caddy)
    runs promtool || missing+=(prometheus)
    runs systemd-analyze || missing+=(systemd)
    [ -n "$boxes" ] || return 0
    runs bwrap || missing+=(bubblewrap)
    runs adduser || missing+=(adduser)
    runs dbus-daemon || missing+=(dbus)
    /usr/bin/python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
}

apt() { # Another apt may be at work: unattended upgrades hold the lock for minutes.
    local said attempt
    for attempt in {1..30}; do
        said=$(DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" 2>&1) && return
        grep -q 'Could not get lock\|Unable to lock\|Unable to acquire' <<<"$said" || break
        [ "$attempt" != 1 ] || echo "Waiting for another apt to end …"
        sleep 5
    done
    printf '%s\n' "$said" >&2
    return 1
}

start_no_service() { # Tests start a Redis of their own.
    local policy=/usr/sbin/policy-rc.d
    [ ! -e "$policy" ] || return 0
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

install() {
    echo "Installing ${missing[*]} for the tests …"
    start_no_service
    apt install --no-install-recommends "${missing[@]}" 2>/dev/null && return
    apt update && apt install --no-install-recommends "${missing[@]}"
}

prefer_quick() {
    runs "$QUICK" && return
    apt-cache show "$QUICK" >/dev/null 2>&1 || return 0
    local name wanted=("$QUICK")
    for name in "${missing[@]}"; do
        [ "$name" = chromium ] || wanted+=("$name")
    done
    missing=("${wanted[@]}")
}

find_missing
if [ -z "${CHROMIUM:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    prefer_quick
    [ ${#missing[@]} = 0 ] || install || true
    find_missing
fi
[ ${#missing[@]} != 0 ] || exit 0
{
    echo "The tests cannot run: missing here is ${missing[*]}."
    echo "On Debian or Ubuntu: apt-get install --no-install-recommends ${missing[*]}"
    echo "A Chromium or Chrome elsewhere is named so: make test CHROMIUM=/path/to/chromium. For Redis, redis-server or"
    echo "valkey-server has to be on PATH; for LibreOffice, soffice or localc, with Calc."
} >&2
exit 1
