#!/usr/bin/env bash
# make guide: take the pictures of docs/guide again.
. "$(dirname "$0")/common.sh"
make_scratch "${TMPDIR:-/tmp}"
environment requirements-dev.txt
attend .venv/bin/python scripts/guide.py
