#!/usr/bin/env bash
# make bench: speed, measured in one run on throw-away data; ARGS="pages growth" picks modules.
. "$(dirname "$0")/common.sh"
make_scratch "${TMPDIR:-/tmp}"
arguments=()
eval "arguments=(${ARGS:-})"

environment requirements-dev.txt
missing=()
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx)
ls /usr/lib/nginx/modules/*brotli_static* >/dev/null 2>&1 || missing+=(libnginx-mod-http-brotli-static)
command -v wrk >/dev/null || missing+=(wrk)
[ -n "$(postgresql_programs)" ] || missing+=(postgresql)
[ ${#missing[@]} = 0 ] || install "${missing[@]}"
PATH=$PATH:/usr/sbin

measure=(.venv/bin/python -m bench ${arguments[@]+"${arguments[@]}"})
# PostgreSQL's own scratch is not ours: its account must reach it.
if [ -n "$(postgresql_programs)" ]; then
  attend bash scripts/with_postgresql.sh "${measure[@]}"
else
  printf 'PostgreSQL is missing: the figures are those of SQLite.\n' >&2
  attend "${measure[@]}"
fi
