"""Whether each change of a repair is needed; `allocator.why_changes` finds it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from allocator.results.alternatives import Change, GoalLoss
from allocator.results.result import Proof

#: needed: proven that nothing serves as much with the change undone. free: something is worse in no goal
#: then. costs: something serves as much then, and is worse in a later goal. open: neither is known.
NecessityGrade = Literal["needed", "free", "costs", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """One change undone: a person goes on a request again (in that seat, where one is named), or, if
    `stays_away`, does not go; or the request is served on this day, or with this payer. What is None may be
    anything."""

    request: str
    expert: str | None = None
    seat: str | None = None
    start: date | None = None
    payer: str | None = None
    stays_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Necessity:
    """What is known of one change.

    `impossible`: proven that no allocation at all has it undone. `changes` and `losses` are those of the
    allocation with it undone that loses least of those met, in an open one less than before being served; a
    negative loss is a gain. `proof` is what needed rests on.
    """

    undoing: Undoing
    grade: NecessityGrade
    impossible: bool = False
    changes: tuple[Change, ...] = ()
    losses: tuple[GoalLoss, ...] = ()
    proof: Proof | None = None
