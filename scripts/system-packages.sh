#!/bin/sh
# Debian packages that a few tests need (`chromium` renders the console, `shellcheck` reads the script that deploys, `redis-server` holds a shared ledger). What is missing is named, never silently skipped.
set -u
missing=""
for pair in chromium:chromium shellcheck:shellcheck redis-server:redis-server; do
    command -v "${pair#*:}" >/dev/null 2>&1 || missing="$missing ${pair%%:*}"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing Debian packages:$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # a list of words
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 && exit 0
fi
echo "missing Debian packages:$missing (their tests are reported as not run; install them with apt-get)" >&2
exit 0
