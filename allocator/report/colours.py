"""Colours that carry a meaning: which cells take which tone, and what the header's note says about it.

No meaning stands in the colour alone: the cell says it in a word as well.
"""

from dataclasses import dataclass
from typing import Literal

from allocator.plan.reference import REGIONS

Tone = Literal["bad", "wary", "good", "firm", "struck"]

#: How a cell is compared: with a text that it is, begins with or holds, or with a number (a share).
Test = Literal["is", "begins", "holds", ">", "="]


@dataclass(frozen=True, slots=True)
class Mark:
    """A tone for the cells of a column of which `test` is true against `against`.

    `word` is what a number shows behind it; `row` is true where the whole row takes the tone.
    """

    test: Test
    against: str | float
    tone: Tone
    word: str = ""
    row: bool = False


@dataclass(frozen=True, slots=True)
class Colours:
    """The marks of the column under one header, of which the first that fits a cell holds; `legend` says what
    the tones mean."""

    header: str
    legend: str
    marks: tuple[Mark, ...]


#: The WCO's regions on calendars; dark text is readable on each.
REGION_FILLS = dict(
    zip(REGIONS, ("#F6C28B", "#A9D6E5", "#B7E4C7", "#C9C3E6", "#F4E285", "#F2B5B5"), strict=True)
)

#: How far something is agreed.
AGREED_MARKS = (
    Mark("is", "ticketed", "firm"),
    Mark("is", "accepted", "good"),
    Mark("is", "proposed", "wary"),
    Mark("is", "done", "good"),
    Mark("is", "declined", "bad"),
)


def used(header: str) -> Colours:
    """A share of a limit."""
    return Colours(
        header,
        "Amber, high: over 90 %; amber, full: all of it. Red, over: beyond the limit",
        (Mark(">", 1, "bad", "over"), Mark("=", 1, "wary", "full"), Mark(">", 0.9, "wary", "high")),
    )
