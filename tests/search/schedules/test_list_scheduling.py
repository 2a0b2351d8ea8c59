"""List scheduling: every timetable keeps all rules of the matrix, none ends before a proven bound, the search
finds the earliest finish of small projects, and leaves alone what other rules decide."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

import allocator
from allocator.matrix import Matrix, build_matrix, tighten
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel, Level, Term, Tier
from allocator.problem import build_problem
from allocator.search.local import is_ready
from allocator.search.local.order_search import place_in_order, search_orders
from allocator.search.local.timetable import BEST, NOT_SERVED, PRESSED, PRESSURE, VALUE, Timetable
from allocator.search.parameters import ScheduleParameters
from allocator.search.schedules.jobs import Schedules
from allocator.search.schedules.list_scheduling import _Walk
from allocator.search.schedules.order import order_of
from tests.plans_by_hand import expert, holds, model_of, plan_of, request, seat, settings

ANY_DAY = frozenset(range(7))
TIERS = (Tier((Term("served"),)), Tier((Term("finish"),)))
PEOPLE = ("KEN-01", "ZAF-02", "MUS-03", "TZA-04", "EGY-05", "NGA-06")


def project(seed: int, requests: int = 9) -> Plan:
    """Requests for two of topic A and one of B, of two to five days, some after others; six people who hold
    one or both."""
    random = Random(seed)
    asks = []
    for i in range(requests):
        after = tuple(f"R{k}" for k in range(i) if random.random() < 0.2)
        asks.append(request(f"R{i}", days=random.randint(2, 5), after=after, topic=""))
    topics = [random.choice((("A",), ("B",), ("A", "B"))) for _ in PEOPLE[4:]]
    held = tuple(
        holds(code, topic=topic)
        for code, own in zip(PEOPLE, (("A",), ("A", "B"), ("A", "B"), ("B",), *topics), strict=True)
        for topic in own
    )
    plan = plan_of(
        [expert(code, rest_days=random.choice((0, 0, 2)), missions=None, days=None) for code in PEOPLE],
        asks,
        seats=(seat("a", topic="A", count=2), seat("b", topic="B")),
        qualifications=held,
    )
    return replace(plan, settings=settings(start_days=ANY_DAY, working_days=ANY_DAY))


def model(**levels: Level) -> CoordinationModel:
    """Served, then finish; pairing and what Members have room for are not asked."""
    off = {"pairing": Level.OFF, "member_capacity": Level.OFF}
    return replace(model_of(**{**off, **levels}), tiers=TIERS)


def scheduled(plan: Plan) -> tuple[Matrix, Schedules]:
    matrix = build_matrix(build_problem(plan, model()))
    tightened = tighten(matrix)
    return matrix, Schedules.of(matrix, tightened, order_of(matrix, tightened))


@pytest.fixture(autouse=True)
def ready() -> None:
    assert is_ready(wait=True)


def test_every_timetable_is_a_point_that_ends_when_it_says() -> None:
    for seed in range(6):
        matrix, schedules = scheduled(project(seed))
        timetable = schedules.timetable(seed, pressed=seed % 2 == 1)
        place_in_order(schedules.jobs, timetable)
        history = np.full(50, timetable.tally[VALUE])
        for move in range(0, 400, 20):
            search_orders(schedules.jobs, timetable, history, move, 20)
            point = schedules.point(timetable)
            assert not len(matrix.broken_rows(point))
            assert timetable.tally[BEST] < NOT_SERVED
            assert matrix.values(point)[1] == timetable.tally[BEST] + schedules.origin


def test_the_search_finds_the_earliest_finish_that_is_proven_to_be_one() -> None:
    for seed in range(2):
        plan = project(seed)
        result = allocator.solve(plan, model(), time_limit=None, workers=1, seed=seed)
        assert result.goals[1].proven
        _, schedules = scheduled(plan)
        for pressed in (False, True):
            timetable = schedules.timetable(seed, pressed=pressed)
            place_in_order(schedules.jobs, timetable)
            history, done = np.full(100, timetable.tally[VALUE]), 0
            while done < 20_000:
                done += search_orders(schedules.jobs, timetable, history, done, 20_000 - done)
            assert timetable.tally[BEST] + schedules.origin == result.goals[1].value, (seed, pressed)


def test_an_end_is_the_more_crowded_the_more_chains_end_late() -> None:
    for seed in range(6):
        _, schedules = scheduled(project(seed))
        timetable = schedules.timetable(seed, pressed=True)
        place_in_order(schedules.jobs, timetable)
        crowded, finish = timetable.tally[VALUE], timetable.tally[BEST]
        weight = schedules.jobs.pool[schedules.jobs.at[PRESSURE] :][: schedules.jobs.at[PRESSED]]
        latest = finish + len(weight) // 2
        early = [latest - end for end in ends_of_chains(schedules, timetable)]
        assert crowded == sum(weight[days] for days in early if days < len(weight))
        assert crowded > 0
        assert (np.diff(weight) <= 0).all()
        assert crowded < NOT_SERVED


def ends_of_chains(schedules: Schedules, timetable: Timetable) -> list[int]:
    """By request, the day after the last of the longest chain behind it, if nothing in it has to wait."""
    problem, point = schedules.matrix.columns.problem, schedules.point(timetable)
    start = np.flatnonzero(point[schedules.matrix.columns.y])
    request, end = problem.start_request[start], problem.start_last[start] + 1 - schedules.origin
    last = dict(zip(request.tolist(), end.tolist(), strict=True))
    days = dict(
        zip(request.tolist(), (end - problem.start_day[start] + schedules.origin).tolist(), strict=True)
    )
    order = schedules.order
    ties = list(zip(order.before.tolist(), order.after.tolist(), order.gap.tolist(), strict=True))

    def behind(one: int) -> int:
        return max(
            (gap - 1 + days[after] + behind(after) for before, after, gap in ties if before == one), default=0
        )

    return [last[one] + behind(one) for one in last]


def test_the_same_work_gives_the_same_schedule() -> None:
    found = [
        allocator.solve(project(7), model(), effort=1, workers=1, seed=3, time_limit=None) for _ in range(2)
    ]
    assert found[0].allocation == found[1].allocation


def test_where_another_rule_decides_it_is_kept() -> None:
    plan = project(7)
    people = {code: replace(each, missions=8) for code, each in plan.experts.items()}
    busy = replace(plan, experts=people)
    result = allocator.solve(busy, model(), effort=1, workers=1, time_limit=None)
    assert not allocator.verify(busy, model(), result.allocation)
    assert result.goals[0].value > 0


@pytest.mark.parametrize("seed", [22, 23, 24])
def test_no_finish_that_a_crowded_session_finds_is_lost(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one found in the last moves of a session, whose timetable another replaces."""
    found = [NOT_SERVED << 20]

    def told(*args: Any) -> int:
        made = search_orders(*args)
        found[0] = min(found[0], int(args[1].tally[BEST]))
        return int(made)

    monkeypatch.setattr("allocator.search.local.order_search.search_orders", told)
    short = ScheduleParameters(
        moves_per_look=10, memory=50, futile_moves=10, futile_memories=0, futile_sessions=40
    )  # fmt: skip
    walk = _Walk(scheduled(project(seed, 25))[1], seed, short, pressed=True)
    known = walk.value
    while walk.goes_on:
        walk.go_on()
        known = walk.value if walk.has_news() else known
    assert known == min(found[0], known)
