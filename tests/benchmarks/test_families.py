"""The families: the same for the same seed, clean to the reader, bent in one thing, served in part; and tiny
ones solved as the list of all their allocations says.

`ALLOCATOR_FAMILY_PLANS=20 python -m pytest tests/benchmarks/test_families.py` takes as many tiny plans of
each family instead of the few of every check.
"""

import os
from collections.abc import Iterator
from dataclasses import fields, replace
from math import prod

import pandas as pd
import pytest

import allocator
from allocator.plan import Plan
from benchmarks.families import contradictions, main
from benchmarks.plans import Size
from benchmarks.plans.families import (
    CLOSED,
    FAMILIES,
    MIX,
    OPEN,
    make_family_plan,
    make_family_tables,
    make_shaped_plan,
    shape_of,
)
from benchmarks.plans.families.shape import typical
from tests.tiny_plans import MODELS, Points, missions_of

EVERY = (*FAMILIES, MIX)
NATIONAL = MODELS["national"]
SERVED = replace(NATIONAL, tiers=NATIONAL.tiers[:1])
PLANS = int(os.environ.get("ALLOCATOR_FAMILY_PLANS", "3"))
TINY = Size(experts=9, requests=4, fields=1, procedures=0, agreements=2)
WEEKS = 7
POINTS = (20, 4500)  # allocations that a tiny plan has, least and most
SOON = 1200  # at most, where a few plans are taken


def test_same_seed_same_plan():
    first, second = make_family_tables(MIX, "S", 3), make_family_tables(MIX, "S", 3)
    assert list(first) == list(second)
    for name, frame in first.items():
        pd.testing.assert_frame_equal(frame, second[name])


def test_half_of_the_families_is_open():
    assert set(FAMILIES) == OPEN | CLOSED and len(OPEN) == len(CLOSED) == 6
    assert {"amounts", "budgets", "grids", "quotas", "rest", "windows"} == OPEN  # drawn once, for good


@pytest.mark.parametrize("family", EVERY)
@pytest.mark.parametrize("size", ["S", "T"])
@pytest.mark.parametrize("seed", [1, 2])
def test_reader_accepts_every_plan(family, size, seed):
    plan, shape = make_family_plan(family, size, seed), shape_of(family, size, seed)
    assert (len(plan.experts), len(plan.open_requests)) == (shape.experts, shape.requests)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_bends_some_things_and_leaves_the_rest(family):
    bent = [
        field.name
        for field in fields(typical("S"))
        if any(
            getattr(shape_of(family, "S", seed), field.name) != getattr(typical("S"), field.name)
            for seed in (0, 1)
        )
    ]
    assert bent == [f.name for f in fields(typical("S")) if f.name in FAMILIES[family].ends[0]]


