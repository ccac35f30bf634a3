#!/usr/bin/env bash
# Runs the program as the container does, without a container: as a user without name or capabilities, on a root file
# system that is read-only, where it may write to one folder. Tries a write and a workbook, and that
# nothing else can be written. Linux, as root (for the mounts, which nobody else sees).
#
#   tools/read-only.sh [PROGRAM]     target/release/hospice-capacity unless another is named
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$(realpath "${1:-target/release/hospice-capacity}")
[ "$(id -u)" -eq 0 ] || { echo "This needs root, to mount." >&2; exit 77; }

work=$(mktemp -d /tmp/hospice-read-only.XXXXXX)
server=''
clean_up() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap clean_up EXIT
chmod 711 "$work"
mkdir "$work/data"
chown 65532:65532 "$work/data"
cp "$program" "$work/hospice-capacity"

# Everything read-only but the data; then nobody, without any capability or the way to one.
cat >"$work/inside.sh" <<'INSIDE'
set -euo pipefail
work=$1
shift
mount --make-rprivate /
mount --bind "$work/data" "$work/data"
while read -r _ _ _ _ place _; do
  case $place in "$work/data" | /proc | /proc/* | /sys | /sys/* | /dev/pts | /dev/mqueue) continue ;; esac
  mount -o remount,bind,ro "$place" 2>/dev/null || true
done </proc/self/mountinfo
cd "$work/data"
exec setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
  env -i PATH=/usr/bin:/bin TMPDIR="$work/data" DATABASE_URL="sqlite://$work/data/register.db" \
  HOSPICE_LISTEN=127.0.0.1:0 "$@"
INSIDE
inside() { unshare --mount bash "$work/inside.sh" "$work" "$@"; }

for place in / /tmp /var/tmp /dev/shm "$work"; do
  if inside touch "$place/hospice-was-here" 2>/dev/null; then
    echo "$place can be written." >&2
    exit 1
  fi
done
echo "Nothing but the data can be written."
inside grep -E '^(Uid|CapEff|CapBnd|NoNewPrivs):' /proc/self/status

inside "$work/hospice-capacity" migrate
cat >"$work/network.json" <<'JSON'
[{"houseId": "proef", "name": "Proefhuis", "type": "bijna_thuis_huis", "networkRegion": "groningen_centraal",
  "municipality": "Groningen", "beds": [{"from": "2020-01-01", "physical": 4}]}]
JSON
chmod 644 "$work/network.json"
inside "$work/hospice-capacity" import houses "$work/network.json"
token=$(inside "$work/hospice-capacity" token create --role coordinator --name Proef 2>/dev/null)

inside "$work/hospice-capacity" serve >"$work/log" 2>&1 &
server=$!
for _ in $(seq 100); do
  base=$(grep -o 'http://[0-9.:]*' "$work/log" | head -1) && [ -n "$base" ] && break
  sleep 0.1
done
[ -n "${base:-}" ] || { cat "$work/log" >&2; exit 1; }
today=$(TZ=Europe/Amsterdam date +%F)
ask() {
  local expected=$1 status
  shift
  status=$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$@")
  echo "$status $*" | sed "s/$token/.../"
  [ "$status" = "$expected" ] || { cat "$work/log" >&2; exit 1; }
}
ask 200 "$base/livez"
ask 200 "$base/readyz"
ask 201 -X PUT -H 'Content-Type: application/json' -d '{"bedsOccupied": 2}' \
  "$base/v1/houses/proef/registrations/$today"
ask 200 "$base/v1/availability"
ask 200 "$base/v1/registrations?format=csv"
ask 200 "$base/v1/registrations?format=xlsx"
echo "It serves, stores and exports with one folder to write to."
