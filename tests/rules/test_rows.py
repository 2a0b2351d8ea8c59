"""Rows and checks agree in both directions over all points of tiny plans; costs and values too.

A point is an allocation that the base columns can express. Only the rows of the rule at hand are looked at,
in the matrix of its plan; auxiliary columns are projected out by an integer program of their own (SciPy's),
so that nothing of the product completes them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, combinations, product
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from allocator.allocation import Allocation, Assignment, Mission
from allocator.goals import GOALS
from allocator.matrix import Matrix, build_matrix, point_of
from allocator.plan import Plan
from allocator.plan.entities import RequestSeat
from allocator.policy import CoordinationModel, Level, Term, Tier
from allocator.problem import Problem, build_problem
from allocator.problem.rows import NO_LIMIT, Costs, Rows, Spans, as_rows
from allocator.rules.base import HARD, OFF, SOFT
from allocator.rules.candidates import STANDS, find_candidates
from allocator.rules.columns import build_columns
from allocator.rules.coupling import COUPLING
from allocator.rules.eligibility import ELIGIBILITY
from allocator.verification import goal_value
from tests.plans_by_hand import administration, day, holds, plan_of, request, seat, settings
from tests.tiny_plans import COUPLING_CODES, MODELS, broken_codes, tiny_plan

PLANS = 10  # for each rule or goal
MOST_POINTS = 450  # looked at of one plan, drawn at random where it has more
VIOLATING = 50
MODULES = {module.RULE.code: module for module in COUPLING}
GOAL_MODULES = {module.GOAL.code: module for module in GOALS}
SOFT_CODES = [code for code in COUPLING_CODES if SOFT in MODULES[code].RULE.levels]


def model_with(*goals: str, **levels: Level) -> CoordinationModel:
    """The national model with other levels and one tier of some goals."""
    model = MODELS["national"].with_levels(**levels)
    return replace(model, tiers=(Tier(tuple(Term(code) for code in goals)),))


# -- points -----------------------------------------------------------------------------------------------


@dataclass
class Expressible:
    """Every allocation that the base columns of a plan can express, as a point of those columns."""

    problem: Problem
    columns: Any = field(init=False)
    base: int = field(init=False)

    def __post_init__(self) -> None:
        self.columns = build_columns(self.problem, find_candidates(self.problem))
        self.base = self.columns.count

    def points(self, most: int = MOST_POINTS) -> Iterator[tuple[Allocation, np.ndarray]]:
        """(allocation, point) pairs: full teams of different people, any payer or none."""
        options = [self._options(r) for r in range(len(self.problem.requests))]
        every = list(product(*(range(len(option)) for option in options)))
        if len(every) > most:
            every = Random(len(every)).sample(every, most)
        for chosen in every:
            parts = [options[r][i] for r, i in enumerate(chosen)]
            point = np.zeros(self.base, dtype=np.int64)
            point[list(chain.from_iterable(columns for _, columns in parts))] = 1
            yield Allocation(tuple(mission for mission, _ in parts if mission is not None)), point

    def _options(self, r: int) -> list[tuple[Mission | None, tuple[int, ...]]]:
        """Not served, or each mission with the columns that are one."""
        problem, columns = self.problem, self.columns
        code = problem.requests[r].request
        payers: list[tuple[str | None, tuple[int, ...]]] = [(None, ())]
        for f, a in zip(columns.f, columns.payer_agreement, strict=True):
            if columns.payer_request[f - columns.f[0]] == r:
                payers.append((problem.agreements[a], (int(f),)))
        found: list[tuple[Mission | None, tuple[int, ...]]] = [(None, ())]
        for start in range(problem.start_offset[r], problem.start_offset[r + 1]):
            day = problem.date_of(int(problem.start_day[start]))
            for team in self._teams(r, start):
                places = tuple(
                    Assignment(
                        code,
                        problem.seats[columns.z_seat[z]].seat,
                        problem.experts[columns.z_expert[z]],
                    )
                    for z in team
                )
                own = (start, *(int(columns.z[z]) for z in team))
                found += [
                    (Mission(request=code, start=day, team=places, agreement=payer), (*own, *paid))
                    for payer, paid in payers
                ]
        return found

    def _teams(self, r: int, start: int) -> Iterator[tuple[int, ...]]:
        columns = self.columns
        seats = np.flatnonzero(self.problem.seat_request == r)
        choices = [
            combinations(
                np.flatnonzero((columns.z_start == start) & (columns.z_seat == q)),
                self.problem.seats[q].count,
            )
            for q in seats
        ]
        for chosen in product(*choices):
            team = tuple(chain.from_iterable(chosen))
            if len({int(columns.z_expert[z]) for z in team}) == len(team):
                yield team


# -- projection -------------------------------------------------------------------------------------------


@dataclass
class Projection:
    """Some rows over base and auxiliary columns, the latter projected out by an integer program."""

    rows: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    column_lower: np.ndarray
    column_upper: np.ndarray
    base: int
    _known: dict[Any, int | None] = field(default_factory=dict)

    def least(self, point: np.ndarray, cost: np.ndarray) -> int | None:
        """The least cost of the auxiliary columns beside a point; None where none satisfy the rows."""
        activity = self.rows[:, : self.base] @ point
        lower = np.where(self.lower > -NO_LIMIT, self.lower - activity, -NO_LIMIT)
        upper = np.where(self.upper < NO_LIMIT, self.upper - activity, NO_LIMIT)
        rest = self.rows[:, self.base :]
        alone = ~rest.any(axis=1)
        if ((lower[alone] > 0) | (upper[alone] < 0)).any():
            return None
        if alone.all() and not cost.any():
            return 0
        key = lower[~alone].tobytes(), upper[~alone].tobytes(), cost.tobytes()
        if key not in self._known:
            self._known[key] = self._solve(rest[~alone], lower[~alone], upper[~alone], cost)
        return self._known[key]

    def _solve(self, rows: np.ndarray, lower: np.ndarray, upper: np.ndarray, cost: np.ndarray) -> int | None:
        used = np.flatnonzero(rows.any(axis=0) | (cost != 0))
        bounds = Bounds(self.column_lower[self.base :][used], self.column_upper[self.base :][used])
        found = milp(
            cost[used],
            integrality=np.ones(len(used)),
            bounds=bounds,
            constraints=LinearConstraint(
                rows[:, used],
                np.where(lower > -NO_LIMIT, lower, -np.inf),
                np.where(upper < NO_LIMIT, upper, np.inf),
            )
            if len(rows)
            else (),
        )
        return None if found.x is None else round(float(cost[used] @ np.round(found.x)))


def projection_of(matrix: Matrix, codes: tuple[str, ...], base: int) -> Projection:
    """The rows of some rules and goals in a matrix."""
    picked = [block.first + np.arange(len(block.subject)) for block in matrix.blocks if block.code in codes]
    keep = np.concatenate([np.empty(0, dtype=np.int64), *picked])
    return Projection(
        rows=matrix.rows[keep].toarray(),
        lower=matrix.lower[keep],
        upper=matrix.upper[keep],
        column_lower=matrix.column_lower,
        column_upper=matrix.column_upper,
        base=base,
    )


# -- coupling rules ---------------------------------------------------------------------------------------


@cache
def plan_about(code: str, seed: int) -> Plan:
    return tiny_plan(seed, code)


def plans_about(code: str, count: int = PLANS) -> Iterator[Plan]:
    """Tiny plans in which a rule bites."""
    plans = (plan_about(code, seed) for seed in range(7000, 7000 + count))
    by_hand = {"pairing": team_of_four, "release_quota": off_when_the_other_is_back}
    return chain([by_hand[code]()] if code in by_hand else [], plans)


def team_of_four() -> Plan:
    """Two countries can each stand twice in a team."""
    people = ["KEN-01", "KEN-02", "KEN-03", "TZA-01", "TZA-02", "WCO-01"]
    return plan_of(people, [request("R1", latest_end=day(2, 4))], seats=(seat("lead", count=4),))


def off_when_the_other_is_back() -> Plan:
    """One may be away at once, and missions of a day may begin on any working day of a week."""
    week = {"days": 1, "latest_end": day(1, 4)}
    return plan_of(
        ["KEN-01", "KEN-02"],
        [request("R1", **week), request("R2", **week)],
        administrations=[administration("KEN", away_at_once=1)],
        settings=settings(start_days=frozenset(range(5))),
    )


def problems_about(code: str, model: CoordinationModel) -> Iterator[Problem]:
    """The plans about a rule, as problems."""
    return (build_problem(plan, model) for plan in plans_about(code))


def comparable(code: str, plan: Plan, model: CoordinationModel, allocation: Allocation) -> bool:
    """Whether rows and check speak of the same here.

    The rows of `release_quota` count missions where the check counts people: a person on two missions at
    once is what `one_mission` forbids, always. Those of `agreement_provider` ask for a payer, as `funding`
    does wherever they are written.
    """
    if code == "agreement_provider":
        return all(mission.agreement is not None for mission in allocation.missions)
    return code != "release_quota" or not broken_codes(plan, model, allocation, ("one_mission",))


RULES_BUT_TEAM = [code for code in COUPLING_CODES if code != "full_team"]


@pytest.mark.parametrize("code", RULES_BUT_TEAM)
def test_hard_rows_hold_where_the_check_is_silent(code: str) -> None:
    model = model_with("served", **{code: HARD})
    violating = 0
    for problem in problems_about(code, model):
        plan = problem.plan
        expressible = Expressible(problem)
        matrix = build_matrix(problem)
        rows = projection_of(matrix, (code,), expressible.base)
        free = np.zeros(matrix.shape[1] - expressible.base, dtype=np.int64)
        for allocation, point in expressible.points():
            if not comparable(code, plan, model, allocation):
                continue
            broken = code in broken_codes(plan, model, allocation, (code,))
            violating += broken
            assert (rows.least(point, free) is None) == broken, (allocation, broken)
    assert violating >= VIOLATING, violating


@pytest.mark.parametrize("code", SOFT_CODES)
def test_the_least_slack_is_the_amount(code: str) -> None:
    model = model_with(code, **{code: SOFT})
    violating = 0
    for problem in problems_about(code, model):
        plan = problem.plan
        expressible = Expressible(problem)
        matrix = build_matrix(problem)
        rows = projection_of(matrix, (code,), expressible.base)
        cost = dense(matrix, expressible.base)[expressible.base :]
        for allocation, point in expressible.points():
            if not comparable(code, plan, model, allocation):
                continue
            checks = MODULES[code].check(plan, model, allocation)
            found = list(checks)
            soft = sum(violation.amount for violation in found if violation.level is SOFT)
            hard = any(violation.level is HARD for violation in found)
            violating += soft > 0
            least = rows.least(point, cost)
            assert least == (None if hard else soft), (allocation, soft, hard)
    assert violating >= VIOLATING, violating


def dense(matrix: Matrix, base: int) -> np.ndarray:
    """The coefficients of the only tier's cost."""
    linear = matrix.tiers[0].cost
    row = np.zeros(matrix.shape[1], dtype=np.int64)
    row[linear.column] = linear.coefficient
    return row


