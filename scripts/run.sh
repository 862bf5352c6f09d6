#!/usr/bin/env bash
# make run: the whole site on this machine, from nothing but Python.
. "$(dirname "$0")/site.sh"

must_be_free "$PORT"
umask 027 # the front reads by its group; nobody else reads anything
mkdir -p var
make_scratch "$PWD/var"
environment requirements.txt
local_settings
prepare

trap 'exit 0' INT TERM HUP # the ordinary way to stop
start_worker
start_application "$PORT" 1 # one process: SQLite has one writer
await "$PORT" "$application"
announce
watch_over "server $application" "worker $worker"
