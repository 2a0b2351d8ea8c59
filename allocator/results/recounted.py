"""The goals of a result after another allocation took the place of its own: what is still known of bounds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from allocator.results.result import Goal, Proof

#: Whose word a bound is that its search did not meet, but another allocation does.
_SEARCH = "the search in this order of goals"


def costs(goals: Sequence[Goal]) -> list[int]:
    """The values of the goals as costs: of two allocations the one with the lesser list is the better."""
    return [-goal.value if goal.sense == "max" else goal.value for goal in goals]


def with_bounds(known: Iterable[Goal], now: Iterable[Goal]) -> tuple[Goal, ...]:
    """Goals with the values that they have now, and the bounds known of them with other values.

    A bound speaks of all allocations that are at least as good in every goal before as the one that it was
    found with. One that is better there leaves fewer of them, so that the bound still holds; after the
    first goal that is worse it speaks of too few, and is dropped. So is one that the new value passes: it
    was false.
    """
    found, holds, proven = [], True, True
    for goal, new in zip(known, now, strict=True):
        gain = (new.value - goal.value) * (1 if goal.sense == "max" else -1)
        bound = goal.bound if holds else None
        if bound is not None and (new.value > bound if goal.sense == "max" else new.value < bound):
            bound, holds = None, False
        proven = proven and bound == new.value
        proof = (goal.proof or Proof(kind="word", by=(_SEARCH,))) if proven else None
        found.append(replace(new, bound=bound, proven=proven, proof=proof))
        holds = holds and gain >= 0
    return tuple(found)
