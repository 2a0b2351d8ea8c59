"""Do with few people; whoever went on a delivered mission is used already."""

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.problem.rows import Costs, Spans, as_rows, make_rows
from allocator.rules.coupling import one_mission

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.problem.rows import Rows
    from allocator.rules.columns import Columns

GOAL = GoalKind("experts_used", "People sent, on delivered missions or now", "min", "experts")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    places = chain(plan.delivered.assignments(), allocation.assignments())
    return len({place.expert for _, place in places})


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """A column per expert, at least the seats taken on missions that meet on a day, with rest; together at
    least the places of all missions of any one day, which nobody fills twice."""
    people, sent = np.unique(columns.z_expert), np.unique(problem.delivered.expert)
    used = columns.add(GOAL.code, np.isin(people, sent).astype(np.int64), np.ones_like(people))
    each, together = _each(problem, columns, people, used), _at_once(problem, columns, used)
    others = len(np.setdiff1d(sent, people))
    return Costs(used, np.ones_like(people), others, rows=(each, together))


def _each(problem: "Problem", columns: "Columns", people: "Ints", used: "Ints") -> "Rows":
    """used - Σ z over missions of one expert that meet on a day >= 0, for every largest set of them.

    A row per mission would say the same of whole people; of halves these say more.
    """
    spans = one_mission.spans(problem, columns)
    sets = as_rows(replace(spans, code=GOAL.code, capacity=np.zeros_like(spans.capacity)))
    return make_rows(
        GOAL.code, "expert", sets.subject,
        [
            (np.arange(len(sets)), used[np.searchsorted(people, sets.subject)], 1),
            (sets.row, sets.column, -1),
        ],
        lower=0,
    )  # fmt: skip


def _at_once(problem: "Problem", columns: "Columns", used: "Ints") -> "Rows":
    """Σ used - Σ places of the missions that meet on a day >= 0, for every largest set of them.

    Follows from the rows of `full_team` and `one_mission` and cuts off no plan; without it the relaxation
    sends a little of everybody.
    """
    sets = as_rows(
        Spans(
            code=GOAL.code, kind="request", who=np.zeros(len(columns.y), dtype=np.int64),
            first=problem.start_day, last=problem.start_last,
            column=columns.y, group=problem.start_request, capacity=np.zeros(1, dtype=np.int64),
        )
    )  # fmt: skip
    row, person = np.divmod(np.arange(len(sets) * len(used)), max(1, len(used)))
    places = problem.team_size[problem.start_request[sets.column]]
    return make_rows(
        GOAL.code, "request", sets.subject,
        [(row, used[person], 1), (sets.row, sets.column, -places)], lower=0, implied=True,
    )  # fmt: skip
