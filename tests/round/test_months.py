"""Months as texts, against days one by one."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from allocator.inputs.round.months import (
    Spell,
    as_answered,
    in_order,
    inside,
    last_day,
    months_between,
    outside,
    spells_in,
    text_of,
)

_FIRST = date(2026, 8, 20)


def days_of(spells: tuple[Spell, ...]) -> dict[date, bool]:
    """Every day with whether it is sure: what is sure speaks first."""
    days: dict[date, bool] = {}
    for each in spells:
        for number in range((each.last - each.first).days + 1):
            day = each.first + timedelta(days=number)
            days[day] = days.get(day, False) or each.sure
    return days


def drawn(pick: Random) -> tuple[Spell, ...]:
    """Up to five spells that may touch and overlap."""
    spells = []
    for _ in range(pick.randint(0, 5)):
        first = _FIRST + timedelta(days=pick.randint(0, 70))
        spells.append(Spell(first, first + timedelta(days=pick.randint(0, 20)), pick.random() < 0.5))
    return tuple(spells)


@pytest.mark.parametrize("seed", range(60))
def test_spells_say_the_same_days(seed: int) -> None:
    spells = drawn(Random(seed))
    whole, month = in_order(spells), date(2026, 9, 1)
    days = days_of(spells)
    assert days_of(whole) == days
    assert all(a.last < b.first for a, b in pairwise(whole))
    own = {day: sure for day, sure in days.items() if month <= day <= last_day(month)}
    assert days_of(inside(whole, month)) == own
    assert days_of(outside(whole, month)) == {day: sure for day, sure in days.items() if day not in own}
    text = text_of(spells, month)
    assert days_of(spells_in(text, month)) == own
    assert text_of(spells_in(text, month), month) == text


def test_months_of_a_period() -> None:
    assert months_between(date(2026, 11, 30), date(2027, 1, 1)) == (
        date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "word", "said"),
    [
        ("15-31 ?", "yes", "15-31"), ("15-31", "maybe", "15-31 ?"), ("1-3; 9 ?", "yes", "1-3; 9"),
        ("–", "yes", "1-31"), ("–", "maybe", "1-31 ?"), ("15-31", "no", "–"),
    ],
)  # fmt: skip
def test_an_answer_without_days_speaks_of_those_shown(shown: str, word: str, said: str) -> None:
    month = date(2026, 8, 1)
    assert text_of(as_answered(spells_in(shown, month), month, word), month) == said


@pytest.mark.parametrize("text", ["", "0-3", "5-2", "30-32", "all", "1-3, 5", "2026-08-01"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="does not say which days"):
        spells_in(text, date(2026, 8, 1))
