#!/bin/sh
# Run by the postgres image when its volume is empty: a database and a role of its own for each service.
# Each role enters its own database and no other.
set -eu

for service in auth profile review notices; do
    password=$(cat "/run/secrets/database-password-$service")
    psql --quiet --set ON_ERROR_STOP=1 --set service="$service" --set password="$password" \
        --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done
