#!/bin/sh
# usage: make-venv.sh PYTHON VENV REQUIREMENTS: creates the environment once, installs exactly what is pinned, and the project itself.
set -eu
python=$1 venv=$2 requirements=$3

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; $python is older. Set PYTHON=/path/to/python3.11" >&2
    exit 3
}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || {
    echo "could not create $venv; on Debian the package python3-venv is needed" >&2
    exit 3
}
echo "installing the pinned packages of $requirements into $venv (once; takes about half a minute)" >&2
scripts/install.sh "$venv" "$requirements"
# The console script is written by hand: an editable install would need the build backend at run time.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd > "$site/secure-ai-enclave.pth"
printf '#!%s\nfrom enclave.cli.main import main\n\nmain()\n' "$(pwd)/$venv/bin/python" > "$venv/bin/enclave"
chmod +x "$venv/bin/enclave"
# Also for who has PYTHONDONTWRITEBYTECODE set, as images of containers do: each start would compile the whole program again.
"$venv/bin/python" -m compileall -q -j 0 enclave
