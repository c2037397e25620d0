#!/usr/bin/env bash
# Takes a sealed backup into a folder, and removes the backups there that are older than so many days.
# Usage: backup.sh [FOLDER] [DAYS]
set -euo pipefail
folder=${1:-/mnt/backups} days=${2:-30}
cd "$(dirname "$0")/.."

# The time is in the name, because a second backup of one day has to have another name.
.venv/bin/flask --app wsgi backup "$folder/$(date -u +%Y-%m-%dT%H%M%SZ).backup"
find "$folder" -maxdepth 1 -type f -name '*.backup*' -mtime "+$days" -delete
