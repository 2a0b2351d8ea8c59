"""A week that is shut to a mission is shut in the whole allocation; an open one breaks no rule of dates."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from allocator.plan.allocation import Allocation
from allocator.report.result import Result
from allocator.rules.eligibility import release, window
from allocator.verification import verify
from allocator.whatif.start_weeks import start_weeks
from tests.tiny_plans import random_plan, tiny_model
from tests.whatif.results_at_random import allocation_at_random, result_of

PLANS = 60


def moved(result: Result, code: str, days: int) -> Allocation:
    """The allocation with one mission later by so many days."""
    return Allocation(
        tuple(
            replace(each, start=each.start + timedelta(days=days)) if each.request == code else each
            for each in result.allocation.missions
        )
    )


def test_what_is_shut_is_shut_and_what_is_open_breaks_no_rule_of_dates() -> None:
    shut = opened = 0
    for seed in range(PLANS):
        random = Random(seed)
        plan, model = random_plan(seed), tiny_model(seed)
        result = result_of(plan, model, allocation_at_random(plan, random))
        for mission in result.allocation.missions[:2]:
            weeks = start_weeks(result, mission.request)
            for monday, week in random.sample(sorted(weeks.items(), key=lambda each: each[0]), 2):
                if week.start is None:
                    shut += 1
                    assert week.rules
                    day = monday + timedelta(days=random.randrange(7))
                    after = moved(result, mission.request, (day - mission.start).days)
                    broken = verify(plan, model, after)
                    assert any(mission.request in f"{each.subject} {each.message}" or each.subject in
                               plan.members for each in broken), (seed, mission, day)  # fmt: skip
                else:
                    opened += 1
                    assert monday <= week.start < monday + timedelta(days=7)
                    alone = Allocation((replace(mission, start=week.start),))
                    assert not [*window.check(plan, model, alone), *release.check(plan, model, alone)]
    assert min(shut, opened) > PLANS / 3


def test_a_request_without_a_team_has_its_window() -> None:
    plan, model = random_plan(3), tiny_model(3)
    result = result_of(plan, model, Allocation(()))
    for request in plan.open_requests:
        for week in start_weeks(result, request.request).values():
            first = request.earliest_start or plan.settings.start
            assert week.start is None or week.start >= first
