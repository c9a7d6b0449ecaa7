#!/bin/sh
# usage: checkov.sh PYTHON VENV REQUIREMENTS: Checkov in an environment of its own, since it pins what the project needs in other versions.
# Exactly what is pinned, with its hashes. What could not be had is named, never silently skipped.
set -u
python=$1 venv=$2 requirements=$3

if [ -f "$venv/.installed" ] && cmp -s "$requirements" "$venv/.installed"; then
    exit 0
fi
echo "installing the pinned packages of $requirements into $venv (once; takes about two minutes)" >&2
rm -rf "$venv"
if "$python" -m venv "$venv" &&
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes --requirement "$requirements" &&
    "$venv/bin/checkov" --version >/dev/null; then
    cp "$requirements" "$venv/.installed"
    exit 0
fi
echo "missing: Checkov (its tests are reported as not run; \`make test-long\` tries again)" >&2
rm -rf "$venv"
exit 0
