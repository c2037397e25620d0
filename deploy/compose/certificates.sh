#!/usr/bin/env bash
# Makes the certificates that the database and Redis show to whoever connects, and the authority that signs both. What is there
# stays; `renew` makes all of them again. The authority's own key is thrown away, so nobody can sign a third one.
# Usage: certificates.sh FOLDER [renew]
set -euo pipefail
umask 077
folder=$1 days=3650
owner=999 # the user of PostgreSQL and of Redis in their images

if [ -s "$folder/authority/ca.pem" ] && [ "${2:-}" != renew ]; then
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${key[@]}" -days $days -subj '/CN=Anteroom' -keyout "$work/ca.key" -out "$work/ca.pem" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign 2>/dev/null
for name in database redis; do
    printf '%s\n' "subjectAltName=DNS:$name" basicConstraints=critical,CA:FALSE extendedKeyUsage=serverAuth >"$work/names"
    openssl req "${key[@]}" -subj "/CN=$name" -keyout "$work/server.key" -out "$work/request" 2>/dev/null
    openssl x509 -req -in "$work/request" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days $days -extfile "$work/names" \
        -out "$work/server.crt" 2>/dev/null
    mkdir -p "$folder/$name"
    for file in server.key server.crt; do
        cp "$work/$file" "$folder/$name/.new"
        # Last, because root without any other capability may not change a file that it has given away.
        [ "$(id -u)" != 0 ] || chown $owner "$folder/$name/.new"
        mv -f "$folder/$name/.new" "$folder/$name/$file"
    done
done
mkdir -p "$folder/authority"
install -m 0444 "$work/ca.pem" "$folder/authority/.new"
mv -f "$folder/authority/.new" "$folder/authority/ca.pem"
