"""The calendar in numpy against the calendar day by day, over tiny plans with every kind of week."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from allocator.plan import Plan, calendar
from allocator.problem import build_problem
from allocator.problem.closed_days import met_days
from allocator.problem.start_ranges import all_pairs
from allocator.rules.candidates import Candidates
from allocator.rules.columns import build_columns
from tests.plans_by_hand import mission
from tests.tiny_plans import COUPLING_CODES, MODELS, broken_codes, tiny_plan

SEEDS = range(60)


def varied(seed: int) -> Plan:
    """A tiny plan with other weeks, other lengths and other start days than the tiny plans keep to."""
    random = Random(seed)
    plan = tiny_plan(5000 + seed % 12, COUPLING_CODES[seed % len(COUPLING_CODES)])
    weeks = [frozenset({0, 1, 2, 3, 4}), frozenset({6, 0, 1, 2, 3}), frozenset(range(7)), frozenset({5, 6})]
    settings = replace(
        plan.settings,
        start=plan.settings.start + timedelta(days=random.randrange(7)),
        start_days=random.choice([frozenset(range(7)), frozenset({0}), frozenset({2, 6})]),
        working_days=random.choice(weeks),
    )
    members = {
        code: replace(member, working_days=random.choice([None, *weeks]))
        for code, member in plan.members.items()
    }
    requests = {
        code: replace(request, days=random.choice((1, 2, 5, 6, 11)))
        for code, request in plan.requests.items()
    }
    return replace(plan, settings=settings, members=members, requests=requests)


@pytest.mark.parametrize("seed", SEEDS)
def test_starts_and_last_days(seed: int) -> None:
    plan = varied(seed)
    model = MODELS["national"]
    problem = build_problem(plan, model)
    generous = replace(plan, settings=replace(plan.settings, notice_days=0))
    for r, request in enumerate(problem.requests):
        own = slice(problem.start_offset[r], problem.start_offset[r + 1])
        assert (problem.start_request[own] == r).all()
        starts = {
            problem.date_of(int(day)): problem.date_of(int(last))
            for day, last in zip(problem.start_day[own], problem.start_last[own], strict=True)
        }
        assert list(starts) == sorted(starts)
        day = plan.settings.start - timedelta(days=3)
        while day <= plan.settings.end + timedelta(days=3):
            allowed = not broken_codes(generous, model, mission(request.request, day), ("window",))
            assert (day in starts) == allowed, (request, day)
            if allowed:
                assert starts[day] == calendar.last_day(plan, request, day)
            day += timedelta(days=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_departure_return_and_rest(seed: int) -> None:
    plan = varied(seed)
    problem = build_problem(plan, MODELS["national"])
    pairs = all_pairs(problem, range(len(problem.seats)))
    everybody = Candidates(
        problem, pairs.expert, pairs.seat, np.arange(len(pairs.expert)), pairs.lo, pairs.hi, {}
    )
    columns = build_columns(problem, everybody)  # who is let go does not matter here
    for z in range(0, len(columns.z), 7):
        request = problem.requests[columns.z_request[z]]
        expert = problem.experts[columns.z_expert[z]]
        start = problem.date_of(int(problem.start_day[columns.z_start[z]]))
        away = calendar.away(plan, request, expert, start)
        assert tuple(problem.date_of(int(d[z])) for d in (columns.z_departure, columns.z_return)) == away
        free = calendar.free_again(plan, request, expert, start)
        assert problem.date_of(int(columns.z_busy_until[z])) + timedelta(days=1) == free
        assert columns.z_cost[z] == plan.cost_of(request, expert)


@pytest.mark.parametrize("seed", SEEDS)
def test_days_that_meet_closed_days(seed: int) -> None:
    plan = varied(seed)
    problem = build_problem(plan, MODELS["national"])
    random = Random(seed)
    length = (plan.settings.end - plan.settings.start).days
    closed = {
        m: {random.randint(-5, length + 5) for _ in range(6)} for m in plan.members if random.random() < 0.7
    }
    met = met_days(problem, closed)
    for s, r in enumerate(problem.start_request):
        request = problem.requests[r]
        shut = {day for member in plan.members_of(request) for day in closed.get(member, ())}
        days = calendar.mission_days(plan, request, problem.date_of(int(problem.start_day[s])))
        assert met[s] == sum(problem.day_number(day) in shut for day in days)
