# shellcheck shell=bash
# Sourced by run.sh and serve.sh: a copy of the site in the shape of production, on this machine.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

PORT=${PORT:-8000}
if ! [[ $PORT =~ ^[1-9][0-9]{0,4}$ ]] || [ "$PORT" -gt 65534 ]; then
  fail "PORT must be a number from 1 to 65534: « $PORT » is not."
fi
manage=(.venv/bin/python manage.py)

listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

must_be_free() { # PORT
  ! listening "$1" ||
    fail "Port $1 is already taken on this machine: choose another, as in PORT=$(($1 + 1))."
}

# What the environment or .env says is kept.
given() {
  if [ -z "${!1:-}" ]; then unset "$1"; fi
  [ -n "${!1:-}" ] || grep -Eqs "^(export )?$1=." .env
}

local_settings() {
  if ! given SECRET_KEY; then
    [ -s var/secret_key ] ||
      (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))' >var/secret_key)
    SECRET_KEY=$(cat var/secret_key)
    export SECRET_KEY
  fi
  given SITE_URL || export SITE_URL="http://127.0.0.1:$PORT"
}

prepare() {
  step "database" "${manage[@]}" migrate --verbosity 0 || exit
  step "static files" "${manage[@]}" collectstatic --noinput --verbosity 0 || exit
  # Of a public site, no demonstration: its portraits are invented.
  local demo=--demo
  if [[ ${SITE_URL:-} == https:* ]] || grep -Eqs "^(export )?SITE_URL=.?https:" .env; then demo=; fi
  step "content" "${manage[@]}" seed $demo || exit
  attend "${manage[@]}" first_account # says the password, once
}

start_worker() {
  "${manage[@]}" work &
  worker=$!
}

start_application() { # PORT, PROCESSES
  # Each process has at most 8 threads, hence 8 connections to the database, and one more that
  # follows the version of the content. Requests beyond that wait for their turn.
  .venv/bin/python -m granian --interface wsgi ales_services.wsgi:application \
    --host 127.0.0.1 --port "$1" --workers "$2" --blocking-threads 8 --backpressure 64 \
    --no-ws --workers-kill-timeout 3 --log-level error &
  application=$!
}

running() { kill -0 "$1" 2>/dev/null; }

await() { # PORT, PROCESS
  until listening "$1"; do
    running "$2" || fail "The server did not start: the reason is above."
    sleep 0.1
  done
}

announce() {
  printf '\nÀ votre service : http://127.0.0.1:%s/   back-office: http://127.0.0.1:%s/admin/   (Ctrl-C to stop)\n' \
    "$PORT" "$PORT"
}

# Until one of these stops by itself: « NAME PROCESS » each.
watch_over() {
  while true; do
    for one in "$@"; do
      running "${one#* }" || fail "The ${one% *} stopped by itself."
    done
    attend sleep 1
  done
}
