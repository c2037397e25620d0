#!/usr/bin/env bash
# Copies each backup of a folder, and the journal beside it, to another place that does not have it yet. Nothing is removed there.
# Usage: copy.sh FROM TO
set -euo pipefail
from=$1 to=$2

find "$from" -maxdepth 1 -type f -name '*.backup*' ! -name '*.part' -print0 | while IFS= read -r -d '' file; do
    there=$to/$(basename "$file")
    [ ! -e "$there" ] || continue
    cp -- "$file" "$there.part"
    cmp -- "$file" "$there.part"
    mv -- "$there.part" "$there"
    echo "$there"
done
