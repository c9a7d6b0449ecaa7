#!/bin/sh
# Debian packages that a few tests need: `chromium` renders the console, `shellcheck` reads the script that deploys, `redis-server` holds
# a shared ledger, `prometheus` checks metrics and alert rules; with `long`, Tesseract reads pictures, Go's packages check
# the log, and Buildah builds the image; with `bench`, what the benchmark of the gateway needs. What is missing is named, never silently skipped.
set -u
missing=""
need() { # a file or command, and the packages that bring it
    command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || missing="$missing $2"
}
need chromium chromium
need shellcheck shellcheck
need redis-server redis-server
need promtool prometheus
if [ "${1:-}" = long ]; then
    need tesseract tesseract-ocr
    need buildah buildah
    need mmdebstrap mmdebstrap
    need go golang-go
    need /usr/share/gocode/src/golang.org/x/mod golang-golang-x-mod-dev
fi
if [ "${1:-}" = bench ]; then
    need /usr/sbin/nginx nginx
    need /usr/share/doc/python3-venv python3-venv
fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing Debian packages:$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt() { # asks a mirror again, and waits for another apt-get to end
        apt-get -qq -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o DPkg::Lock::Timeout=120 "$@" >/dev/null 2>&1
    }
    # The lists of a mirror that is just renewed do not fit together for a moment.
    if apt update || { sleep 5 && apt update; }; then
        # shellcheck disable=SC2086 # a list of words
        apt install -y --no-install-recommends $missing && exit 0
        wanted=$missing missing=""
        for package in $wanted; do # one that cannot be had is no reason to lack the others
            apt install -y --no-install-recommends "$package" || missing="$missing $package"
        done
        [ -z "$missing" ] && exit 0
    fi
fi
echo "missing Debian packages:$missing (their tests are reported as not run; install them with apt-get)" >&2
exit 0
