"""What every goal is: a code, a unit, a direction."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.policy import CoordinationModel

Sense = Literal["max", "min"]


@dataclass(frozen=True, slots=True)
class GoalKind:
    """A thing to seek. `sentence` is what a planner reads, `unit` what one unit of its value is."""

    code: str
    sentence: str
    sense: Sense
    unit: str


class Value(Protocol):
    """The independent side of a goal: plain Python, exact, in the goal's unit."""

    def __call__(self, plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int: ...
