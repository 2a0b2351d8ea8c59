"""Spread the load over experts, and over administrations by the number of experts they have.

The first mission of a person costs nothing, the second 1, the third 2. An administration pays the same way
for each further round of as many missions as it has experts. Delivered missions are part of the load.
"""

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from allocator.goals.base import GoalKind
from allocator.plan.policy import Level
from allocator.problem.rows import Costs, left, limits, make_rows
from allocator.problem.start_ranges import spread

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.plan.policy import CoordinationModel
    from allocator.problem import Ints, Problem
    from allocator.problem.rows import Rows, Subject
    from allocator.rules.columns import Columns

GOAL = GoalKind("balance", "Unevenness of the load of experts and administrations", "min", "load points")


def value(plan: "Plan", model: "CoordinationModel", allocation: "Allocation") -> int:
    places = [place for _, place in chain(plan.delivered.assignments(), allocation.assignments())]
    people = Counter(place.expert for place in places)
    employers = Counter(plan.experts[place.expert].administration for place in places)
    sizes = Counter(expert.administration for expert in plan.experts.values())
    return sum(_points(load, 1) for load in people.values()) + sum(
        _points(load, sizes[employer]) for employer, load in employers.items()
    )


def _points(load: int, size: int) -> int:
    """What is left of a load after one round, after two rounds and so on, added up."""
    return sum(range(load - size, 0, -size))


def costs(problem: "Problem", columns: "Columns") -> Costs:
    """For each person or employer a load column, and for each round j a column >= load - j · size."""
    person = np.ones(len(problem.experts), dtype=np.int64)
    done, most = problem.delivered.missions, _most_missions(problem, columns)
    employer = problem.expert_administration
    sizes = np.bincount(employer, minlength=len(problem.administrations))
    together, done_together = (
        np.bincount(employer, weights=load, minlength=len(sizes)).astype(np.int64) for load in (most, done)
    )
    people = _rounds(columns, columns.z_expert, person, done, done + most, "expert")
    bodies = _rounds(
        columns, employer[columns.z_expert], sizes, done_together, done_together + together, "administration"
    )
    column = np.concatenate([people[0], bodies[0]])
    return Costs(column, np.ones(len(column), dtype=np.int64), rows=(*people[1], *bodies[1]))


def _most_missions(problem: "Problem", columns: "Columns") -> "Ints":
    """The most further missions each expert can have: the requests within reach, and what the limit leaves
    where it is hard."""
    reach = np.unique(np.stack([columns.z_expert, columns.z_request]), axis=1)[0]
    most = np.bincount(reach, minlength=len(problem.experts))
    if problem.model.level("workload") is not Level.HARD:
        return most
    agreed = limits(problem.plan.experts[code].missions for code in problem.experts)
    return np.minimum(most, left(agreed, problem.delivered.missions))


def _rounds(
    columns: "Columns", carrier: "Ints", size: "Ints", least: "Ints", most: "Ints", kind: "Subject"
) -> "tuple[Ints, list[Rows]]":
    """A load column for every carrier that can pass its first round, and a column for each further round.

    The load of a carrier is between `least`, which is delivered, and `most`.
    """
    rounds = np.maximum(0, -(-most // np.maximum(size, 1)) - 1)
    loaded = np.flatnonzero(rounds)
    place = np.full(len(rounds), -1, dtype=np.int64)
    place[loaded] = np.arange(len(loaded))
    load = columns.add(GOAL.code, least[loaded], most[loaded])
    z = np.flatnonzero(place[carrier] >= 0)
    carried = make_rows(
        GOAL.code, kind, loaded,
        [(place[carrier[z]], columns.z[z], -1), (np.arange(len(loaded)), load, 1)],
        lower=least[loaded],
    )  # fmt: skip
    own, number = spread(rounds[loaded])
    beyond = (number + 1) * size[loaded[own]]
    over = columns.add(GOAL.code, np.zeros(len(own), dtype=np.int64), most[loaded[own]] - beyond)
    row = np.arange(len(own))
    further = make_rows(
        GOAL.code, kind, loaded[own], [(row, over, 1), (row, load[own], -1)], lower=-beyond
    )  # fmt: skip
    return over, [carried, further]
