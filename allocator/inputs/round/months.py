"""Months of a plan, and what is released in each of them, as the text that an administration sees.

`1-10; 20-31 ?` says that the first ten days are released for certain and the last twelve not yet; `–` that
none is. The text is canonical: two equal texts say the same, so that replies are compared as texts.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from allocator.inputs.round.parts import NOTHING, UNCONFIRMED

_RUN = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?\s*(\?)?")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """Days from `first` to `last`, both included; `sure` unless the release is tentative."""

    first: date
    last: date
    sure: bool


def months_between(start: date, end: date) -> tuple[date, ...]:
    """The first day of every month that a period touches."""
    months, month = [], start.replace(day=1)
    while month <= end:
        months.append(month)
        month = last_day(month) + _DAY
    return tuple(months)


def last_day(month: date) -> date:
    """The last day of the month of a day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def in_order(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Spells in order and disjoint; touching ones of a kind are joined, and what is sure speaks first."""
    spells = list(spells)
    edges = sorted({day for each in spells for day in (each.first, each.last + _DAY)})
    joined: list[Spell] = []
    for first, after in pairwise(edges):
        over = [each.sure for each in spells if each.first <= first <= each.last]
        if not over:
            continue
        if joined and joined[-1].last + _DAY == first and joined[-1].sure == any(over):
            joined[-1] = Spell(joined[-1].first, after - _DAY, any(over))
        else:
            joined.append(Spell(first, after - _DAY, any(over)))
    return tuple(joined)


def outside(spells: Iterable[Spell], month: date) -> tuple[Spell, ...]:
    """What spells leave when a month is taken out."""
    end, kept = last_day(month), []
    for each in spells:
        if each.first < month:
            kept.append(Spell(each.first, min(each.last, month - _DAY), each.sure))
        if each.last > end:
            kept.append(Spell(max(each.first, end + _DAY), each.last, each.sure))
    return tuple(kept)


def inside(spells: Iterable[Spell], month: date) -> tuple[Spell, ...]:
    """What spells have in a month."""
    end = last_day(month)
    cut = (Spell(max(each.first, month), min(each.last, end), each.sure) for each in spells)
    return tuple(each for each in cut if each.first <= each.last)


def text_of(spells: Iterable[Spell], month: date) -> str:
    """What spells say of a month."""
    return "; ".join(map(_run, in_order(inside(spells, month)))) or NOTHING


def _run(spell: Spell) -> str:
    """The days of a spell inside one month."""
    days = f"{spell.first.day}" + f"-{spell.last.day}" * (spell.first < spell.last)
    return days if spell.sure else f"{days} {UNCONFIRMED}"


def spells_in(text: str, month: date) -> tuple[Spell, ...]:
    """The spells of such a text. Raises ValueError for a text that is none."""
    if text.strip() in (NOTHING, "-"):
        return ()
    end = last_day(month).day
    found = []
    for part in text.split(";"):
        run = _RUN.fullmatch(part.strip())
        first, last = (int(run[1]), int(run[2] or run[1])) if run else (0, 0)
        if run is None or not 1 <= first <= last <= end:
            raise ValueError(f"'{text}' does not say which days of the month")
        found.append(Spell(month.replace(day=first), month.replace(day=last), run[3] is None))
    return in_order(found)


def as_answered(shown: Sequence[Spell], month: date, word: str) -> tuple[Spell, ...]:
    """What an answer without days of its own says: of the days shown, or of the whole month."""
    if word == "no":
        return ()
    days = shown or (Spell(month, last_day(month), sure=True),)
    return in_order(Spell(each.first, each.last, word == "yes") for each in days)
