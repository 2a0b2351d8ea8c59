"""The previous allocation, mission by mission, as the goals that compare with it see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from allocator.plan.entities import PREVIOUS
from allocator.plan.policy import Level

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.policy import CoordinationModel


@dataclass(frozen=True, slots=True)
class Before:
    """A mission of the previous allocation: who was to go, when, and who was to pay, where that is known."""

    experts: tuple[str, ...]
    start: date | None
    agreement: str


def has_payers(plan: "Plan", model: "CoordinationModel") -> bool:
    """Whether missions have payers under a model: else there are none to compare."""
    return plan.agreements is not None and model.level("funding") is Level.HARD


def missions_before(plan: "Plan") -> Mapping[str, Before]:
    """The missions of the previous allocation by request, but for what is delivered by now."""
    found: dict[str, Before] = {}
    for row in plan.decisions:
        if row.decision != PREVIOUS or not plan.is_open(row.request):
            continue
        known = found.get(row.request, Before((), None, ""))
        people = dict.fromkeys([*known.experts, *filter(None, [row.expert])])
        found[row.request] = Before(tuple(people), known.start or row.start, known.agreement or row.agreement)
    return found
