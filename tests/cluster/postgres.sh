#!/bin/sh
# What the entry of the postgres image does: make the cluster, unless there is one, with a superuser whom a password lets in
# and what lies in /docker-entrypoint-initdb.d; then become the server. With PRIMARY, the new cluster is a copy of that one's
# and follows it.
set -eu
password=$(cat "$POSTGRES_PASSWORD_FILE")
if [ -n "${PRIMARY:-}" ]; then
  PGPASSWORD=$password pg_basebackup --host="$PRIMARY" --username="$POSTGRES_USER" --pgdata="$PGDATA" \
    --wal-method=stream --checkpoint=fast --write-recovery-conf
elif [ ! -s "$PGDATA/PG_VERSION" ]; then
  # shellcheck disable=SC2086 - several options in one variable, as the image has it
  initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS >/dev/null
  printf 'host %s all all scram-sha-256\n' all replication >>"$PGDATA/pg_hba.conf"
  pg_ctl --pgdata="$PGDATA" --wait --silent --options="-c listen_addresses=''" start
  for script in /docker-entrypoint-initdb.d/*; do sh "$script"; done
  pg_ctl --pgdata="$PGDATA" --wait --silent --mode=fast stop
fi
exec "$@" -c "listen_addresses=*"
