#!/usr/bin/env bash
#
# Runs this example as a whole on loopback and disturbs it under load: see README.md, "The test".
#
#   deploy/patroni/test.sh [--kills N] [--server PROGRAM] [--patroni DIR]
#
#   --kills N         how often the primary is killed (10); the whole then takes about 8 minutes
#   --server PROGRAM  the server (target/release/hospice-capacity; built where it is not there)
#   --patroni DIR     a Python environment with Patroni, so that none is made
#
# All is made in a temporary folder, on free ports, and gone afterwards. No other cluster is touched.

set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

kills=10 server='' patroni=''
while [ $# -gt 0 ]; do
  case $1 in
    --kills) kills=$2; shift ;;
    --server) server=$2; shift ;;
    --patroni) patroni=$2; shift ;;
    *) sed -n '3,12s/^# \{0,1\}//p' "$here/test.sh"; exit 2 ;;
  esac
  shift
done

# As tests/run.sh: the newest server programs that Debian has here, or those in PATH.
find_postgres() {
  local dir
  for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t / -k 5 -n -r) \
    "$(dirname "$(command -v initdb || echo /none/none)")"; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then echo "$dir"; return; fi
  done
}

PATH=$PATH:/usr/sbin:/sbin
missing=''
etcd=$(command -v etcd) || missing="$missing etcd-server"
haproxy=$(command -v haproxy) || missing="$missing haproxy"
postgres=$(find_postgres)
[ -n "$postgres" ] || missing="$missing postgresql"
# Debian's own, for one in a home folder is out of the reach of PostgreSQL's user.
python=/usr/bin/python3
[ -x "$python" ] || python=python3
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
  echo "Missing. On Debian: apt-get install --no-install-recommends$missing" >&2
  echo "(Debian starts what it installs; this test needs none of it running:" \
    "systemctl disable --now etcd haproxy postgresql)" >&2
  exit 1
fi

if [ -z "$server" ]; then
  server=$PWD/target/release/hospice-capacity
  [ -x "$server" ] || cargo build --release --locked
fi

folder=$(mktemp -d /tmp/hospice-ha.XXXXXX)
chmod 711 "$folder"
running=''
clean_up() {
  if [ -n "$running" ] && kill "$running" 2>/dev/null; then wait "$running" || true; fi
  if [ "${KEEP:-no}" = no ]; then rm -rf "$folder"; else echo "Kept: $folder"; fi
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi

if [ -z "$patroni" ]; then
  patroni=$folder/python
  echo "Installing Patroni into a Python environment of its own"
  "$python" -m venv "$patroni"
  "$patroni/bin/pip" install --quiet --disable-pip-version-check 'patroni[etcd3,psycopg3]>=4.1,<5' 'psycopg[binary]'
fi
"$patroni/bin/patroni" --version
"$postgres/postgres" --version

"$python" -B "$here/test/run.py" --folder "$folder" --server "$server" --kills "$kills" \
  --etcd "$etcd" --haproxy "$haproxy" --postgres "$postgres" \
  --patroni "$patroni/bin/patroni" --patronictl "$patroni/bin/patronictl" &
running=$!
wait "$running"
