#!/usr/bin/env bash
# Writes the program's bill of materials: CycloneDX 1.5 as JSON, of exactly what Cargo.lock names for Linux.
# Needs: cargo install --locked cargo-cyclonedx
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-target/sbom.cdx.json}

if ! cargo cyclonedx --version >/dev/null 2>&1; then
  echo "cargo-cyclonedx is missing. Run: cargo install --locked cargo-cyclonedx" >&2
  exit 1
fi
# It writes beside Cargo.toml, whatever it is asked.
cargo cyclonedx --format json --spec-version 1.5 --all-features --no-build-deps \
  --target x86_64-unknown-linux-gnu --override-filename hospice-capacity.cdx
mkdir -p "$(dirname "$out")"
mv hospice-capacity.cdx.json "$out"

# A list that says nothing is worse than none: each component has a version, a licence and a package URL.
python3 - "$out" <<'PYTHON'
import json, sys
document = json.load(open(sys.argv[1]))
components = document["components"]
assert document["bomFormat"] == "CycloneDX" and len(components) > 100, len(components)
for component in components:
    name = component["name"]
    assert component.get("version"), name
    assert component.get("licenses"), f"{name} states no licence"
    assert component.get("purl", "").startswith("pkg:cargo/"), name
print(f"{sys.argv[1]}: {len(components)} components")
PYTHON
