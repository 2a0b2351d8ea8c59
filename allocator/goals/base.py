"""What every goal is: a code, a unit, a direction."""

from dataclasses import dataclass
from typing import Literal

from allocator.rules.base import Shared

Sense = Literal["max", "min"]


@dataclass(frozen=True, slots=True)
class GoalKind:
    """A thing to seek. `sentence` is what a planner reads, `unit` what one unit of its value is. One that
    `compares` has nothing to say of a plan without a previous allocation.

    `joins` is what missions must share for one to change what another is worth; None where each is worth the
    same beside whatever others.
    """

    code: str
    sentence: str
    sense: Sense
    unit: str
    compares: bool = False
    joins: Shared | None = "all"
