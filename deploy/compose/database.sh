#!/usr/bin/env bash
# Makes Anteroom's role and database, when PostgreSQL begins in an empty volume. The role owns its database and nothing else.
set -euo pipefail

psql --quiet --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 <<'SQL'
\set password `cat /run/secrets/database_password`
CREATE ROLE anteroom LOGIN PASSWORD :'password';
CREATE DATABASE anteroom OWNER anteroom ENCODING UTF8 TEMPLATE template0;
REVOKE ALL ON DATABASE anteroom FROM PUBLIC;
SQL
