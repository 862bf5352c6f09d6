#!/usr/bin/env bash
# make bench: speed, measured in one run on throw-away data; ARGS="pages growth" picks modules.
. "$(dirname "$0")/common.sh"
