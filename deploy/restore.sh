#!/usr/bin/env bash
# Restores the newest backup of a folder, or the one of a name, into the empty database of DATABASE_URL. The server and every
# worker are stopped first: docs/operating.md says what a restore does.
# Usage: BACKUP_IDENTITY_FILE=FILE|- restore.sh [FOLDER] [NAME]  (or BACKUP=NAME)
set -euo pipefail
folder=${1:-/mnt/backups} name=${2:-${BACKUP:-}}
cd "$(dirname "$0")/.."

if [ -z "$name" ]; then
    name=$(find "$folder" -maxdepth 1 -type f -name '*.backup' -printf '%T@ %f\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)
fi
if [ -z "$name" ] || [ ! -f "$folder/$name" ]; then
    echo "There is no backup ${name:+$name }in $folder." >&2
    exit 1
fi
echo "$folder/$name"
exec .venv/bin/flask --app wsgi restore "$folder/$name"
