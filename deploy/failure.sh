#!/usr/bin/env bash
# Tells somebody that a unit of systemd has failed. The journal is told first, because the mail may need what has failed.
# Usage: failure.sh UNIT
set -euo pipefail
cd "$(dirname "$0")/.."

# systemd reads the priority, alert, from the number in front: sd-daemon(3).
echo "<1>$1 has failed on $(uname -n). See: journalctl -u $1"
exec .venv/bin/python -m app.cli.alert "$1" # not flask: the app may be what does not start
