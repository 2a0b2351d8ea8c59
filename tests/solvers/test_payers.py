"""Columns for who goes at whose expense: the same missions, people and payers at the same costs."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from allocator.matrix import Linear, build_matrix, complete, point_of, tighten
from allocator.plan import Plan
from allocator.plan.policy import Level, Term, Tier
from allocator.problem import Ints, build_problem
from allocator.rules.candidates import find_candidates
from allocator.search.run import Run
from allocator.solvers import highs
from allocator.solvers.payers import with_payers
from allocator.solvers.program import Limits, Program, Watch
from tests.tiny_plans import MODELS, Points, tiny_plan

PLANS = 80
FOCUS = ("funding", "agreement_provider")


def in_want(plan: Plan, random: Random) -> Plan:
    """The plan with budgets that pay for one to three journeys."""
    costs = [plan.cost_of(request, code) for request in plan.requests.values() for code in plan.experts]
    agreements = {
        code: replace(agreement, budget=sum(random.choices(costs, k=random.choice((1, 2, 2, 3)))))
        for code, agreement in (plan.agreements or {}).items()
    }
    return plan if plan.agreements is None else replace(plan, agreements=agreements)


def run_of(seed: int, providers: Level) -> tuple[Run, list[Ints]] | None:
    """A run on a tiny plan, and all its points; None where these are few, or each mission has one payer."""
    plan = in_want(tiny_plan(seed, FOCUS[seed % 2]), Random(seed))
    model = replace(
        MODELS["national"].with_levels(agreement_provider=providers),
        tiers=(Tier((Term("served"),)), Tier((Term("cost"),))),
    )
    matrix = build_matrix(problem := build_problem(plan, model), find_candidates(problem))
    if (tightened := tighten(matrix)).broken >= 0:
        return None
    run = Run(matrix, tightened, Limits(work=1), 0.0)
    program = run.program(1)
    if with_payers(program) is program:
        return None
    found = Points(plan, model)
    points = [point_of(matrix, found.allocations[i][0]) for i in found.feasible()]
    return (run, points) if len(points) >= 10 else None


def drawn(run: Run, random: Random) -> Program:
    """The program of its tiers under a cost that asks for missions, some payers and people shut out."""
    program = run.program(1)
    base = run.matrix.columns.base_count
    upper = program.column_upper.copy()
    for column in random.sample(range(base), random.choice((0, 1, 3))):
        upper[column] = program.column_lower[column]
    starts = len(run.matrix.columns.y)
    size = [random.randint(-60, -20) if j < starts else random.randint(-9, 9) for j in range(base)]
    cost = Linear(np.arange(base), np.array(size))
    return replace(program, column_upper=upper, cost=cost)


def inside(program: Program, points: list[Ints]) -> list[Ints]:
    """The points within the bounds of a program."""
    return [p for p in points if ((p >= program.column_lower) & (p <= program.column_upper)).all()]


@pytest.mark.parametrize("providers", [Level.HARD, Level.SOFT])
def test_all_points_stay_and_the_least_is_the_end(providers: Level) -> None:
    split = tried = 0
    for seed in range(PLANS):
        if (made := run_of(seed, providers)) is None:
            continue
        run, points = made
        program = drawn(run, Random(seed))
        whole, left = with_payers(program), inside(program, points)
        if whole is not program:
            split += 1
            tried += len(left)
            assert all(is_extended(program, whole, run, point) for point in left), seed
        ends_at_the_least(run, program, left)
    assert split >= 10 and tried >= 100


def ends_at_the_least(run: Run, program: Program, left: list[Ints]) -> None:
    """Branch and cut tells points, and a bound that is the least of all."""
    assert program.cost is not None
    told, watch = list[Ints](), Watch()
    watch.improved = lambda point, cost: told.append(point)  # type: ignore[method-assign]
    found = highs.minimise(program, Limits(workers=1), watch=watch)
    least = min((program.cost.value(point) for point in left), default=None)
    assert (found.status == "infeasible") == (least is None)
    whole = [complete(run.matrix, point) for point in told]
    assert all(run.matrix.feasible(point) for point in whole)
    if least is not None:
        assert found.bound == least == min(program.cost.value(point) for point in whole)


def is_extended(program: Program, whole: Program, run: Run, point: Ints) -> bool:
    """Whether people at the expense of whoever pays, and no amounts of money, satisfy all rows."""
    payments = run.payments
    assert payments is not None
    extended = np.zeros(whole.shape[1], dtype=np.int64)
    extended[: len(point)] = point
    extended[payments.money] = 0
    goes, pays = payments.z_candidate[point[payments.z] > 0], payments.f[point[payments.f] > 0]
    rows = whole.rows.toarray()
    for column in range(program.shape[1], whole.shape[1]):
        equal, most = (
            np.flatnonzero((rows[:, column] == size) & (whole.lower == whole.upper)) for size in (-1, 1)
        )
        assert len(equal) == 1 and not len(most)
        candidate = payments.z_candidate[rows[equal[0]][payments.z] == 1]
        seats = np.flatnonzero((rows[:, column] == 1) & (rows[:, payments.f] < 0).any(axis=1))
        payer = payments.f[rows[seats[0]][payments.f] < 0]
        extended[column] = int(candidate[0] in goes and payer[0] in pays)
    activity = whole.rows @ extended
    return bool(((activity >= whole.lower) & (activity <= whole.upper)).all())


def test_without_a_choice_of_payers_nothing_changes() -> None:
    run = next(made[0] for seed in range(PLANS) if (made := run_of(seed, Level.HARD)) is not None)
    program = replace(run.program(1), payments=None)
    assert with_payers(program) is program
