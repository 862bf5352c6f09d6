#!/usr/bin/env bash
# make run: the whole site on this machine, in the shape of production.
. "$(dirname "$0")/common.sh"

PORT=${PORT:-8000}
if ! [[ $PORT =~ ^[1-9][0-9]{0,4}$ ]] || [ "$PORT" -gt 65535 ]; then
  fail "PORT must be a number from 1 to 65535: « $PORT » is not."
fi
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }
! listening || fail "Port $PORT is already taken on this machine: choose another, as in make run PORT=8001."

mkdir -p var
make_scratch "$PWD/var"
environment requirements.txt
manage=(.venv/bin/python manage.py)

# What the environment or .env says is kept.
given() {
  if [ -z "${!1:-}" ]; then unset "$1"; fi
  [ -n "${!1:-}" ] || grep -Eqs "^(export )?$1=." .env
}
if ! given SECRET_KEY; then
  [ -s var/secret_key ] ||
    (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))' >var/secret_key)
  SECRET_KEY=$(cat var/secret_key)
  export SECRET_KEY
fi
given SITE_URL || export SITE_URL="http://127.0.0.1:$PORT"

step "database" "${manage[@]}" migrate --verbosity 0 || exit
step "static files" "${manage[@]}" collectstatic --noinput --verbosity 0 || exit
step "content" "${manage[@]}" seed --demo || exit
attend "${manage[@]}" first_account # says the password, once

trap 'exit 0' INT TERM HUP # the ordinary way to stop
"${manage[@]}" work &
worker=$!
# One process: SQLite has one writer. Loaded before it listens: an answer means it works.
.venv/bin/python -m gunicorn ales_services.wsgi --bind "127.0.0.1:$PORT" --threads 8 --preload \
  --no-control-socket --graceful-timeout 3 --log-level warning &
server=$!

running() { kill -0 "$1" 2>/dev/null; }
until listening; do
  running "$server" || fail "The server did not start: the reason is above."
  sleep 0.1
done
printf '\nÀ votre service : http://127.0.0.1:%s/   back-office: http://127.0.0.1:%s/admin/   (Ctrl-C to stop)\n' \
  "$PORT" "$PORT"

while running "$server" && running "$worker"; do attend sleep 1; done
running "$server" || fail "The server stopped by itself."
fail "The worker stopped by itself."
