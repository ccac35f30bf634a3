"""Makes still_free.csv: exact transient distributions of small houses, by matrix exponential.

The number of committed beds x of a house with `capacity` beds is a Markov chain: up at the rate
birth(free), free = capacity - x, by 1, 2 and 3 or more free beds; down at the rate death * x.
Each row is row `committed` of exp(Q * days), worked out with 50 digits and written with 17.
Rates are per day. Run with Python 3 and mpmath 1.4: python still_free.py > still_free.csv
"""

import mpmath

mpmath.mp.dps = 50

# Births per day by 1, 2, 3+ free beds, and deaths per bed and day, as they are written in the file.
RATES = {
    "usual house, 36 admissions a year": ("0.0986", "0.0986", "0.0986", "0.0455"),
    "filled by state": ("0.31", "0.24", "0.12", "0.04"),
    "fills at once": ("400", "400", "400", "0.002"),
    "hardly asked for": ("0.0001", "0.0001", "0.0001", "30"),
    "two quasi-steady states": ("2", "0.0001", "5", "0.05"),
    "slow to begin, then full": ("900", "900", "0.01", "0.5"),
    "fast both ways": ("90", "110", "130", "25"),
}
DAYS = ("0.01", "0.25", "1", "3", "14", "60")


def generator(capacity, births, death):
    q = mpmath.zeros(capacity + 1)
    for x in range(capacity + 1):
        if x < capacity:
            q[x, x + 1] = births[min(capacity - x, 3) - 1]
        if x > 0:
            q[x, x - 1] = death * x
        q[x, x] = -sum(q[x, y] for y in range(capacity + 1) if y != x)
    return q


def main():
    print("capacity,birth_1,birth_2,birth_3,death_per_bed,days,committed,mass")
    row = 0
    for capacity in range(1, 11):
        for written in RATES.values():
            *births, death = (mpmath.mpf(rate) for rate in written)
            q = generator(capacity, births, death)
            for days in DAYS:
                transient = mpmath.expm(q * mpmath.mpf(days))
                committed = (row + row // len(DAYS)) % (capacity + 1)
                row += 1
                mass = [transient[committed, x] for x in range(capacity + 1)]
                assert abs(sum(mass) - 1) < mpmath.mpf(10) ** -30
                values = " ".join(mpmath.nstr(value, 17, min_fixed=0, max_fixed=0) for value in mass)
                print(",".join([str(capacity), *written, days, str(committed), values]))


if __name__ == "__main__":
    main()
