#!/usr/bin/env bash
# make serve: the shape of production on this machine, nginx in front, PostgreSQL if DATABASE_URL says so.
. "$(dirname "$0")/site.sh"

command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] ||
  fail "nginx is not installed (Debian, Ubuntu: apt-get install nginx libnginx-mod-http-brotli-static). make run needs none."
PATH=$PATH:/usr/sbin
behind=$((PORT + 1)) # where the application answers nginx
must_be_free "$PORT"
must_be_free "$behind"
umask 027 # the front reads by its group; nobody else reads anything
mkdir -p var
make_scratch "$PWD/var"
environment requirements.txt
local_settings
given TRUSTED_PROXIES || export TRUSTED_PROXIES=127.0.0.1
processes=2
given DATABASE_URL || processes=1 # SQLite has one writer
prepare
"${manage[@]}" nginx_conf --listen "127.0.0.1:$PORT" --application "127.0.0.1:$behind" \
  --alone "$scratch" >"$scratch/nginx.conf" || exit

trap 'exit 0' INT TERM HUP
start_worker
start_application "$behind" "$processes"
await "$behind" "$application"
step "pages" "${manage[@]}" warm || exit
nginx -c "$scratch/nginx.conf" &
front=$!
await "$PORT" "$front"
announce
watch_over "front $front" "server $application" "worker $worker"
