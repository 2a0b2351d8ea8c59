"""Columns for who goes at whose expense: the same missions, people and payers at the same costs."""

from dataclasses import replace
from functools import cache
from itertools import cycle
from random import Random

import numpy as np
import pytest

from allocator.goals import GOALS
from allocator.matrix import Linear, build_matrix, complete, payments_of, point_of, tighten
from allocator.plan import Plan
from allocator.plan.entities import Agreement
from allocator.plan.policy import Level, Term, Tier
from allocator.problem import Ints, build_problem
from allocator.rules.candidates import find_candidates
from allocator.search.run import Run
from allocator.solvers import highs
from allocator.solvers.payers import _choices, has_wide_amounts, with_payers
from allocator.solvers.program import Limits, Program, Watch
from tests.search.test_amounts import converted
from tests.tiny_plans import MODELS, Points, tiny_plan

PLANS = 60
FOCUS = "agreement_provider"
HUGE = 97_000_000  # times usual amounts: beyond what is written without digits
#: Why people depend on who pays: what is provided, what there is, or nothing but that amounts are large.
KINDS = ("providers", "poor", "huge")
LEAST = {"providers": 10, "poor": 5, "huge": 5}  # plans of each kind that a test has to come to


def in_want(plan: Plan, random: Random) -> Plan:
    """The plan with three agreements, the third of one provider's people alone: one may pay for some
    requests, two for others, all for others. Budgets pay for one or two people."""
    costs = [plan.cost_of(request, code) for request in plan.requests.values() for code in plan.experts]
    bodies = sorted({expert.administration for expert in plan.experts.values()})
    providers = {"A1": (), "A2": (), "A3": (random.choice(bodies),)}
    budgets = max(costs), 2 * max(costs) - 1
    agreements = {
        code: Agreement(
            agreement=code, kind="fund", funders=("FUND",), providers=own,
            budget=random.choice(budgets if code == "A1" else (*budgets, None)),
        )
        for code, own in providers.items()
    }  # fmt: skip
    payers = cycle(random.sample([("A1",), ("A1", "A2"), ()], 3))
    requests = {code: replace(request, agreements=next(payers)) for code, request in plan.requests.items()}
    return replace(plan, agreements=agreements, requests=requests, decisions=())