def test_what_is_bent_is_seen_in_the_plan():
    def plan(family: str, seed: int = 0) -> Plan:
        return make_family_plan(family, "S", seed)

    budgets = [sum(a.budget or 0 for a in (plan("budgets", s).agreements or {}).values()) for s in (0, 1)]
    assert 20 * budgets[0] < budgets[1]
    costs = [expert.day_cost for expert in plan("amounts").experts.values()]
    assert min(costs) < 1000 and max(costs) > 10**8
    assert {len(_team(plan("teams"), code)) for code in plan("teams").requests} == {1, 2, 3, 4, 5}
    assert len({q.topic for q in plan("topics").qualifications}) == 5
    assert len({q.topic for q in plan("topics", 1).qualifications}) > 40
    weeks = [
        {((r.latest_end - r.earliest_start).days + 3) // 7 for r in plan("windows", s).requests.values()}
        for s in (0, 1)
    ]
    assert weeks == [{2}, {51}]
    assert max(_depth(plan("chains"), code) for code in plan("chains").requests) == 6
    assert [{e.rest_days for e in plan("rest", s).experts.values()} for s in (0, 1)] == [{0}, {60}]
    rooms = plan("rooms")
    hosts = {request.member for request in rooms.requests.values()}
    assert {rooms.members[code].missions_at_once for code in hosts} == {3}
    assert {body.away_at_once for body in plan("quotas").administrations.values()} == {1}
    assert {request.pairing for request in plan("pairing").requests.values()} == {"required"}
    assert sum(q.status == "pre-accredited" for q in plan("mentoring").qualifications) > 30
    assert plan("grids").settings.start_days == {0, 1, 2, 3, 4}


def _team(plan: Plan, code: str) -> list[str]:
    return [seat.seat for seat in plan.seats_of(plan.requests[code]) for _ in range(seat.count)]


def _depth(plan: Plan, code: str) -> int:
    return 1 + max((_depth(plan, before) for before in plan.requests[code].after), default=0)


@pytest.mark.parametrize("family", EVERY)
def test_some_requests_are_served_and_others_cannot_be(family):
    for seed in (1, 2):
        plan = make_family_plan(family, "S", seed)
        asked = sum(NATIONAL.priorities[request.priority] for request in plan.open_requests)
        result = allocator.solve(
            plan,
            SERVED,
            effort=1,
            workers=1,
            on_progress=lambda progress, asked=asked: progress.bound is None or progress.bound >= asked,
        )
        (served,) = result.goals
        assert 0.2 * asked < served.value <= served.bound < asked


# -- tiny plans -------------------------------------------------------------------------------------------


def tiny_plans(family: str) -> Iterator[tuple[int, Plan]]:
    """Plans of a family with four requests, by seed, whose allocations can be listed."""
    least, most = POINTS[0], SOON if PLANS <= 3 else POINTS[1]
    for seed in range(1000):
        plan = make_shaped_plan(replace(shape_of(family, TINY, seed), weeks=WEEKS), seed)
        if least <= prod(len(missions_of(plan, NATIONAL, each)) + 1 for each in plan.open_requests) <= most:
            yield seed, plan


@pytest.mark.parametrize("family", EVERY)
def test_tiny_plans_end_at_the_best_of_all_allocations_and_prove_it(family):
    solved = 0
    for seed, plan in tiny_plans(family):
        expected = Points(plan, NATIONAL).best()
        if expected is None or not expected[0]:
            continue
        result = allocator.solve(plan, NATIONAL, time_limit=None, workers=1, seed=seed)
        assert tuple(goal.value for goal in result.goals) == expected, seed
        assert [(goal.bound, goal.proven) for goal in result.goals] == [(v, True) for v in expected], seed
        solved += 1
        if solved == PLANS:
            break
    assert solved == PLANS


# -- the command ------------------------------------------------------------------------------------------


def test_command_tells_every_goal_and_the_worst_family(tmp_path, capsys):
    rows = tmp_path / "rows.jsonl"
    main(["--families", "quotas", "--size", "S", "--effort", "1", "--workers", "1", "--seeds", "1",
          "--output", str(rows)])  # fmt: skip
    told = capsys.readouterr().out
    assert "| quotas | open | S 1 |" in told and "| served | 1 |" in told
    assert "exit code" not in told and "passes the bound" not in told
    assert len(rows.read_text(encoding="utf-8").splitlines()) == 1


def _row(*goals, violations=0):
    run = {"family": "rest", "size": "S", "seed": 1, "search_seed": 0}
    return {"run": run, "violations": violations, "goals": [[*goal, False] for goal in goals]}


def test_a_bound_that_another_run_passes_is_told():
    first = _row(("served", 10, 12, "max"), ("cost", 50, 40, "min"))
    assert contradictions([first, _row(("served", 13, 13, "max"), ("cost", 60, 60, "min"))])
    assert contradictions([first, _row(("served", 10, 12, "max"), ("cost", 39, 30, "min"))])
    assert not contradictions([first, _row(("served", 9, 12, "max"), ("cost", 20, 10, "min"))])
    assert not contradictions([first, first])
    assert contradictions([_row(("served", 10, 9, "max"))])
    assert contradictions([_row(("served", 10, 10, "max"), violations=1)])
