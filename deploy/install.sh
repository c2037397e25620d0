#!/usr/bin/env bash
# Makes a virtual environment and installs a hash-locked list of packages into it.
# Usage: install.sh PYTHON VENV LOCK
set -euo pipefail
python=$1 venv=$2 lock=$3

if ! "$python" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Anteroom needs Python 3.11 or later; '$python' is $("$python" --version 2>&1 || true)." >&2
    echo "Name another one: make run PYTHON=python3.12" >&2
    exit 1
fi
if [ ! -x "$venv/bin/python" ]; then
    echo "Making $venv …"
    if ! "$python" -m venv "$venv"; then
        rm -rf "$venv"
        echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Installing $lock (every package checked against its hash) …"
if command -v uv >/dev/null 2>&1; then
    VIRTUAL_ENV="$venv" uv pip install --quiet --require-hashes -r "$lock"
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$lock"
fi
