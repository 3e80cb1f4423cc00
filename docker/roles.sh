#!/bin/sh
# Run once by the image of PostgreSQL, when its volume is new: the accounts of docs/operations.md.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
    --set owner="$POSTGRES_OWNER_PASSWORD" --set app="$POSTGRES_APP_PASSWORD" <<'SQL'
CREATE ROLE wijkzorg_app NOLOGIN;
CREATE ROLE wijkzorg_owner LOGIN CREATEDB BYPASSRLS PASSWORD :'owner';
CREATE ROLE wijkzorg LOGIN PASSWORD :'app' IN ROLE wijkzorg_app;
ALTER DATABASE wijkzorg OWNER TO wijkzorg_owner;
SQL
