#!/usr/bin/env bash
# The one test command: format, lints, documentation, the whole suite on SQLite and on
# PostgreSQL, and the pages in a real browser. It starts a PostgreSQL cluster of its own on
# 127.0.0.1 and removes it again; no existing database is touched. On Debian it installs
# PostgreSQL and Chromium if there are none.
#
# Written for bash 3.2 (macOS) and later.
#
# shellcheck disable=SC2329 # steps and traps are called by their name
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
Usage: tests/run.sh [--long]

Runs every check of this repository and ends with a summary.
  --long   also hold the model against references and made regions at full length, with optimisation, try
           properties on cases of its own, kill the server and its database fifty times each, and take the
           database away for a minute (about 20 minutes more)
TEXT
}

long=no
at_length=0
for argument in "$@"; do
  case $argument in
    --long) long=yes at_length=1 ;;
    -h | --help) usage; exit 0 ;;
    *) echo "unknown argument: $argument" >&2; usage >&2; exit 2 ;;
  esac
done

# The outcome must not depend on what the caller's shell points at.
# shellcheck disable=SC2086 # a list of names, to be split
unset DATABASE_URL DATABASE_URL_FILE ${!HOSPICE_@} ${!PG@}
# Nor on luck: properties are tried on the same cases each time, save at length and by `cargo test`.
if [ "$long" = no ]; then export PROPTEST_RNG_SEED=20261001; else unset PROPTEST_RNG_SEED; fi

bold='' green='' red='' yellow='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\033[1m' green=$'\033[32m' red=$'\033[31m' yellow=$'\033[33m' plain=$'\033[0m'
fi

# Not in TMPDIR: PostgreSQL's user has to reach it, and a socket's path must be short.
work_dir=$(mktemp -d /tmp/hospice-test.XXXXXX)
server_dir=$work_dir/postgresql
server_bin=''

