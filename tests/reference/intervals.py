"""Makes intervals.csv: limits of event rates and shares, and moments of the loss system, by scipy.

Rows: kind, then the arguments and results that the kind has, in this order.
- events: events, exposure, dispersion, level, low, high: quantiles of a gamma distribution of shape
  events / dispersion + 1/2 times dispersion / exposure; the low limit of 0 events is 0.
- share: successes, trials, level, low, high: Wilson's score interval without continuity correction.
- beds, full: beds, load, mean, variance, memory in mean stays: of the guests over the beds, and of
  whether all beds are taken. The memory is found otherwise than in the program: by solving Poisson's
  equation of the generator, Q g = mean - f, whence the integral of the autocovariance is
  sum pi (f - mean) g.

Run with Python 3, numpy and scipy 1.17: python intervals.py > intervals.csv
"""

import numpy as np
from scipy.stats import binomtest, gamma

EVENTS = ((0, 31.0), (1, 40.5), (3, 61.0), (26, 688.0), (25, 782.0), (34, 797.0), (410, 9021.0), (12000, 3e5))
SHARES = ((0, 1), (1, 1), (0, 12), (3, 14), (7, 100), (12, 25), (299, 300), (840, 12000))
LEVELS = (0.8, 0.95, 0.99)


def row(kind, *numbers):
    print(",".join([kind, *(repr(float(number)) for number in numbers)]))


def moments(beds, load, full):
    log_mass = np.concatenate(([0.0], np.cumsum(np.log(load / np.arange(1, beds + 1)))))
    mass = np.exp(log_mass - log_mass.max())
    mass /= mass.sum()
    guests = np.arange(beds + 1)
    value = (guests == beds).astype(float) if full else guests / beds
    mean = mass @ value
    generator = np.diag(np.full(beds, load), 1) + np.diag(np.arange(1.0, beds + 1), -1)
    generator -= np.diag(generator.sum(axis=1))
    # The solution is unique up to a constant; the stationary mean of g is taken as 0.
    system = np.vstack((generator, mass))
    solution = np.linalg.lstsq(system, np.concatenate((mean - value, [0.0])), rcond=None)[0]
    variance = mass @ (value - mean) ** 2
    return mean, variance, mass @ ((value - mean) * solution) / variance


def main():
    for level in LEVELS:
        tail = (1 - level) / 2
        for events, exposure in EVENTS:
            for dispersion in (1.0, 1.345, 0.6):
                limit = gamma(events / dispersion + 0.5, scale=dispersion / exposure)
                low = limit.ppf(tail) if events else 0.0
                row("events", events, exposure, dispersion, level, low, limit.isf(tail))
        for successes, trials in SHARES:
            limits = binomtest(successes, trials).proportion_ci(level, method="wilson")
            row("share", successes, trials, level, limits.low, limits.high)
    for beds in (1, 2, 3, 6, 10, 17):
        for load in (0.3 * beds, 0.9 * beds, 3.0 * beds):
            row("beds", beds, load, *moments(beds, load, full=False))
            row("full", beds, load, *moments(beds, load, full=True))


main()
