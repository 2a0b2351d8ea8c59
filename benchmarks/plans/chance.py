"""Random numbers of a made plan, and its weeks."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

FIRST_MONDAY = date(2027, 1, 4)
LAST_DAY = date(2027, 12, 31)
WEEKS = 51  # that begin and end inside the plan
DAY = timedelta(days=1)


def stream(seed: int, part: str) -> np.random.Generator:
    """Random numbers of their own for each part, so that a change to one does not shake the others."""
    return np.random.default_rng([seed, *part.encode()])


def between(rng: np.random.Generator, least: int, most: int) -> int:
    """A whole number, both ends included."""
    return int(rng.integers(least, most + 1))


def one_of(rng: np.random.Generator, shares: Mapping[str, float]) -> str:
    """A key, drawn by its share; shares add up to 1."""
    return list(shares)[pick(rng, list(shares.values()))]


def pick(rng: np.random.Generator, shares: Sequence[float]) -> int:
    """A position, drawn by its share; shares add up to 1."""
    return min(int(np.searchsorted(np.cumsum(shares), rng.random(), side="right")), len(shares) - 1)


def monday(week: int) -> date:
    """The Monday of a week of the plan, 0 being the first."""
    return FIRST_MONDAY + 7 * week * DAY
