#!/usr/bin/env bash
# Run a command with DATABASE_URL on a throw-away PostgreSQL, whatever this machine runs.
. "$(dirname "$0")/common.sh"

programs=$(postgresql_programs)
[ -n "$programs" ] || fail "PostgreSQL is not installed: its programs initdb and pg_ctl were not found."

as_server() { (cd "$cluster" && LC_ALL=C ${account:+runuser -u "$account" --} "$@"); }

put_away() {
  [ -n "$cluster" ] || return 0
  as_server "$programs/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$cluster"
}

start() {
  as_server "$programs/initdb" -D "$cluster/data" -U postgres -A trust -E UTF8 \
    --locale=C.UTF-8 --no-sync || return
  # A socket alone, and no care for the disk: these data live for a minute.
  as_server "$programs/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w start -o \
    "-c listen_addresses='' -c unix_socket_directories='$cluster' -c fsync=off \
     -c synchronous_commit=off -c full_page_writes=off" || { cat "$cluster/log"; return 1; }
}

account="" cluster=""
# In /tmp, never in $TMPDIR: the server's account must reach it, and a socket's path is short.
# The folder is that account's own, so nobody else on the machine can connect.
cluster=$(mktemp -d /tmp/a-votre-service-pg.XXXXXX)
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
  account=postgres
  id "$account" >/dev/null 2>&1 || account=nobody
  chown "$account" "$cluster"
fi
output=$(start 2>&1) || fail "The throw-away PostgreSQL did not start:
$output"

export DATABASE_URL="postgres://postgres@/ales?host=$cluster"
attend "$@"
