#!/bin/sh
# usage: peer.sh PYTHON NAME [VENV [REQUIREMENTS]]: a program that we compare with or check by, in an environment of its own (.venv-NAME), since
# it pins what the project needs in other versions. Exactly what requirements/NAME.txt pins, with its hashes. What could not be had is named.
set -u
python=$1 name=$2
venv=${3:-.venv-$name} requirements=${4:-requirements/$name.txt}

if [ -f "$venv/.installed" ] && cmp -s "$requirements" "$venv/.installed"; then
    exit 0
fi
echo "installing the pinned packages of $requirements into $venv (once; takes about a minute)" >&2
rm -rf "$venv"
if "$python" -m venv "$venv" &&
    scripts/install.sh "$venv" "$requirements" &&
    "$venv/bin/python" -m pip check >/dev/null; then
    cp "$requirements" "$venv/.installed"
    exit 0
fi
echo "missing: $name (what needs it is reported as not run; running this again tries again)" >&2
rm -rf "$venv"
exit 0
