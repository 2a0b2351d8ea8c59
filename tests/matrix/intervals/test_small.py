"""What the formulation puts together: rows of many starts into one, prefix sums into a precedence."""

from dataclasses import replace

import numpy as np

from allocator.matrix import Matrix, build_matrix, tighten
from allocator.matrix.intervals import Formulation, formulate
from allocator.plan import Plan
from allocator.plan.policy import Term, Tier
from allocator.problem import build_problem
from allocator.solvers import cp_sat_intervals
from allocator.solvers.program import Limits
from tests.plans_by_hand import expert, holds, model_of, plan_of, request, seat, settings

ANY_DAY = frozenset(range(7))


def formulated(plan: Plan, *goals: str) -> tuple[Matrix, Formulation]:
    """The formulation of the first goal, each other goal a tier after it."""
    model = replace(model_of(), tiers=tuple(Tier((Term(goal),)) for goal in goals))
    matrix = build_matrix(build_problem(plan, model))
    return matrix, formulate(matrix, tighten(matrix), matrix.tiers[0].cost)


def every_day(plan: Plan) -> Plan:
    """The plan with starts on any day of the week, all of them working days."""
    return replace(plan, settings=settings(start_days=ANY_DAY, working_days=ANY_DAY))


def chain(length: int) -> Plan:
    """Requests of five days, each after the one before it, three days between, and two people for each."""
    asks = [request("R1")]
    asks += [request(f"R{i}", after=(f"R{i - 1}",), gap_days=3) for i in range(2, length + 1)]
    people = [expert(code, rest_days=0) for code in ("KEN-01", "ZAF-02", "MUS-03")]
    return every_day(plan_of(people, asks, seats=(seat(count=2),)))


def test_no_column_of_one_start_is_left_where_starts_make_no_difference() -> None:
    matrix, formulation = formulated(chain(4), "finish", "served")
    assert matrix.shape[1] > 1000
    assert not len(formulation.used)
    assert not formulation.occasions
    assert len(formulation.rows) < 60


def test_prefix_sums_are_two_rows_of_a_precedence() -> None:
    matrix, formulation = formulated(chain(2), "finish")
    space = formulation.space
    later = [row for row in formulation.rows if set(row.variable) == {space.day[1], space.last[0]}]
    assert len(later) == 1
    assert later[0].lower == 4  # three full days between
    assert later[0].when == space.served[1]
    assert any(set(row.variable) == {space.served[0], space.served[1]} for row in formulation.rows)
    prefix = [block for block in matrix.blocks if block.code == "sequence"]
    assert len(prefix[0].subject) > 50


def test_a_chain_that_is_served_ends_when_its_lengths_and_gaps_are_over() -> None:
    matrix, _ = formulated(chain(4), "served", "finish")
    served, finish = matrix.tiers
    everything = int(np.unique(served.cost.coefficient)[0]) * 4
    formulation = formulate(matrix, tighten(matrix), finish.cost, ((served.cost, everything),))
    outcome = cp_sat_intervals.minimise(formulation, Limits())
    assert outcome.status == "optimal"
    assert outcome.bound == 4 * 5 + 3 * 3


def test_people_of_a_kind_are_a_resource_of_their_number() -> None:
    """Five requests with a seat for two of the three who hold the profile: implied, and what proofs need."""
    people = [expert(code, rest_days=0) for code in ("KEN-01", "ZAF-02", "MUS-03", "UGA-04")]
    able = (*(holds(each.expert) for each in people[:3]), holds("UGA-04", profile="TOE"))
    asks = [request(f"R{i}") for i in range(1, 6)]
    plan = every_day(plan_of(people, asks, seats=(seat(count=2),), qualifications=able))
    _, formulation = formulated(plan, "finish")
    implied = [resource for resource in formulation.resources if resource.implied]
    assert [(resource.capacity, resource.demand) for resource in implied] == [
        (3, (2,) * 5),
        (1, (1,) * 5),  # no two of them at a time
    ]


def test_a_goal_that_turns_on_the_start_keeps_its_columns() -> None:
    plan = every_day(plan_of(["KEN-01"], [request("R1", preferred_start=settings().start), "R2"]))
    matrix, formulation = formulated(plan, "preferred_dates")
    wished = matrix.columns.problem.start_request[formulation.used] == 0
    assert wished.all()
    mine = matrix.columns.y[matrix.columns.problem.start_request == 0]
    dear = formulation.space.open_start[mine] & np.isin(mine, matrix.tiers[0].cost.column)
    assert (formulation.used == mine[dear]).all()
