"""Intervals in words."""

import pytest

from allocator.results.interval import Interval


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(None, None, "not known"), (1, None, "at least 1"), (None, 3, "at most 3"), (2, 2, "2"),
     (1000, 2000, "between 1,000 and 2,000")],
)  # fmt: skip
def test_what_is_known_of_a_number(low: int | None, high: int | None, words: str) -> None:
    assert str(Interval(low, high)) == words
    assert Interval(low, high).settled == (low is not None and low == high)
