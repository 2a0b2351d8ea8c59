"""The rows of a coupling rule against its check, in both directions, over all points of tiny plans."""

from collections.abc import Iterator
from functools import cache
from itertools import chain

import numpy as np
import pytest

from allocator.matrix import build_matrix, point_of
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.problem import build_problem
from allocator.rules.base import HARD, SOFT
from tests.points import MODULES, Expressible, dense, model_with, projection_of
from tests.tiny_plans import COUPLING_CODES, broken_codes, tiny_plan

PLANS = 10  # for each rule
VIOLATING = 50


@cache
def plan_about(code: str, seed: int) -> Plan:
    return tiny_plan(seed, code)


def plans_about(code: str, count: int = PLANS) -> Iterator[Plan]:
    """Tiny plans in which a rule bites."""
    return (plan_about(code, seed) for seed in range(7000, 7000 + count))


def comparable(code: str, plan: Plan, model: CoordinationModel, allocation: Allocation) -> bool:
    """Whether rows and check speak of the same here.

    The rows of `release_quota` count missions where the check counts people: a person on two missions at
    once is what `one_mission` forbids, always. Those of `agreement_provider` ask for a payer, as `funding`
    does wherever they are written.
    """
    if code == "agreement_provider":
        return all(mission.agreement is not None for mission in allocation.missions)
    return code != "release_quota" or not broken_codes(plan, model, allocation, ("one_mission",))


def rows_agree_with_the_check(code: str, *by_hand: Plan) -> None:
    """Hard rows have a point wherever the check is silent, and nowhere else."""
    model = model_with("served", **{code: HARD})
    violating = 0
    for plan in chain(by_hand, plans_about(code)):
        problem = build_problem(plan, model)
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


def the_least_slack_is_the_amount(code: str, *by_hand: Plan) -> None:
    """The slack of soft rows, at its least, is by how much the check says the rule is broken."""
    model = model_with(code, **{code: SOFT})
    violating = 0
    for plan in chain(by_hand, plans_about(code)):
        problem = build_problem(plan, model)
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


def a_broken_rule_goes_through_without_rows(
    code: str, monkeypatch: pytest.MonkeyPatch, *by_hand: Plan
) -> None:
    """What breaks this rule alone is kept out by its rows, and by nothing else."""
    model = model_with("served", **{code: HARD})
    for plan in chain(by_hand, plans_about(code, 30)):
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