clean_up() {
  if [ -f "$server_dir/data/postmaster.pid" ]; then
    as_server "$server_bin/pg_ctl" stop -D data -m immediate -w >/dev/null 2>&1 || true
  fi
  rm -rf "$work_dir"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# ---------------------------------------------------------------------------------------
# Steps. Each is a function: 0 is success, 77 is skipped (with the reason in $note), all
# else is failure. They run where `set -e` is off, so each failure is returned by hand.

check_tools() {
  local missing=no
  if ! cargo --version; then
    echo "Rust is missing or lacks this project's version. Install rustup from" \
      "https://rustup.rs, then run here: rustup toolchain install"
    return 1
  fi
  if ! cargo fmt --version || ! cargo clippy --version; then
    echo "Run: rustup component add rustfmt clippy"
    missing=yes
  fi
  if ! command -v "${CC:-cc}" >/dev/null; then
    echo "A C compiler is missing. Debian: apt-get install gcc libc6-dev;" \
      "macOS: xcode-select --install"
    missing=yes
  fi
  if ! find_server && ! { install_server && find_server; }; then
    echo "PostgreSQL's server programs (initdb, pg_ctl, postgres, psql) are missing." \
      "Debian: apt-get install postgresql; macOS: brew install postgresql@17;" \
      "elsewhere: install PostgreSQL and put its bin folder in PATH."
    missing=yes
  else
    "$server_bin/postgres" --version
  fi
  if is_root && ! find_server_user; then
    echo "PostgreSQL does not run as root. Run this as an ordinary user."
    missing=yes
  fi
  if ! find_browser && ! { install_browser && find_browser; }; then
    echo "Chromium is missing. Debian: apt-get install chromium; macOS: brew install --cask" \
      "chromium; elsewhere: name the program in the variable CHROMIUM."
    missing=yes
  fi
  [ "$missing" = no ]
}

check_format() {
  cargo fmt --check
}

check_lints() {
  cargo clippy --all-targets --locked -- -D warnings
}

check_documentation() {
  RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked
}

# Everything but the browser's tests, which have a step of their own.
test_on_sqlite() {
  local status=0
  run_tests sqlite cargo test --locked --no-fail-fast --lib --bins --test it || status=1
  run_tests examples cargo test --locked --doc || status=1
  return "$status"
}

test_on_postgresql() {
  start_server || return 1
  HOSPICE_TEST_DATABASE="postgres://hospice:$password@127.0.0.1:$port/hospice" \
    run_tests postgresql cargo test --locked --test it
}

test_in_browser() {
  local status=0
  # Pictures of an earlier run would pass for this one's.
  rm -rf "${CARGO_TARGET_DIR:-target}/screenshots"
  run_tests browser cargo test --locked --test browser || status=1
  echo "Pictures of the pages: ${CARGO_TARGET_DIR:-target}/screenshots"
  return "$status"
}

# They start and kill PostgreSQL clusters of their own.
test_faults_on_sqlite() {
  HOSPICE_LONG_TESTS=$at_length run_tests faults-sqlite \
    cargo test --locked --test faults -- --nocapture --skip on_postgresql --skip standby
}

test_faults_on_postgresql() {
  HOSPICE_LONG_TESTS=$at_length PATH=$server_bin:$PATH run_tests faults-postgresql \
    cargo test --locked --test faults -- --nocapture on_postgresql standby
}

test_model_at_length() {
  HOSPICE_LONG_TESTS=1 run_tests long cargo test --release --locked --no-fail-fast --lib model::
}

check_dependencies() {
  if ! cargo deny --version >/dev/null 2>&1; then
    note='not installed: cargo install --locked cargo-deny'
    return 77
  fi
  cargo deny check bans licenses sources || return 1
  # The database of advisories is a repository on GitHub, which not every machine reaches.
  if cargo deny fetch db >/dev/null 2>&1; then
    cargo deny check --disable-fetch advisories
  else
    note='without advisories: their database cannot be reached'
  fi
}

check_compose_file() {
  if ! docker compose version >/dev/null 2>&1; then
    note='no docker client with compose'
    return 77
  fi
  docker compose config -q
}

# ---------------------------------------------------------------------------------------
# Tests and their counts

run_tests() {
  local log=$work_dir/$1.log status=0
  shift
  "$@" 2>&1 | tee "$log" || status=$?
  if [ "$status" -eq 0 ] && [ "$(count_tests executed "$log")" -eq 0 ]; then
    echo "No test was run."
    return 1
  fi
  return "$status"
}

# Sums the lines "test result: ok. 3 passed; 0 failed; 1 ignored; ...".
count_tests() {
  local what=$1
  shift
  cat "$@" /dev/null | awk -v what="$what" '
    /^test result: / {
      for (i = 2; i <= NF; i++) {
        if ($i == "passed;") passed += $(i - 1)
        if ($i == "failed;") failed += $(i - 1)
        if ($i == "ignored;") skipped += $(i - 1)
      }
    }
    END {
      if (what == "executed") print passed + failed
      else printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    }'
}

# ---------------------------------------------------------------------------------------
# PostgreSQL, and the browser

is_root() {
  [ "$(id -u)" -eq 0 ]
}

find_server() {
  local dir
  while read -r dir; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ] && [ -x "$dir/psql" ]; then
      server_bin=$dir
      return 0
    fi
  done < <(server_folders)
  return 1
}

# Where the server programs may be, the most likely folder first.
server_folders() {
  local program version
  program=$(command -v initdb) && dirname "$program"
  command -v pg_config >/dev/null && pg_config --bindir
  printf '%s\n' /usr/lib/postgresql/*/bin | sort -t / -k 5 -n -r
  printf '%s\n' /usr/pgsql-*/bin
  if command -v brew >/dev/null; then
    for version in postgresql@18 postgresql@17 postgresql@16 postgresql@15 postgresql@14 postgresql; do
      echo "$(brew --prefix "$version" 2>/dev/null)/bin"
    done
  fi
  return 0
}

install_server() {
  local config=/etc/postgresql-common/createcluster.conf
  command -v apt-get >/dev/null || return 1
  is_root || sudo -n true 2>/dev/null || return 1
  echo "Installing PostgreSQL. Its package is told not to start a cluster ($config)."
  as_root apt-get update || return 1
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends postgresql-common || return 1
  grep -q '^create_main_cluster' "$config" \
    || echo 'create_main_cluster = false' | as_root tee -a "$config" >/dev/null \
    || return 1
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends postgresql
}

find_browser() {
  local name
  if [ -n "${CHROMIUM:-}" ]; then
    [ -x "$CHROMIUM" ]
    return
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable \
    /Applications/Chromium.app/Contents/MacOS/Chromium \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if command -v "$name"; then
      return 0
    fi
  done
  return 1
}

install_browser() {
  command -v apt-get >/dev/null || return 1
  is_root || sudo -n true 2>/dev/null || return 1
  if [ -n "${CHROMIUM:-}" ]; then return 1; fi
  echo "Installing Chromium, and letters to write with."
  as_root apt-get update || return 1
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends chromium fonts-liberation
}

as_root() {
  if is_root; then "$@"; else sudo -n "$@"; fi
}

