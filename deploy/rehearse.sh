#!/usr/bin/env bash
# Tries the newest backup of a folder in a scratch database. Without the identity that opens it, this only proves that the file
# is whole.
# Usage: [BACKUP_IDENTITY_FILE=FILE|-] rehearse.sh [FOLDER]
set -euo pipefail
folder=${1:-/mnt/backups}
cd "$(dirname "$0")/.."

newest=$(find "$folder" -maxdepth 1 -type f -name '*.backup' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
if [ -z "$newest" ]; then
    echo "There is no backup in $folder." >&2
    exit 1
fi
echo "$newest"
exec .venv/bin/flask --app wsgi rehearse "$newest"
