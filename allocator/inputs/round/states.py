"""What a plan says of each question of a round, as the canonical text that forms show and replies change.

A reply is merged like a change of three sides: what the form showed, what the reply says, what the plan says
now. All three are texts of this module.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from allocator.inputs.round.months import Spell, in_order, last_day, months_between, text_of
from allocator.inputs.round.parts import PartName
from allocator.plan import Plan

#: What the words stand for in the sheet Interest. A number between counts as the nearest word below.
INTEREST = {"yes": 2, "maybe": 1, "no": -2}

Key = tuple[
    str, ...
]  # the person; person and month (2026-08); request and person; request and administration


@dataclass(frozen=True)
class States:
    """The states of a plan."""

    plan: Plan

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The months that are asked about, by their first day."""
        return months_between(self.plan.settings.start, self.plan.settings.end)

    @cached_property
    def _rows(self) -> dict[str, list[Spell]]:
        rows: dict[str, list[Spell]] = defaultdict(list)
        for row in self.plan.availability:
            rows[row.expert].append(Spell(row.first, row.last, row.status == "confirmed"))
        return rows

    @cached_property
    def _interest(self) -> dict[Key, int]:
        return {(row.request, row.expert): row.interest for row in self.plan.interest}

    def has_rows(self, expert: str) -> bool:
        """Whether the plan says when a person is released."""
        return expert in self._rows

    def spells(self, expert: str) -> tuple[Spell, ...]:
        """The releases of a person. Who has no row counts as released all the time, which nobody has
        confirmed; a journey may begin a month before the plan and end a month after it."""
        if expert in self._rows:
            return in_order(self._rows[expert])
        day = timedelta(days=1)
        before = (self.months[0] - day).replace(day=1)
        return (Spell(before, last_day(last_day(self.months[-1]) + day), sure=False),)

    def of(self, part: PartName, key: Key) -> str:
        """What the plan says now; an empty text where it says nothing."""
        if part == "people":
            since = self.plan.experts[key[0]].withdrawn_from
            return "yes" if since is None else stay(since)
        if part == "releases":
            month = date.fromisoformat(f"{key[1]}-01")
            return text_of(self.spells(key[0]), month)
        return word_of(self._interest.get(key))


def word_of(interest: int | None) -> str:
    """The word for a number of the sheet Interest."""
    if not interest:
        return ""
    return "no" if interest < 0 else "yes" if interest >= INTEREST["yes"] else "maybe"


def stay(leaves: date) -> str:
    """The state of a person who leaves."""
    return f"no, from {leaves}"


def month_key(month: date) -> str:
    """A month as part of a key."""
    return f"{month:%Y-%m}"