def test_rows_of_full_team_over_all_raw_points() -> None:
    model = model_with("served")
    violating = 0
    for team in ([seat("lead"), seat("expert")], [seat("lead", count=2)], [seat("lead")]):
        plan = plan_of(
            ["KEN-01", "TZA-01"] if len(team) == 2 else ["KEN-01", "TZA-01", "ZAF-01"],
            [request("R1", latest_end=day(2, 4)), request("R2", latest_end=day(1, 4))][: 3 - len(team)],
            seats=tuple(team),
        )
        problem = build_problem(plan, model)
        expressible = Expressible(problem)
        rows = projection_of(build_matrix(problem), ("full_team",), expressible.base)
        free = np.zeros(0, dtype=np.int64)
        assert expressible.base <= 14
        for number in range(1 << expressible.base):
            point = (number >> np.arange(expressible.base)) & 1
            allocation = said_by(expressible, point)
            holds_rows = rows.least(point, free) is not None
            if allocation is None:  # people in seats of a mission that does not begin
                assert not holds_rows
                continue
            broken = bool(broken_codes(plan, model, allocation, ("full_team",)))
            violating += broken
            assert holds_rows != broken, allocation
    assert violating >= VIOLATING


def said_by(expressible: Expressible, point: np.ndarray) -> Allocation | None:
    """The missions that a raw point says; None where somebody goes on a mission that does not begin."""
    problem, columns = expressible.problem, expressible.columns
    taken = np.flatnonzero(point[columns.z])
    if (point[columns.z_start[taken]] == 0).any():
        return None
    missions = []
    for start in np.flatnonzero(point[columns.y]):
        r = problem.start_request[start]
        team = tuple(
            Assignment(
                problem.requests[r].request,
                problem.seats[columns.z_seat[z]].seat,
                problem.experts[columns.z_expert[z]],
            )
            for z in taken
            if columns.z_start[z] == start
        )
        day = problem.date_of(int(problem.start_day[start]))
        missions.append(Mission(request=problem.requests[r].request, start=day, team=team))
    return Allocation(tuple(missions))


