"""Change little of the previous allocation, the less the further a mission has been agreed.

Per person of the previous allocation: another date counts 1, no longer on the mission 2, and another payer
of the mission (or none, since it is not served) 1 more; times 1, 2, 4 or 8 for a draft, a proposal, an
acceptance or a ticket. What a row leaves blank cannot change; what is delivered or cancelled by now,
and who has declined, is no change.
"""

from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.goals.before import has_payers
from allocator.plan.entities import DECLINED, DONE, PREVIOUS
from allocator.problem.rows import Costs
from allocator.problem.start_ranges import matches

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.entities import Decision
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.rules.columns import Columns

GOAL = GoalKind(
    "stability", "Changes against the previous allocation, dearer the further agreed", "min", "change points",
    compares=True, joins=None,
)  # fmt: skip

#: The weight of each status, in the order in which they follow each other.
AGREED = {DECLINED: 0, "draft": 1, "proposed": 2, "accepted": 4, "ticketed": 8, DONE: 8}


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    paid = has_payers(plan, model)
    return sum(AGREED[row.status] * _change(row, allocation, paid=paid) for row in _rows(plan))


def _rows(plan: "Plan") -> "list[Decision]":
    """The previous rows that name somebody, but for what is delivered by now."""
    return [
        row for row in plan.decisions if row.decision == PREVIOUS and row.expert and plan.is_open(row.request)
    ]


def _change(row: "Decision", allocation: "Allocation", *, paid: bool) -> int:
    mission = allocation.by_request.get(row.request)
    payer = mission.agreement if mission else None
    repaid = int(paid and row.agreement not in ("", payer))
    if mission is None or row.expert not in mission.experts:
        return 2 + repaid
    return repaid if row.start in (None, mission.start) else 1 + repaid


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """What each previous row loses if nothing of it is kept, less what is kept by sending the person, on the
    same day, with the same payer."""
    rows = _rows(problem.plan)
    weight = np.array([AGREED[row.status] for row in rows], dtype=np.int64)
    request = np.array([problem.request_index[row.request] for row in rows], dtype=np.int64)
    expert = np.array([problem.expert_index[row.expert] for row in rows], dtype=np.int64)
    people = max(1, len(problem.experts))
    row, z = matches(request * people + expert, columns.z_request * people + columns.z_expert)
    days = [None if each.start is None else problem.day_number(each.start) for each in rows]
    any_day = np.array([day is None for day in days], dtype=bool)
    day = np.array([day or 0 for day in days], dtype=np.int64)
    saved = np.zeros(len(columns.z), dtype=np.int64)
    same_day = any_day[row] | (problem.start_day[columns.z_start[z]] == day[row])
    np.add.at(saved, z, weight[row] * (1 + same_day))
    worst, kept = _payers(problem, columns, rows, weight, request)
    return Costs(
        np.concatenate([columns.z, columns.f]), -np.concatenate([saved, kept]), int(2 * weight.sum()) + worst
    )


def _payers(
    problem: "Problem", columns: "Columns", rows: "list[Decision]", weight: "Ints", request: "Ints"
) -> "tuple[int, Ints]":
    """What other payers cost at most, and what each f column saves of it."""
    kept = np.zeros(len(columns.f), dtype=np.int64)
    if not has_payers(problem.plan, problem.model):
        return 0, kept
    index = {code: a for a, code in enumerate(problem.agreements)}
    payer = np.array([index.get(row.agreement, -1) for row in rows], dtype=np.int64)
    named = np.array([row.agreement != "" for row in rows], dtype=bool)
    paying = max(1, len(index))
    key = np.where(payer < 0, -1, request * paying + payer)
    row, f = matches(key, columns.payer_request * paying + columns.payer_agreement)
    np.add.at(kept, f, weight[row])
    return int(weight[named].sum()), kept
