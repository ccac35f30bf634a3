#!/usr/bin/env bash
# How much faster than Ciw (https://ciw.readthedocs.io) the simulation is: the same three houses, the same days, one
# after the other, each on one thread. Installs Ciw into a throw-away environment. Needs Python 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=${1:-target/release/hospice-capacity}
[ -x "$program" ] || { echo "Build it first: cargo build --release" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'ciw==3.2.*'
cat >"$work/system.json" <<'JSON'
{"houses": [
  {"id": "a", "beds": 4, "requestsPerDay": 0.16, "meanStayDays": 25, "overflowTo": ["b", "c"]},
  {"id": "b", "beds": 5, "requestsPerDay": 0.2, "meanStayDays": 25, "overflowTo": ["c", "a"]},
  {"id": "c", "beds": 8, "requestsPerDay": 0.3, "meanStayDays": 25, "overflowTo": ["a", "b"]}],
 "warmupDays": 730, "days": 14600}
JSON
export RAYON_NUM_THREADS=1
ciw=$("$work/venv/bin/python" benches/ciw.py "$work/system.json" 4)
start=$(date +%s%N)
"$program" simulate --system "$work/system.json" --replications 400 --out "$work/answer.json"
end=$(date +%s%N)
"$work/venv/bin/python" - "$ciw" "$work/answer.json" "$((end - start))" <<'PY'
import json, sys
ciw, ours = json.loads(sys.argv[1]), json.load(open(sys.argv[2]))
seconds = int(sys.argv[3]) / 1e9
theirs = ciw["seconds"] / ciw["requests"]
each = seconds / ours["requests"]
print(f"Ciw:  {theirs * 1e6:.1f} us a request, {ciw['lost']:.4f} lost (exact 0.1561)")
print(f"here: {each * 1e6:.3f} us a request, {ours['network']['refusedShare']:.4f} lost")
print(f"ratio {theirs / each:.0f}")
PY
