#!/usr/bin/env python3
"""Makes houses.json and registrations.csv, beside this file, from daily bed counts.

    python3 make.py COUNTS.csv

COUNTS.csv has the columns region,house,date,beds,occupied; README.md says where they
come from. A day without a line stays a day without a line: missing is not zero.
"""

import csv
import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
FROM, UNTIL = "2022-06-01", "2023-05-31"
UNITS = {
    "01057": "R1",
    "03361": "R1",
    "03462": "R1",
    "07333": "R2",
    "08126": "R2",
    "08325": "R2",
}
NETWORK = "divi-extract"
MUNICIPALITY = "onbekend"
HEADER = ["house_id", "date", "beds_physical", "beds_occupied", "beds_closed", "closure_reason"]


def read_counts(path):
    """The counts of the chosen units and days: {unit: [(date, beds, occupied), ...]}."""
    counts = {unit: [] for unit in UNITS}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            unit, date = row["house"], row["date"]
            if unit in UNITS and FROM <= date <= UNTIL:
                if row["region"] != UNITS[unit]:
                    sys.exit(f"{unit} lies in {row['region']}, expected {UNITS[unit]}")
                counts[unit].append((date, int(row["beds"]), int(row["occupied"])))
    for unit, days in counts.items():
        if not days:
            sys.exit(f"no counts of {unit} between {FROM} and {UNTIL}")
        days.sort()
    return counts


def in_service(beds, occupied):
    """More occupied than reported beds means that more beds were in use."""
    return max(beds, occupied)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    counts = read_counts(sys.argv[1])
    physical = {
        unit: max(in_service(beds, occupied) for _, beds, occupied in days)
        for unit, days in counts.items()
    }

    document = {
        "networks": [{"id": NETWORK, "name": "DIVI-Intensivregister (uittreksel)"}],
        "regions": [
            {"id": region.lower(), "networkId": NETWORK, "name": region}
            for region in sorted(set(UNITS.values()))
        ],
        "municipalities": [{"name": MUNICIPALITY, "networkId": NETWORK}],
        "houses": [
            {
                "houseId": f"divi-{unit}",
                "name": f"DIVI {unit}",
                "type": "palliative_unit",
                "networkRegion": region.lower(),
                "municipality": MUNICIPALITY,
                "location": None,
                "phone": None,
                "organisation": None,
                "admitsOnWeekend": None,
                "identifiers": [],
                "opensOn": FROM,
                "closesOn": None,
                "beds": [{"from": FROM, "physical": physical[unit]}],
            }
            for unit, region in UNITS.items()
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    (FOLDER / "houses.json").write_text(text + "\n", encoding="utf-8")

    with open(FOLDER / "registrations.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADER)
        for unit, days in counts.items():
            for date, beds, occupied in days:
                closed = physical[unit] - in_service(beds, occupied)
                reason = "other" if closed > 0 else ""
                out.writerow([f"divi-{unit}", date, physical[unit], occupied, closed, reason])


if __name__ == "__main__":
    main()