@pytest.mark.parametrize("code", RULES_BUT_TEAM)
def test_without_its_rows_a_broken_rule_goes_through(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_with("served", **{code: HARD})
    for plan in plans_about(code, 30):
        problem = build_problem(plan, model)
        expressible = Expressible(problem)
        only = [
            allocation
            for allocation, _ in expressible.points()
            if broken_codes(problem.plan, model, allocation, COUPLING_CODES) == {code}
        ]
        if only:
            matrix = build_matrix(problem)
            assert not any(matrix.feasible(point_of(matrix, allocation)) for allocation in only)
            monkeypatch.setattr(MODULES[code], "rows", lambda problem, columns: [])
            without = build_matrix(problem)
            assert all(without.feasible(point_of(without, allocation)) for allocation in only)
            return
    pytest.fail("no plan has an allocation that breaks this rule alone")


def test_without_the_rows_of_full_team_half_a_team_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(["KEN-01", "TZA-01"], ["R1"], seats=(seat("lead"), seat("expert")))
    problem = build_problem(plan, model_with("served"))
    half = Allocation(
        (Mission(request="R1", start=plan.settings.start, team=(Assignment("R1", "lead", "KEN-01"),)),)
    )
    matrix = build_matrix(problem)
    assert not matrix.feasible(point_of(matrix, half))
    monkeypatch.setattr(MODULES["full_team"], "rows", lambda problem, columns: [])
    without = build_matrix(problem)
    assert without.feasible(point_of(without, half))


def test_an_off_rule_writes_no_rows() -> None:
    for code, module in MODULES.items():
        if OFF not in module.RULE.levels:
            continue
        changes = {code: OFF} | ({"agreement_provider": OFF} if code == "funding" else {})
        for plan in plans_about(code, 2):
            problem = build_problem(plan, model_with("served", **changes))
            blocks = {block.code for block in build_matrix(problem).blocks}
            own_level = {request.pairing for request in problem.requests} & {"required", "preferred"}
            assert code not in blocks or (code == "pairing" and own_level)


# -- goals ------------------------------------------------------------------------------------------------


#: Hard rules within which a goal counts: a load ends at the agreed number of missions, and a person who is
#: on two missions at once is nobody.
COUNTED_WITHIN = {"balance": ("workload",), "experts_used": ("one_mission",)}


@pytest.mark.parametrize("code", sorted(GOAL_MODULES))
def test_costs_are_the_value(code: str) -> None:
    model = model_with(code)
    sign = -1 if GOAL_MODULES[code].GOAL.sense == "max" else 1
    values = set()
    for seed, focus in enumerate((*COUPLING_CODES, "fixed", "fixed")):
        plan = tiny_plan(8000 + seed, focus)
        problem = build_problem(plan, model)
        expressible = Expressible(problem)
        matrix = build_matrix(problem)
        rows = projection_of(matrix, (code,), expressible.base)
        cost = dense(matrix, expressible.base)
        constant = matrix.tiers[0].cost.constant
        for allocation, point in expressible.points(60):
            if broken_codes(plan, model, allocation, COUNTED_WITHIN.get(code, ())):
                continue
            rest = rows.least(point, cost[expressible.base :])
            assert rest is not None, allocation
            value = goal_value(code, plan, model, allocation)
            assert sign * (int(cost[: expressible.base] @ point) + rest + constant) == value, allocation
            values.add(value)
    assert len(values) > 1


def test_costs_of_fit_are_its_value_for_teams_that_share_no_points_evenly() -> None:
    people = [f"{body}-01" for body in ("KEN", "TZA", "ZAF", "UGA", "SEN", "EGY", "FRA", "BRA", "MEX")]
    rows = tuple(holds(code, level=1 + i % 5) for i, code in enumerate(people))
    asks = [request("R1", latest_end=day(1, 4)), request("R2", latest_end=day(1, 4))]
    seats = (RequestSeat(request="R2", seat="lead", profile="CMA", count=8),)
    plan = plan_of(
        people, asks, seats=(seat("lead", count=6), seat("expert")), request_seats=seats, qualifications=rows
    )
    model = model_with("fit")
    expressible = Expressible(build_problem(plan, model))
    matrix = build_matrix(expressible.problem)
    found, cost = projection_of(matrix, ("fit",), expressible.base), dense(matrix, expressible.base)
    values = set()
    for allocation, point in expressible.points(300):
        rest = found.least(point, cost[expressible.base :])
        assert rest is not None
        value = goal_value("fit", plan, model, allocation)
        assert -int(cost[: expressible.base] @ point) - rest == value, allocation
        values.add(value)
    assert len(values) > 5


# -- eligibility ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_candidates_are_who_the_checks_let_go(seed: int) -> None:
    plan = tiny_plan(9000 + seed, COUPLING_CODES[seed % len(COUPLING_CODES)])
    random = Random(seed)
    levels = {
        module.RULE.code: random.choice(sorted(module.RULE.levels))
        for module in ELIGIBILITY
        if len(module.RULE.levels) > 1
    }
    model = model_with("served", **levels)
    problem = build_problem(plan, model)
    found = find_candidates(problem)
    allowed = {
        (int(found.seat[c]), int(found.expert[c]), int(start))
        for c, lo, hi in zip(found.owner, found.lo, found.hi, strict=True)
        for start in range(lo, hi)
    }
    assert len(allowed) == int((found.hi - found.lo).sum())  # no stretch twice
    days = [problem.date_of(n) for n in range(problem.day_number(plan.settings.end) + 1)]
    for q, seat_ in enumerate(problem.seats):
        r = int(problem.seat_request[q])
        code = problem.requests[r].request
        own = range(problem.start_offset[r], problem.start_offset[r + 1])
        start_on = {problem.date_of(int(problem.start_day[s])): s for s in own}
        for e, who in enumerate(problem.experts):
            fired_at = []
            stands = False
            for on in days:
                place = Assignment(code, seat_.seat, who)
                alone = Allocation((Mission(request=code, start=on, team=(place,)),))
                fired = faults(plan, model, alone)
                hard = [rule for rule, level in fired if level is HARD]
                fired_at.append((on, hard))
                ok = (q, e, start_on.get(on, -1)) in allowed
                assert ok == (not hard), (code, seat_.seat, who, on, hard)
                stands |= ok
                if ok:
                    soft = {rule for rule, level in fired if level is SOFT}
                    pair = np.flatnonzero((found.seat == q) & (found.expert == e))
                    assert soft == {rule for rule, marks in found.charges.items() if marks[pair].all()}
            fell = int(found.fell_to[q, e])
            assert (fell == STANDS) == stands
            if not stands:
                rule = ELIGIBILITY[fell].RULE.code
                order = [module.RULE.code for module in ELIGIBILITY]
                firsts = {min(hard, key=order.index) for _, hard in fired_at if hard}
                assert rule in firsts, (rule, firsts)
                assert all(order.index(first) <= fell for first in firsts)


def faults(plan: Plan, model: CoordinationModel, alone: Allocation) -> list[tuple[str, Level]]:
    """What the eligibility checks say about one person on one mission."""
    return [(v.rule, v.level) for module in ELIGIBILITY for v in module.check(plan, model, alone)]


# -- rules by themselves ----------------------------------------------------------------------------------


def test_costs_and_rows_name_columns_of_the_problem() -> None:
    """Rows keyed by what they speak of: subjects inside their kind, entries inside their rows."""
    for code, module in MODULES.items():
        problem = build_problem(next(plans_about(code)), model_with("served"))
        columns = build_columns(problem, find_candidates(problem))
        for part in module.rows(problem, columns):
            rows: Rows = as_rows(part) if isinstance(part, Spans) else part
            assert rows.code == code
            assert (rows.row < len(rows)).all() and (rows.column < columns.count).all()
    for code, goal in GOAL_MODULES.items():
        problem = build_problem(next(plans_about("workload")), model_with("served"))
        columns = build_columns(problem, find_candidates(problem))
        costs: Costs = goal.costs(problem, columns)
        assert (costs.column < columns.count).all()
        assert all(rows.code == code for rows in costs.rows)
