#!/bin/sh
# Run once by the postgres image on an empty volume: the portal's login owns the database and may
# make the application's roles, but is no superuser.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$OWNER_PASSWORD" --username postgres <<'SQL'
CREATE ROLE coe_owner LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE coe_portal OWNER coe_owner;
SQL
