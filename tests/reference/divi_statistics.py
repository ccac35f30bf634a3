#!/usr/bin/env python3
"""Measures examples/divi by unit and month, apart from the program: standard library only.

    python3 tests/reference/divi_statistics.py > tests/reference/divi_statistics.csv

Expected are all days on which the unit is open (all of this year); beds in service are beds_physical
less beds_closed, free what is neither occupied nor closed; full is a day with beds in service and
none free. Occupancy is occupied over in service, summed over the days that were reported.
"""

import csv
import sys
from calendar import monthrange
from collections import defaultdict
from pathlib import Path

counts = Path(__file__).resolve().parents[2] / "examples" / "divi" / "registrations.csv"
months = defaultdict(list)
units = set()
with open(counts, encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        physical = int(row["beds_physical"])
        occupied = int(row["beds_occupied"])
        closed = int(row["beds_closed"] or 0)
        months[row["house_id"], row["date"][:7]].append((physical, occupied, closed))
        units.add(row["house_id"])

writer = csv.writer(sys.stdout, lineterminator="\n")
writer.writerow(
    ["unit", "month", "expected", "reported", "physical", "in_service", "occupied", "free", "occupancy", "full"]
)
for unit in sorted(units):
    for year, month in [(2022, m) for m in range(6, 13)] + [(2023, m) for m in range(1, 6)]:
        days = months[unit, f"{year}-{month:02}"]
        physical = sum(day[0] for day in days)
        in_service = sum(day[0] - day[2] for day in days)
        occupied = sum(day[1] for day in days)
        free = sum(day[0] - day[1] - day[2] for day in days)
        full = sum(1 for day in days if day[0] > day[2] and day[0] == day[1] + day[2])
        writer.writerow(
            [unit, f"{year}-{month:02}", monthrange(year, month)[1], len(days), physical, in_service, occupied]
            + [free, round(occupied / in_service, 9), full]
        )
