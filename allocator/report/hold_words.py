"""How much an assignment has to be, in words that sheets and the terminal share."""

from typing import TYPE_CHECKING

from allocator.errors import first_of
from allocator.report.alternatives_words import gives_way_words, losses_words
from allocator.report.colours import Colours, Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.results.result import Result
    from allocator.results.why_these import Hold

_NAMED = 4  # changes that are named
_GRADES = {"needed": "needed", "free": "free", "costs": "at a cost", "open": "open"}


def hold_colours(header: str) -> Colours:
    """The tones of a column that begins with a grade."""
    return Colours(
        header,
        "Blue, needed: nothing serves as much without it. Green, free: exchangeable without a loss. "
        "Amber, at a cost: exchangeable, and the goals named lose, or gain where it says so",
        (
            Mark("begins", "needed", "firm"),
            Mark("begins", "free", "good"),
            Mark("begins", "at a cost", "wary"),
        ),
    )


def grade_words(hold: "Hold") -> str:
    """The grade as planners read it."""
    return _GRADES[hold.grade]


def hold_words(result: "Result", hold: "Hold") -> str:
    """What is known of an assignment, its grade first."""
    return f"{grade_words(hold)}: {'; '.join(_parts(result, hold))}"


def _parts(result: "Result", hold: "Hold") -> "Iterator[str]":
    if hold.grade == "needed":
        yield f"no allocation without it serves as much, proven by {hold.proof}"
    elif hold.grade == "open":
        yield "in the time given neither an exchange was found nor a proof that there is none"
    else:
        if hold.losses and hold.losses[0].loss < 0:  # in the first goal that differs
            yield "better without it"
        own = [change for change in hold.changes if change.request == hold.request]
        others = [change for change in hold.changes if change.request != hold.request]
        yield from first_of(gives_way_words((*own, *others)), _NAMED, of=" changes")
        yield from losses_words(result, hold.losses)
