#!/usr/bin/env bash
# Run one of the development tools (a Python module) in the locked environment.
. "$(dirname "$0")/common.sh"
make_scratch "${TMPDIR:-/tmp}"
environment requirements-dev.txt
attend .venv/bin/python -m "$@"
