#!/usr/bin/env bash
# Makes the secrets that compose.yaml hands to the containers, as files in secrets/ beside it. What is there stays. It asks for
# Twilio's auth token, which nobody else can make.
# Usage: secrets.sh
set -euo pipefail
cd "$(dirname "$0")"

# Nobody else can enter the folder. The files in it are readable to all, because the users in the containers have other ids.
mkdir -p -m 0700 secrets
umask 077

keep() { # NAME: writes what comes in, unless the file is there.
    if [ -e "secrets/$1" ]; then
        cat >/dev/null
    else
        cat >secrets/.new
        chmod 0444 secrets/.new
        mv secrets/.new "secrets/$1"
    fi
}

if [ ! -e secrets/twilio_auth_token ]; then
    read -rsp "Twilio's auth token: " token
    echo
    keep twilio_auth_token <<<"$token"
fi
for name in secret_key metrics_token; do
    openssl rand -base64 48 | tr '+/' '-_' | keep "$name"
done
for name in fernet_keys index_key; do
    openssl rand -base64 32 | tr '+/' '-_' | keep "$name"
done
for name in database_admin_password database_password redis_password; do
    openssl rand -hex 24 | keep "$name"
done

authority=/run/authority/ca.pem
password=$(<secrets/database_password)
keep database_url <<<"postgresql://anteroom:$password@database/anteroom?sslmode=verify-full&sslrootcert=$authority"
password=$(<secrets/redis_password)
keep redis_url <<<"rediss://anteroom:$password@redis:6379/0?ssl_ca_certs=$authority"
digest=$(printf %s "$password" | sha256sum | cut -d ' ' -f 1)
# Anteroom counts there, and queues its jobs with Celery. It needs nothing that empties, stops or changes Redis.
keep redis_acl <<ACL
user default off
user health on nopass resetkeys resetchannels -@all +ping
user anteroom on #$digest ~* &* +@all -@admin -@dangerous +info
ACL
