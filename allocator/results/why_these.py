"""How much every assignment of an allocation has to be; `allocator.why_these` finds it."""

from dataclasses import dataclass
from typing import Literal

from allocator.results.alternatives import Change, GoalLoss
from allocator.results.result import Proof

#: needed: proven that no allocation without it serves as much. free: there is an allocation without it that
#: is worse in no goal. costs: there is one that serves as much and is worse in a later goal. open: neither is
#: known.
Grade = Literal["needed", "free", "costs", "open"]
GRADES: tuple[Grade, ...] = ("needed", "costs", "free", "open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What is known of one assignment: that a person goes on a mission, in whatever seat, on whatever date.

    `seat` is the one in the allocation. `instead` goes in the person's place in the allocation without it
    that loses least of all that were met; empty where the request is not served there. `changes` are all
    that it changes, the request itself among them, and `losses` what the goals lose or gain. `proof` is what
    "needed" rests on.
    """

    request: str
    seat: str
    expert: str
    grade: Grade
    instead: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    losses: tuple[GoalLoss, ...] = ()
    proof: Proof | None = None


@dataclass(frozen=True, kw_only=True)
class WhyThese:
    """Every assignment of a result, in the order of its missions."""

    holds: tuple[Hold, ...]
    seconds: float

    def of(self, request: str, seat: str, expert: str) -> Hold | None:
        """What is known of one assignment; None for one that is not there."""
        key = request, seat, expert
        return next((hold for hold in self.holds if (hold.request, hold.seat, hold.expert) == key), None)
