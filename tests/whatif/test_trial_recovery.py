"""What solving again around a change recovers, held against the list of all allocations of tiny plans.

`ALLOCATOR_RECOVERIES=400` tries so many plans about each coupling rule instead of a few.
"""

import os
from collections.abc import Iterator
from random import Random

import pytest

import allocator
from allocator import Allocation
from allocator.verification import goal_value, verify
from allocator.whatif.trial import Trial, try_change
from allocator.whatif.trial_changes import Change
from allocator.whatif.trial_recovery import Recovery
from tests.tiny_plans import COUPLING_CODES, SENSE, Points, tiny_model, tiny_plan
from tests.whatif.results_at_random import result_of

PLANS = int(os.environ.get("ALLOCATOR_RECOVERIES", "6"))  # about each coupling rule
_SECONDS = 20.0  # tiny plans are solved to the end long before


# -- the truth, from the list -----------------------------------------------------------------------------


def keeps(trial: Trial, allocation: Allocation) -> bool:
    """Whether an allocation has what the changes ask for."""
    return all(_keeps(trial, code, allocation) for code, _, _ in trial.missions)


def _keeps(trial: Trial, code: str, allocation: Allocation) -> bool:
    own = [change for change in trial.changes if change.request == code]
    before = trial.result.allocation.by_request.get(code)
    asked, mission = trial.allocation.by_request.get(code), allocation.by_request.get(code)
    if asked is None or mission is None:
        return asked is mission
    old = () if before is None else before.team
    whole = any(change.team is not None for change in own)
    wanted = {place for place in asked.team if whole or place not in old}
    away = {place.expert for place in old} - set(asked.experts)
    return (
        (mission.start == asked.start or all(change.start is None for change in own))
        and (mission.agreement == asked.agreement or all(change.agreement is None for change in own))
        and wanted <= set(mission.team)
        and not away & set(mission.experts)
    )


def disturbed(trial: Trial, allocation: Allocation) -> tuple[int, int]:
    """The weight that drops out, and the change points."""
    plan, model = trial.result.plan, trial.result.model
    weight = points = 0
    for mission in trial.result.allocation.missions:
        if mission.request not in trial.allocation.by_request:
            continue
        now = allocation.by_request.get(mission.request)
        weight += 0 if now else model.priorities[plan.requests[mission.request].priority]
        for place in mission.team:
            if now is None or place.expert not in now.experts:
                points += 2
            elif place not in now.team or now.start != mission.start:
                points += 1
        points += mission.agreement is not None and (now is None or now.agreement != mission.agreement)
    return weight, points


def tier_costs(trial: Trial, allocation: Allocation) -> list[int]:
    """What an allocation costs in each tier, minimised."""
    result = trial.result
    return [
        sum(
            term.weight
            * (-1 if SENSE.get(term.code) == "max" else 1)
            * goal_value(term.code, result.plan, result.model, allocation)
            for term in tier.terms
        )
        for tier in result.model.tiers
    ]


def check(trial: Trial, recovery: Recovery, every: list[Allocation]) -> None:
    """Hold everything that is said against the allocations that keep every hard rule."""
    possible = [allocation for allocation in every if keeps(trial, allocation)]
    if recovery.status != "found":
        assert recovery.status == "impossible"
        assert not possible
        return
    found = recovery.allocation
    assert found is not None and recovery.dropped is not None and recovery.points is not None
    assert verify(trial.result.plan, trial.result.model, found) == []
    assert keeps(trial, found)
    known = disturbed(trial, found)
    assert (recovery.dropped.high, recovery.points.high) == known
    least = min(disturbed(trial, allocation) for allocation in possible)
    assert least[0] in recovery.dropped
    assert (
        min(p for w, p in (disturbed(trial, each) for each in possible) if w <= known[0]) in recovery.points
    )
    left = [each for each in possible if disturbed(trial, each) <= known]
    base, now = tier_costs(trial, trial.result.allocation), tier_costs(trial, found)
    for t, goal in enumerate(recovery.goals):
        assert abs(goal.after - goal.before) == abs(now[t] - base[t])
        assert min(tier_costs(trial, each)[t] for each in left) - base[t] in goal.loss
        assert goal.loss.high == now[t] - base[t]
        left = [each for each in left if tier_costs(trial, each)[t] <= now[t]]


# -- tests ------------------------------------------------------------------------------------------------


def trials(focus: str) -> Iterator[tuple[Trial, list[Allocation]]]:
    """Changes of allocations of tiny plans that keep every rule, with all such allocations."""
    for seed in range(PLANS):
        random = Random(f"recovery {seed} {focus}")
        points = Points(tiny_plan(seed, focus), tiny_model(seed, focus))
        every = [points.allocations[i][0] for i in points.feasible()]
        if not every:
            continue
        base = max(random.sample(every, min(len(every), 5)), key=lambda each: len(each.missions))
        result = result_of(points.plan, points.model, base)
        for _ in range(2):
            yield try_change(result, *change_of(result, every, random)), every


def change_of(result: allocator.Result, every: list[Allocation], random: Random) -> tuple[Change, ...]:
    """A change of one request or two, mostly towards what some other allocation has."""
    asked = [request.request for request in result.plan.open_requests]
    codes = random.sample(asked, min(len(asked), random.choice((1, 1, 2))))
    found = tuple(each for code in codes for each in _changes(result, code, random.choice(every), random))
    return found or (Change(request=codes[0], start=result.plan.settings.start, team={}),)


def _changes(result: allocator.Result, code: str, other: Allocation, random: Random) -> Iterator[Change]:
    before, after = result.allocation.by_request.get(code), other.by_request.get(code)
    if before is None and after is not None:
        some = after.team[: random.randint(0, len(after.team))]
        team = {seat: [p.expert for p in some if p.seat == seat] for seat in {p.seat for p in some}}
        payer = after.agreement if random.random() < 0.5 else None
        yield Change(request=code, start=after.start, team=team, agreement=payer)
    elif before is not None and (after is None or random.random() < 0.2):
        yield Change(request=code, drop=True)
    elif before is not None and after is not None:
        place = random.choice(before.team)
        person = random.choice([*after.experts, random.choice(sorted(result.plan.experts))])
        if person not in before.experts and random.random() < 0.6:
            yield Change(request=code, expert=person, instead_of=place.expert)
        else:
            yield Change(request=code, start=after.start)


@pytest.mark.parametrize("focus", COUPLING_CODES)
def test_what_is_recovered_is_the_least_of_all(focus: str) -> None:
    settled = tried = 0
    for trial, every in trials(focus):
        recovery = trial.recover(time_limit=_SECONDS, workers=1)
        check(trial, recovery, every)
        tried += 1
        settled += recovery.dropped is None or (recovery.dropped.settled and recovery.points.settled)
    assert settled == tried > 0
