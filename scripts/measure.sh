#!/usr/bin/env bash
# make measure: weigh every page in a browser, for /ecoconception/.
export RECORD_MEASURES=1
. "$(dirname "$0")/common.sh"
make_scratch "${TMPDIR:-/tmp}"
environment requirements-dev.txt
attend .venv/bin/python -m pytest --quiet --no-header -m browser tests/browser/test_budgets.py
