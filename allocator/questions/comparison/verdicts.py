"""What may be said of one policy against another in one goal, and how sure it is."""

from dataclasses import dataclass
from typing import Literal

from allocator.questions.comparison.best_values import Range

#: Of the best allocation of the one policy against the best of the other: settled where it is surely
#: `better`, `worse` or `equal`; `not worse` and `not better` where it may also be equal; `open` where it may
#: be either. `one problem`: both are runs of the same problem, which has one best value. `not comparable`:
#: the goal is not sought, or counted differently, in one of them.
Grade = Literal[
    "better", "worse", "equal", "not worse", "not better", "open", "one problem", "not comparable"
]
SETTLED: frozenset[Grade] = frozenset({"better", "worse", "equal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A policy against the first one in a goal.

    `difference` is where its best value less the other's lies, in the goal's own unit; `found` the difference
    of what was found, which says little where the grade is `open`. `why` says why nothing can be compared, or
    which goal before is open. `by_rules`: what one policy forbids beyond the other tells the sign, whatever
    the bounds are.
    """

    grade: Grade
    difference: Range
    found: int | None
    why: str = ""
    by_rules: bool = False

    @property
    def settled(self) -> bool:
        """Whether the bounds leave no doubt."""
        return self.grade in SETTLED


def grade_of(difference: Range, sense: Literal["max", "min"]) -> Grade:
    """How sure a difference is, of a goal that is sought as high or as low as can be."""
    low, high = difference.low, difference.high
    if sense == "min":
        low, high = (None if high is None else -high), (None if low is None else -low)
    if low is not None and low == high == 0:
        return "equal"
    if low is not None and low >= 0:
        return "better" if low > 0 else "not worse"
    if high is not None and high <= 0:
        return "worse" if high < 0 else "not better"
    return "open"
