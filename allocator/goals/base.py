"""What every goal is: a code, a unit, a direction."""

from dataclasses import dataclass
from typing import Literal

Sense = Literal["max", "min"]


@dataclass(frozen=True, slots=True)
class GoalKind:
    """A thing to seek. `sentence` is what a planner reads, `unit` what one unit of its value is. One that
    `compares` has nothing to say of a plan without a previous allocation."""

    code: str
    sentence: str
    sense: Sense
    unit: str
    compares: bool = False