def made(seed: int, kind: str) -> Plan:
    """A plan in want, for one of these reasons."""
    random = Random(seed)
    plan = in_want(tiny_plan(seed, FOCUS), random)
    if kind == "providers":
        return plan
    dearest = max(plan.cost_of(request, code) for request in plan.requests.values() for code in plan.experts)
    agreements = {
        code: replace(each, providers=(), budget=random.choice((dearest // 2, dearest, None)))
        for code, each in (plan.agreements or {}).items()
    }
    plan = replace(plan, agreements=agreements)
    return plan if kind == "poor" else converted(plan, HUGE, odd=bool(seed % 2))


@cache
def run_of(seed: int, kind: str = "providers") -> tuple[Run, list[Ints], list[Ints]] | None:
    """A run on a tiny plan, all its points, and others that break nothing but rules about payers; None where
    points are few, or nobody depends on who pays."""
    plan = made(seed, kind)
    model = replace(MODELS["national"], tiers=(Tier((Term("served"),)), Tier((Term("cost"),))))
    matrix = build_matrix(problem := build_problem(plan, model), find_candidates(problem))
    if (tightened := tighten(matrix)).broken >= 0:
        return None
    run = Run(matrix, tightened, Limits(work=1), 0.0)
    program = run.program(1)
    if with_payers(program) is program:
        return None
    found = Points(plan, model)
    unpaid = [i for i, (_, code) in enumerate(found.allocations) if code in ("funding", "agreement_provider")]
    good, bad = (
        [point_of(matrix, found.allocations[i][0]) for i in some] for some in (found.feasible(), unpaid)
    )
    return (run, good, [p for p in bad if not matrix.feasible(p)]) if len(good) >= 10 else None


def drawn(run: Run, points: list[Ints], random: Random) -> Program:
    """The program of its tiers under a cost that asks for missions, some payers or people shut out, and at
    times so much served at least."""
    program, columns = run.program(1), run.matrix.columns
    upper, base = program.column_upper.copy(), columns.base_count
    shut = [*random.sample(range(base), random.choice((0, 0, 2)))]
    shut += random.sample(columns.f.tolist(), min(len(columns.f), random.choice((0, 1, 2))))
    upper[shut] = program.column_lower[shut]
    starts = len(columns.y)
    size = [random.randint(-60, -20) if j < starts else random.randint(-9, 9) for j in range(base)]
    cost = Linear(np.arange(base), np.array(size))
    if random.random() < 0.3:
        served = run.matrix.tiers[0].cost
        program = program.with_frozen(served, served.value(random.choice(points)))
    return replace(program, column_upper=upper, cost=cost)


def inside(program: Program, points: list[Ints]) -> list[Ints]:
    """The points within the bounds of a program, and as good in the tiers before."""
    box = [p for p in points if ((p >= program.column_lower) & (p <= program.column_upper)).all()]
    return [p for p in box if all(form.value(p) <= most for form, most in program.frozen)]


@pytest.mark.parametrize("kind", KINDS)
def test_all_points_stay_and_the_least_is_the_end(kind: str) -> None:
    split = tried = shut = refused = 0
    for seed in range(PLANS):
        if (found := run_of(seed, kind)) is None:
            continue
        run, points, unpaid = found
        program = drawn(run, points, Random(seed))
        whole, left = with_payers(program), inside(program, points)
        if whole is not program:
            split += 1
            tried += len(left)
            shut += bool((program.column_upper < run.tightened.upper)[run.matrix.columns.f].any())
            assert all(is_extended(program, whole, run, point) for point in left), seed
            base = run.matrix.columns.base_count
            lower, upper = program.column_lower[:base], program.column_upper[:base]
            for point in (p for p in unpaid if ((p[:base] >= lower) & (p[:base] <= upper)).all()):
                assert not is_extended(program, whole, run, point), seed
                refused += 1
        ends_at_the_least(run, program, left)
    assert split >= LEAST[kind] and tried >= 100 and shut >= LEAST[kind] // 3 and refused >= 30


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
        none = highs.minimise(program, Limits(workers=1), watch=Watch(), below=least)
        assert none.status == "infeasible" or none.bound == least


def is_extended(program: Program, whole: Program, run: Run, point: Ints) -> bool:
    """Whether people at the expense of whoever pays, and no amounts of money, satisfy all rows."""
    payments = run.payments
    assert payments is not None
    extended = np.zeros(whole.shape[1], dtype=np.int64)
    extended[: len(point)] = point
    for position in np.flatnonzero(payments.money >= 0):  # also of a point that overspends
        own = payments.seat_request[payments.seat[payments.z_candidate]] == payments.payer_request[position]
        spent = payments.cost[payments.z_candidate[own]] @ point[payments.z[own]]
        extended[payments.money[position]] = spent * point[payments.f[position]]
    extended[_choices(program, payments).money] = 0
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


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_goes_at_the_expense_of_whom_others_provide_or_who_has_too_little(kind: str) -> None:
    found = 0
    for seed in range(PLANS):
        if (made_of := run_of(seed, kind)) is None:
            continue
        run, payments = made_of[0], made_of[0].payments
        assert payments is not None
        choices = _choices(run.program(1), payments)
        agreement = payments.payer_agreement[choices.payer]
        assert payments.sends[payments.body[choices.candidate], agreement].all()
        assert (payments.cost[choices.candidate] <= payments.budget[agreement]).all()
        found += 1
    assert found >= LEAST[kind]


def test_where_amounts_are_huge_none_is_left() -> None:
    found = 0
    for seed in range(PLANS):
        if (made_of := run_of(seed, "huge")) is None:
            continue
        program, payments = made_of[0].program(1), made_of[0].payments
        assert payments is not None
        if not has_wide_amounts(program):
            continue
        money = payments.money[payments.money >= 0]
        assert not with_payers(program).rows[:, money].nnz
        found += 1
    assert found >= 5


@pytest.mark.parametrize("levels", [
    {"agreement_provider": Level.SOFT}, {"agreement_provider": Level.OFF},
    {"agreement_provider": Level.OFF, "funding": Level.OFF},
])  # fmt: skip
def test_where_people_do_not_depend_on_payers_nothing_is_split(levels: dict[str, Level]) -> None:
    seed = next(seed for seed in range(PLANS) if run_of(seed) is not None)
    plan, model = made(seed, "providers"), MODELS["national"].with_levels(**levels)
    agreements = {code: replace(each, budget=10**6) for code, each in (plan.agreements or {}).items()}
    plan = replace(plan, agreements=agreements)
    matrix = build_matrix(problem := build_problem(plan, model), find_candidates(problem))
    program = Run(matrix, tighten(matrix), Limits(work=1), 0.0).program(1)
    assert with_payers(program) is program


def test_money_stands_in_rows_of_funding_alone_and_in_no_tier() -> None:
    """What `with_payers` leaves out speaks of nothing else."""
    found = 0
    for seed in range(PLANS):
        plan = in_want(tiny_plan(seed, FOCUS), Random(seed))
        model = replace(MODELS["national"], tiers=tuple(Tier((Term(goal.GOAL.code),)) for goal in GOALS))
        matrix = build_matrix(problem := build_problem(plan, model), find_candidates(problem))
        if (payments := payments_of(matrix)) is None or (payments.money < 0).all():
            continue
        money = np.zeros(matrix.shape[1], dtype=bool)
        money[payments.money[payments.money >= 0]] = True
        rows = np.flatnonzero(abs(matrix.rows) @ money.astype(np.int64))
        assert {matrix.block_of(row).code for row in rows} == {"funding"}
        assert not any(money[tier.cost.column].any() for tier in matrix.tiers)
        found += 1
    assert found >= 10