server_user=''

find_server_user() {
  local name
  command -v runuser >/dev/null || return 1
  for name in postgres nobody; do
    if id "$name" >/dev/null 2>&1; then
      server_user=$name
      return 0
    fi
  done
  return 1
}

# Runs a program in the server's folder: as ourselves, or as another user if we are root.
as_server() (
  cd "$server_dir" || exit 1
  if is_root; then
    exec runuser -u "$server_user" -- "$@"
  else
    exec "$@"
  fi
)

password=''
port=''

start_server() {
  local attempt
  password=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n') || return 1
  mkdir -m 700 "$server_dir" || return 1
  printf '%s\n' "$password" >"$server_dir/password" || return 1
  if is_root; then
    chmod 711 "$work_dir" || return 1
    chown -R "$server_user" "$server_dir" || return 1
  fi

  # Durability (fsync) stays on: the service's promises are tested on a server that keeps them.
  as_server "$server_bin/initdb" -D data --username=postgres --auth=scram-sha-256 \
    --pwfile=password --encoding=UTF8 --locale=C >"$work_dir/initdb.log" 2>&1 \
    || { cat "$work_dir/initdb.log"; return 1; }
  cat >>"$server_dir/data/postgresql.conf" <<TEXT || return 1
listen_addresses = '127.0.0.1'
unix_socket_directories = '$server_dir'
max_connections = 200
TEXT

  for attempt in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 10000))
    if ! port_is_taken \
      && as_server "$server_bin/pg_ctl" start -D data -l server.log -w -t 60 -o "-p $port" \
        >"$work_dir/start.log" 2>&1; then
      break
    fi
    echo "PostgreSQL did not start on port $port (attempt $attempt)."
    port=''
  done
  if [ -z "$port" ] || ! create_database; then
    cat "$work_dir/start.log" "$server_dir/server.log" 2>/dev/null
    return 1
  fi
  echo "PostgreSQL answers on 127.0.0.1:$port."
}

port_is_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

# The tests' role owns its database and is no superuser, as in production.
create_database() {
  PGPASSWORD=$password "$server_bin/psql" -X -q -v ON_ERROR_STOP=1 \
    -h 127.0.0.1 -p "$port" -U postgres -d postgres <<SQL
CREATE ROLE hospice LOGIN CREATEDB PASSWORD '$password';
CREATE DATABASE hospice OWNER hospice;
SQL
}

# ---------------------------------------------------------------------------------------
# Running the steps, and the summary

summary=''
failed_steps=0
note=''

run_step() {
  local name=$1 step=$2 started=$SECONDS status=0 word colour line
  printf '\n%s== %s ==%s\n' "$bold" "$name" "$plain"
  note=''
  "$step" || status=$?
  case $status in
    0) word=ok colour=$green ;;
    77) word=skipped colour=$yellow; echo "Skipped: $note" ;;
    *) word=failed colour=$red; failed_steps=$((failed_steps + 1)) ;;
  esac
  line=$(printf '%s%-7s%s %5d s  %s' "$colour" "$word" "$plain" $((SECONDS - started)) "$name")
  if [ -n "$note" ]; then line="$line ($note)"; fi
  summary=$summary$line$'\n'
  return "$status"
}

finish() {
  local logs=() log
  printf '\n%s== summary ==%s\n%s' "$bold" "$plain" "$summary"
  for log in "$work_dir"/{sqlite,examples,postgresql,browser,faults-sqlite,faults-postgresql,long}.log; do
    if [ -f "$log" ]; then logs+=("$log"); fi
  done
  printf '\n%d s in all; tests of both databases and in the browser (and at length):\n' "$SECONDS"
  # The odd expansion: bash 3.2 calls an empty array unset.
  count_tests all ${logs[@]+"${logs[@]}"}
  if [ "$failed_steps" -gt 0 ]; then exit 1; fi
  exit 0
}

run_step 'tools' check_tools || finish
run_step 'format' check_format || true
run_step 'lints' check_lints || true
run_step 'documentation' check_documentation || true
run_step 'tests on SQLite' test_on_sqlite || true
run_step 'tests on PostgreSQL' test_on_postgresql || true
run_step 'tests in the browser' test_in_browser || true
run_step 'faults on SQLite' test_faults_on_sqlite || true
run_step 'faults on PostgreSQL' test_faults_on_postgresql || true
if [ "$long" = yes ]; then run_step 'long tests of the model' test_model_at_length || true; fi
run_step 'dependencies' check_dependencies || true
run_step 'compose file' check_compose_file || true
finish
