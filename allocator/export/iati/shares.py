"""Whole amounts shared out so that the parts add up to the whole."""

from collections.abc import Sequence
from datetime import date, timedelta

_HUNDRED = 10_000  # hundredths of a percent: IATI's percentages of recipients must add up to 100


def shared(whole: int, weights: Sequence[int]) -> list[int]:
    """A whole in parts as the weights, each rounded so that they add up to it; evenly where all weigh 0."""
    total = sum(weights)
    if total == 0:
        weights, total = [1] * len(weights), len(weights)
    parts, told, reached = [], 0, 0
    for weight in weights:
        reached += weight
        until = whole * reached // total
        parts.append(until - told)
        told = until
    return parts


def percentages(weights: Sequence[int]) -> list[str]:
    """Percentages with up to two decimals that add up to 100."""
    return [f"{part / 100:.2f}".rstrip("0").rstrip(".") for part in shared(_HUNDRED, weights)]


def years(first: date, last: date) -> list[tuple[date, date]]:
    """The days from one to another in periods of a year at most, as IATI asks of budgets."""
    periods = []
    while first <= last:
        try:
            following = first.replace(year=first.year + 1)
        except ValueError:  # the 29th of February
            following = first.replace(year=first.year + 1, day=28)
        until = min(last, following - timedelta(days=1))
        periods.append((first, until))
        first = until + timedelta(days=1)
    return periods
