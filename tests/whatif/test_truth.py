"""Everything that answers say of tiny plans, held against the list of all their allocations.

`ALLOCATOR_WHATIF_PLANS=2000 python -m pytest tests/whatif/test_truth.py` takes as many plans instead of the
few of every check.
"""

import os
from collections import Counter
from collections.abc import Iterator
from random import Random

import numpy as np

from allocator.errors import InputError, NothingFoundError
from allocator.plan.allocation import Allocation
from allocator.problem import Ints
from allocator.search import solve
from allocator.solvers.program import Limits
from allocator.whatif.answer import Answer
from allocator.whatif.asking import answer
from allocator.whatif.base import Base
from allocator.whatif.variation import serve, without
from tests.tiny_plans import Points
from tests.whatif.bases import base_at, costs, listed, parts_of

PLANS = int(os.environ.get("ALLOCATOR_WHATIF_PLANS", "36"))
FIRST = int(os.environ.get("ALLOCATOR_WHATIF_FIRST", "7000"))
LIMITS = Limits(seconds=20.0, workers=1)


def bases(count: int, every: int = 1) -> Iterator[tuple[int, Points, Base]]:
    """So many plans, by seed, with a base of each."""
    for seed in range(FIRST, FIRST + count * every, every):
        points = listed(seed)
        base = None if points is None else base_at(points, seed)
        if points is not None and base is not None:
            yield seed, points, base


def test_whatever_is_said_of_serving_a_request_is_true() -> None:
    told = Counter[str]()
    for seed, points, base in bases(PLANS):
        feasible = [points.allocations[i][0] for i in points.feasible()]
        for request in points.plan.open_requests:
            allowed = [a for a in feasible if request.request in a.by_request]
            objectives = base.matrix.tiers if seed % 2 else None
            found = answer(base, serve(base, request.request), LIMITS, objectives=objectives)
            told[found.status] += 1
            told["settled"] += found.settled
            hold(points, base, found, allowed, seed, all_tiers=seed % 2 == 1)
    assert told["found"] and told["impossible"] and told["open"] <= told["found"] // 50
    assert told["settled"] >= (told["found"] + told["impossible"]) * 0.8


def test_whatever_is_said_of_what_may_not_be_used_is_true() -> None:
    for seed, points, base in bases(PLANS // 2):
        random = Random(seed)
        feasible = [points.allocations[i][0] for i in points.feasible()]
        expert = random.choice(sorted(points.plan.experts))
        allowed = [a for a in feasible if all(p.expert != expert for _, p in a.assignments())]
        hold(points, base, answer(base, without(columns_of(base, expert)), LIMITS), allowed, seed)
        for z in taken(base)[:2]:
            allowed = [a for a in feasible if assignment(base, z) not in parts_of(a)]
            found = answer(base, without(np.array([z])), LIMITS, enough=(0,) * base.coverage)
            hold(points, base, found, allowed, seed)


def hold(
    points: Points,
    base: Base,
    found: Answer,
    allowed: list[Allocation],
    seed: int,
    *,
    all_tiers: bool = False,
) -> None:
    """Status, allocation, every interval and `nothing cheaper exists`, against the list."""
    if found.status == "impossible":
        assert not allowed, seed
        assert found.proof is not None
        return
    if found.status == "open":
        return
    assert found.allocation is not None
    assert found.allocation in allowed, seed
    objective = {a: values(points, base, a, all_tiers=all_tiers) for a in allowed}
    before, reached = (
        values(points, base, a, all_tiers=all_tiers) for a in (base.result.allocation, found.allocation)
    )
    assert len(found.losses) == len(reached)
    left = allowed
    for t, interval in enumerate(found.losses):
        least = min(objective[a][t] for a in left) - before[t]
        assert least in interval, (seed, t, least, interval)
        assert interval.high == reached[t] - before[t], (seed, t)
        left = [a for a in left if objective[a][t] <= reached[t]]


def taken(base: Base) -> list[int]:
    columns = base.matrix.columns
    return [int(z) for z in columns.z[base.point[columns.z] > 0]]


def assignment(base: Base, column: int) -> tuple[str, ...]:
    """An assignment as one of `parts_of`."""
    columns, problem = base.matrix.columns, base.problem
    z = column - int(columns.z[0])
    request = problem.requests[columns.z_request[z]].request
    day = str(problem.date_of(int(problem.start_day[columns.z_start[z]])))
    return (
        "person",
        request,
        day,
        problem.seats[columns.z_seat[z]].seat,
        problem.experts[columns.z_expert[z]],
    )


def columns_of(base: Base, expert: str) -> Ints:
    """All that an expert could take."""
    columns = base.matrix.columns
    mine: Ints = columns.z[columns.z_expert == base.problem.expert_index[expert]]
    return mine


def values(points: Points, base: Base, allocation: Allocation, *, all_tiers: bool) -> tuple[int, ...]:
    """What is sought, counted by the verification, and by hand."""
    found = costs(points, allocation)
    if all_tiers:
        return found
    changes = len(parts_of(base.result.allocation) - parts_of(allocation))
    return (*found[: base.coverage], changes)


def test_a_result_is_no_worse_than_where_it_started() -> None:
    for seed, points, base in bases(PLANS // 2, 3):
        started = base.result.allocation
        random = Random(seed)
        if random.random() < 0.5:
            started = points.allocations[random.choice(points.feasible())][0]
        try:
            found = solve(points.plan, points.model, time_limit=5.0, workers=1, start=started)
        except (InputError, NothingFoundError):
            continue
        assert costs(points, found.allocation) <= costs(points, started), seed
        if found.status == "optimal":
            best = points.best()
            assert best is not None and tuple(goal.value for goal in found.goals) == best, seed
