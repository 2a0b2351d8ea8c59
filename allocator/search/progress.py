"""What a run reports while it works."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

#: start: a tier begins. improved, bound: a better incumbent or bound. round: still searching. tier: it ends.
Event = Literal["start", "improved", "bound", "round", "tier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run stands: the tier at work, its incumbent and its bound, in the tier's own unit and sense.

    `tier` counts from 1. `value` is None before a first allocation, `bound` before a first bound. `seconds`
    count from the start of the search.
    """

    tier: int
    tiers: int
    goal: str
    unit: str
    sense: Literal["max", "min"]
    value: int | None
    bound: int | None
    seconds: float
    event: Event


#: Called with every Progress; returning False stops the run, which then gives back its incumbent.
OnProgress = Callable[[Progress], object]
