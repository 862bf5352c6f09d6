#!/usr/bin/env bash
# make lock: exact versions with their hashes, for every system and Python from 3.11 on.
. "$(dirname "$0")/common.sh"
make_scratch "${TMPDIR:-/tmp}"
environment requirements-dev.txt

compile() { # OUTPUT OPTIONS...
  local output=$1
  shift
  # shellcheck disable=SC2086 # ARGS holds options
  step "$output" .venv/bin/python -m uv pip compile --quiet --no-cache --universal \
    --python-version 3.11 --generate-hashes --no-header --no-annotate ${ARGS:-} "$@" \
    pyproject.toml -o "$output"
}
compile requirements.txt
compile requirements-dev.txt --group dev --constraint requirements.txt

# A town installs from its own mirror: the files must not say where packages come from.
if grep -n '://' requirements.txt requirements-dev.txt; then
  fail "The lock files name a host."
fi
