"""An expert is on one mission at a time, with journeys, report and rest days between two of them; of two
delivered ones nothing is asked any more."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from allocator.plan import calendar
from allocator.problem.rows import Spans, beside
from allocator.rules.base import HARD, Rule, Violation, levels

if TYPE_CHECKING:
    from datetime import date

    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Problem
    from allocator.problem.rows import Parts
    from allocator.rules.columns import Columns

RULE = Rule(
    "one_mission",
    "An expert departs again only after the return, the report days and the rest days",
    levels(HARD),
    "pairs of missions too close",
    joins="expert",
)


def check(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> Iterator[Violation]:
    spells: dict[str, list[tuple[date, date, str]]] = defaultdict(list)
    done = plan.delivered.by_request
    for mission in (*plan.delivered.missions, *allocation.missions):
        request = plan.requests[mission.request]
        for expert in set(mission.experts):
            departure, _ = calendar.away(plan, request, expert, mission.start)
            free_again = calendar.free_again(plan, request, expert, mission.start)
            spells[expert].append((departure, free_again, mission.request))
    for expert, missions in sorted(spells.items()):
        for (_, free_again, earlier), (departure, _, later) in combinations(sorted(missions), 2):
            if departure < free_again and not (earlier in done and later in done):
                yield Violation(
                    rule=RULE.code,
                    level=HARD,
                    subject=f"{expert}, {earlier}, {later}",
                    message=f"departs on {departure} for {later}, free again after {earlier} on {free_again}",
                )


def rows(problem: "Problem", columns: "Columns") -> "Parts":
    """One span at a time for each expert, and none that meets a delivered mission of the expert."""
    own, done = spans(problem, columns), problem.delivered
    return [own, beside(own, done.expert, done.departure, done.busy_until)]


def spans(problem: "Problem", columns: "Columns") -> Spans:
    """Each expert's missions from departure to the last day of report and rest, one at a time."""
    return Spans(
        code=RULE.code, kind="expert", who=columns.z_expert,
        first=columns.z_departure, last=columns.z_busy_until,
        column=columns.z, group=columns.z_request,
        capacity=np.ones(len(problem.experts), dtype=np.int64),
    )  # fmt: skip
