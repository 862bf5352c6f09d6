# shellcheck shell=bash
# Sourced by every script here: the folder, the Python environment, steps, an orderly end.
set -euo pipefail
unset CDPATH PYTHONHOME PYTHONPATH # one's own shell must not change what runs here
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DJANGO_SETTINGS_MODULE=ales_services.settings PIP_DISABLE_PIP_VERSION_CHECK=1

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# --- An orderly end: no process and no temporary file outlives the script ---------------

scratch=""

make_scratch() { # FOLDER to make it in
  scratch=$(mktemp -d "$1/a-votre-service.XXXXXX")
  export TMPDIR=$scratch
}

stop_children() {
  local pids
  pids=$(jobs -rp)
  [ -n "$pids" ] || return 0
  # shellcheck disable=SC2086 # one word for each process
  kill -TERM $pids 2>/dev/null || true
  for _ in {1..50}; do
    # shellcheck disable=SC2086 # and not jobs: it can miss the end of one that a signal ended
    kill -0 $pids 2>/dev/null || return 0
    sleep 0.2
  done
  # shellcheck disable=SC2086
  kill -KILL $pids 2>/dev/null || true
}

put_away() { :; } # a script with more to put away redefines it

leave() {
  local status=$?
  trap '' INT TERM HUP
  stop_children
  put_away
  [ -z "$scratch" ] || rm -rf "$scratch"
  exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# --- Steps: one line when it goes well, the whole output when it does not ---------------

# In the background, then waited for: so that a signal is answered at once.
attend() {
  "$@" &
  wait $!
}

now() { # in milliseconds; the decimal mark is the locale's
  local instant=${EPOCHREALTIME:-$(date +%s).000000}
  instant=${instant/[.,]/}
  echo $((instant / 1000))
}

seconds_since() {
  local elapsed=$(($(now) - $1))
  printf '%d.%d s' $((elapsed / 1000)) $((elapsed % 1000 / 100))
}

step() { # LABEL COMMAND...
  local label=$1 started status=0 log
  shift
  started=$(now)
  log=$(mktemp "$scratch/step.XXXXXX")
  attend "$@" >"$log" 2>&1 || status=$?
  if [ "$status" = 0 ]; then
    printf '  %-28sok      %8s\n' "$label" "$(seconds_since "$started")"
  else
    printf '  %-28sFAILED  %8s\n%s\n' "$label" "$(seconds_since "$started")" "$(sed 's/^/    /' "$log")"
  fi
  return "$status"
}

# --- Python ----------------------------------------------------------------------------

find_python() {
  local candidate without_venv=""
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    # Run it rather than look for it: a pyenv shim is there for versions that are not.
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
      python=$candidate
      return
    fi
    without_venv=$candidate
  done
  [ -z "$without_venv" ] ||
    fail "$without_venv has no venv module: install it (Debian, Ubuntu: apt-get install python3-venv)."
  fail "Python 3.11 or later is needed: none of python3, python3.14, python3.13, python3.12, python3.11 is recent enough."
}

environment() { # LOCK FILE
  if ! .venv/bin/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    find_python
    step "environment" "$python" -m venv --clear .venv || fail "The environment .venv could not be made."
  fi
  # The copy says what is installed; times of files mean nothing after a git checkout.
  cmp -s "$1" ".venv/$1" && return
  # No cache: nothing is left outside this folder.
  step "$1" .venv/bin/python -m pip install --quiet --no-cache-dir --require-hashes -r "$1" ||
    fail "The packages of $1 could not be installed: is a package index within reach?"
  [ "$1" = requirements.txt ] || cp requirements.txt .venv/ # which the other one contains
  cp "$1" .venv/
}

# --- Programs of the system, when this account may install them --------------------------

install() { # PACKAGES... that are missing; what cannot be had is told by who needs it
  local rights=() package
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 0
    rights=(sudo -n)
  fi
  command -v apt-get >/dev/null || return 0
  # Our temporary folder is closed to the accounts that packages work under.
  local apt=(${rights[@]+"${rights[@]}"} env -u TMPDIR DEBIAN_FRONTEND=noninteractive
    apt-get -q -o DPkg::Lock::Timeout=300)
  step "apt-get update" "${apt[@]}" update || true # the lists at hand may do
  # One by one: a package that conflicts with another, as npm with NodeSource's nodejs, stops no other.
  for package in "$@"; do
    step "$package" "${apt[@]}" install -y --no-install-recommends "$package" || true
  done
}

# --- PostgreSQL ------------------------------------------------------------------------

postgresql_programs() { # the folder of the newest installed server's programs, if any
  local folder found=""
  for folder in "$(dirname "$(command -v initdb)")" "$(pg_config --bindir 2>/dev/null)" \
    /usr/lib/postgresql/*/bin; do # Debian keeps them off the PATH
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then found=$folder; fi
  done
  echo "$found"
}
