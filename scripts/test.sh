#!/usr/bin/env bash
# make test: every check runs, then a summary; one failure fails the whole.
. "$(dirname "$0")/common.sh"
make_scratch "${TMPDIR:-/tmp}"
arguments=()
eval "arguments=(${ARGS:-})" # ARGS="-k 'halles or budget'" keeps its quotes

environment requirements-dev.txt

# --- Chromium and PostgreSQL: installed when missing and possible -----------------------

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    # Run it: on some systems the program is there only to say where to get it.
    if [ -n "$candidate" ] && HOME=$scratch "$candidate" --version >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
  done
}

# The W3C's HTML validator: a Java program, kept with the environment once fetched and checked.
vnu_version=26.9.27
vnu_sha256=22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47
export VNU_JAR="$PWD/.venv/vnu-$vnu_version.jar"
vnu_is_here() { echo "$vnu_sha256  $VNU_JAR" | sha256sum --check --status 2>/dev/null; }
fetch_vnu() {
  mkdir "$scratch/vnu"
  (cd "$scratch/vnu" && npm pack --silent --cache "$scratch/npm" "vnu-jar@$vnu_version" &&
    tar -xzf ./*.tgz package/build/dist/vnu.jar)
  mv "$scratch/vnu/package/build/dist/vnu.jar" "$VNU_JAR"
  vnu_is_here
}
validator_runs() { vnu_is_here && java -version >/dev/null 2>&1; }

missing=()
java -version >/dev/null 2>&1 || missing+=(default-jre-headless)
vnu_is_here || command -v npm >/dev/null || missing+=(npm)
[ -n "$(find_chromium)" ] || missing+=(chromium chromium-sandbox fonts-liberation)
[ -n "$(postgresql_programs)" ] || missing+=(postgresql)
driver_runs() { .venv/bin/python -m playwright --version >/dev/null 2>&1; }
driver_runs || missing+=(libatomic1) # the one library that its Node.js does not bring along
nginx_runs() {
  PATH=$PATH:/usr/sbin command -v nginx >/dev/null || return
  local folder # as publishing/nginx.py looks for it
  for folder in /usr/lib/nginx/modules /usr/lib64/nginx/modules /etc/nginx/modules; do
    [ ! -e "$folder/ngx_http_brotli_static_module.so" ] || return 0
  done
  return 1
}
nginx_runs || missing+=(nginx libnginx-mod-http-brotli-static)
[ ${#missing[@]} = 0 ] || install "${missing[@]}"
CHROMIUM=$(find_chromium)
export CHROMIUM
vnu_is_here || step "HTML validator" fetch_vnu || true

# --- What every check sees: no home, no .env, no data of this machine -------------------

export HOME="$scratch/home" XDG_CONFIG_HOME="$scratch/home" XDG_CACHE_HOME="$scratch/home"
export XDG_DATA_HOME="$scratch/home" XDG_RUNTIME_DIR="$scratch/home"
mkdir -m 700 "$HOME"
export TESTS_SHARED="$scratch/tests" # what the three runs below make once: tests/databases.py
mkdir -p var/static # its absence is warned about at each start
unset DBUS_SESSION_BUS_ADDRESS
# Set, even to nothing, so that a developer's .env has no say.
export SECRET_KEY="" DEBUG="" SITE_URL="" ALLOWED_HOSTS="" TRUSTED_PROXIES="" SECURITY_CONTACT=""
export EMAIL_URL="" DEFAULT_FROM_EMAIL="" DATABASE_URL="sqlite:///$scratch/db.sqlite3"
export MEDIA_ROOT="$scratch/media" PAGE_FILES_ROOT="$scratch/pages"

# --- The checks -------------------------------------------------------------------------

summary=""
passed=0 failed=0 not_run=0 tests_run=0

note() { # RESULT LABEL DETAIL
  summary+=$(printf '  %-8s %-26s %s' "$1" "$2" "$3")$'\n'
}

check() { # LABEL COMMAND...
  result "$1" step "$@"
}

result() { # LABEL COMMAND...
  local label=$1
  shift
  if "$@"; then
    passed=$((passed + 1)) && note ok "$label" ""
  else
    failed=$((failed + 1)) && note FAILED "$label" ""
  fi
}

tests() { # LABEL COMMAND...
  local label=$1 started status=0 good=0 bad=0 skipped=0
  shift
  started=$(now)
  printf '\n%s\n' "$label"
  attend "$@" --quiet --no-header -r fEs --junit-xml "$scratch/tests.xml" \
    ${arguments[@]+"${arguments[@]}"} || status=$?
  [ ! -s "$scratch/tests.xml" ] ||
    read -r good bad skipped <<<"$(.venv/bin/python scripts/count_tests.py "$scratch/tests.xml")"
  rm -f "$scratch/tests.xml"
  tests_run=$((tests_run + good + bad))
  local detail="$good passed, $bad failed, $skipped skipped"
  detail+=", $(seconds_since "$started")"
  if [ "$status" = 0 ]; then
    passed=$((passed + 1)) && note ok "$label" "$detail"
  elif [ "$status" = 5 ] && [ ${#arguments[@]} != 0 ]; then
    note "none" "$label" "no test matches ARGS"
  elif [ "$status" = 5 ]; then
    failed=$((failed + 1)) && note FAILED "$label" "there is no such test"
  else
    failed=$((failed + 1)) && note FAILED "$label" "$detail"
  fi
}

skip() { # LABEL MISSING PACKAGES
  not_run=$((not_run + 1))
  note "NOT RUN" "$1" "$2 is missing, and this account may not install it: apt-get install $3"
}

# On every processor; the tests of one class or file stay together, since they share what they set up.
# The long ones begin (tests/conftest.py), so that no processor waits for the other at the end.
pytest=(.venv/bin/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadscope
  --no-loadscope-reorder)
without="not browser"
if ! nginx_runs; then
  without+=" and not front"
  skip "tests behind nginx" "nginx or its brotli module" "nginx libnginx-mod-http-brotli-static"
fi
manage=(.venv/bin/python manage.py)

step "types" .venv/bin/python -m mypy --no-error-summary & # the longest, beside the others
types=$!
check "format" .venv/bin/python -m ruff format --check
check "lint" .venv/bin/python -m ruff check
check "Django's checks" "${manage[@]}" check --fail-level WARNING
check "migrations" "${manage[@]}" makemigrations --check --dry-run
check "production settings" env SITE_URL=https://www.example.org \
  SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
  DATABASE_URL=postgres://ales@127.0.0.1/ales EMAIL_URL=smtp+tls://ales:secret@127.0.0.1:587 \
  TRUSTED_PROXIES=127.0.0.1 "${manage[@]}" check --deploy --fail-level WARNING
result "types" wait "$types"

tests "tests on SQLite" "${pytest[@]}" -m "$without"
if [ -n "$(postgresql_programs)" ]; then
  # Those alone that judge what the database does: docs/testing.md says how they are known.
  tests "tests on PostgreSQL" bash scripts/with_postgresql.sh "${pytest[@]}" -m "database and not once and $without"
else
  skip "tests on PostgreSQL" PostgreSQL postgresql
fi
if [ -n "$CHROMIUM" ] && driver_runs; then
  which=browser
  if ! validator_runs; then
    which+=" and not validator"
    skip "HTML validation" "Java or npm" "default-jre-headless npm"
  fi
  tests "browser tests" "${pytest[@]}" --dist worksteal -m "$which"
else
  skip "browser tests" "Chromium or libatomic" "chromium libatomic1"
fi

# --- The end ----------------------------------------------------------------------------

printf '\nSummary\n%s\nsteps: %d passed, %d failed\n' "$summary" "$passed" "$failed"
[ "$tests_run" -gt 0 ] || fail "No test was run."
if [ "$not_run" -gt 0 ] && [ "${CI:-}" = true ]; then
  fail "Under CI everything must run: $not_run was not."
fi
[ "$failed" = 0 ]
