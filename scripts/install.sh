#!/bin/sh
# usage: install.sh VENV REQUIREMENTS: installs exactly what is pinned, with its hashes, into an environment that has pip.
# uv, itself pinned, does in seconds what pip does in a minute; it asks the indexes that pip is configured for. Where it can't, pip does it.
set -eu
venv=$1 requirements=$2
pip="$venv/bin/python -m pip --disable-pip-version-check"

configured() { # what pip is told about one setting, by its files or the environment
    $pip config list | sed -n "s/^[^=]*[.]$1='\(.*\)'\$/\1/p" | tail -n 1
}

with_uv() {
    $pip install -qq --require-hashes --requirement requirements/uv.txt || return
    index=$(configured index-url) certificates=$(configured cert)
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
    [ -z "$certificates" ] || export SSL_CERT_FILE="$certificates"
    # A hash decides what is installed, so it does not matter which index has it.
    UV_INDEX=$(configured extra-index-url) UV_FIND_LINKS=$(configured find-links | tr ' ' ',') UV_INDEX_STRATEGY=unsafe-best-match UV_LINK_MODE=copy \
        "$venv/bin/uv" pip install -q --no-config --python "$venv/bin/python" --require-hashes --compile-bytecode --requirement "$requirements"
}

with_either() {
    with_uv || $pip install -qq --require-hashes --requirement "$requirements"
}

# Both ask again for what an index refuses, but pip not for what breaks off in the middle.
with_either || {
    echo "trying once more to install the packages of $requirements" >&2
    sleep 5
    with_either
}
