"""What solving again around a change recovers, held against the list of all allocations of tiny plans.

`ALLOCATOR_RECOVERIES=400` tries so many plans about each coupling rule instead of a few.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

import allocator
from allocator import Allocation, InputError
from allocator.plan.policy import Level, Term, Tier
from allocator.report.result import Result
from allocator.results.interval import Interval
from allocator.verification import goal_value, verify
from allocator.whatif.change import Change
from allocator.whatif.trial import Trial, try_change
from allocator.whatif.trial_recovery import Recovery, apart
from tests.plans_by_hand import decision, expert, mission, model_of, monday, plan_of, request
from tests.tiny_plans import COUPLING_CODES, SENSE, Points, tiny_model, tiny_plan
from tests.whatif.results_at_random import result_of

PLANS = int(os.environ.get("ALLOCATOR_RECOVERIES", "3"))  # about each coupling rule
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
    for old in trial.result.allocation.missions:
        if old.request not in trial.allocation.by_request:
            continue
        now = allocation.by_request.get(old.request)
        weight += 0 if now else model.priorities[plan.requests[old.request].priority]
        for place in old.team:
            if now is None or place.expert not in now.experts:
                points += 2
            elif place not in now.team or now.start != old.start:
                points += 1
        points += now is None or now.start != old.start
        points += old.agreement is not None and (now is None or now.agreement != old.agreement)
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
    taken = 0
    for seed in range(20 * PLANS):
        random = Random(f"recovery {seed} {focus}")
        points = Points(tiny_plan(seed, focus), tiny_model(seed, focus))
        every = [points.allocations[i][0] for i in points.feasible()]
        if not every:
            continue
        if taken == PLANS:
            break
        taken += 1
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


def test_planted_wrong_answers_are_seen() -> None:
    """Of the first recovery with something to say: bounds too high, values too low, another allocation."""
    trial, recovery, every = next(
        (trial, found, every)
        for focus in COUPLING_CODES
        for trial, every in trials(focus)
        if (found := trial.recover(time_limit=_SECONDS, workers=1)).points and found.points.high
    )
    check(trial, recovery, every)
    assert recovery.dropped is not None and recovery.points is not None
    weight, points = recovery.dropped.high or 0, recovery.points.high or 0
    wrong = [
        replace(recovery, dropped=Interval(weight + 1, weight + 1)),
        replace(recovery, dropped=Interval(0, weight + 1)),
        replace(recovery, points=Interval(points - 1, points - 1)),
        replace(recovery, status="impossible", allocation=None, dropped=None, points=None, goals=()),
        replace(recovery, allocation=trial.result.allocation),
        replace(recovery, goals=tuple(replace(g, loss=Interval(9**9, 9**9)) for g in recovery.goals)),
    ]
    for planted in wrong:
        with pytest.raises(AssertionError):
            check(trial, planted, every)


# -- a plan by hand ---------------------------------------------------------------------------------------


def two_visits(**decisions: Any) -> Result:
    """KEN-01 leads R1 in week 1 and TZA-01 leads R2 in week 5; each may go on one mission."""
    plan = plan_of(
        [expert("KEN-01", missions=1), expert("TZA-01", missions=1)],
        [request("R1", priority=1), request("R2", priority=3), request("R3", priority=3)],
        **decisions,
    )
    missions = mission("R1", monday(1), "KEN-01"), mission("R2", monday(5), "TZA-01")
    model = model_of(neighbour=Level.OFF, regional_peer=Level.OFF)
    model = replace(model, tiers=(Tier((Term("served"),)), Tier((Term("finish"),))))
    return result_of(plan, model, Allocation(missions))


def test_who_is_put_elsewhere_changes_places_with_who_was_there() -> None:
    trial = try_change(two_visits(), request="R1", expert="TZA-01")
    assert [violation.rule for violation in trial.broken] == ["workload"]
    recovery = trial.recover()
    assert recovery.allocation is not None
    assert {code: after.experts for code, _, after in recovery.missions if after} == {
        "R1": ("TZA-01",),
        "R2": ("KEN-01",),
    }
    assert (recovery.dropped, recovery.points) == (Interval(0, 0), Interval(4, 4))
    accepted = recovery.accept()
    assert accepted.allocation == recovery.allocation
    assert (accepted.goals[0].value, accepted.goals[0].bound) == (16, None)
    assert [sentence.rpartition(": ")[2] for sentence in accepted.provenance.incidents] == [
        "TZA-01 in the seat lead instead of KEN-01.",
        "KEN-01 in the seat lead instead of TZA-01.",
    ]
    again = try_change(accepted, request="R1", start=monday(3))
    assert (again.broken, again.goals[1].change) == ((), 0)
    assert again.accept().allocation == again.allocation


def test_what_is_accepted_keeps_the_bounds_that_still_speak_of_it() -> None:
    """All but the first one's were dropped, and the first was kept even where the change passed it."""
    result = two_visits()
    least = result.goals[1].value - 50
    first, second = replace(result.goals[0], bound=20), replace(result.goals[1], bound=least)
    moved = try_change(replace(result, goals=(first, second)), request="R1", start=monday(2)).accept()
    assert [goal.bound for goal in moved.goals] == [20, least]
    lies = replace(first, bound=first.value - 1), second
    moved = try_change(replace(result, goals=lies), request="R1", start=monday(2)).accept()
    assert [goal.bound for goal in moved.goals] == [None, None]


def test_who_drops_out_is_told_and_that_nothing_is_cheaper() -> None:
    recovery = try_change(two_visits(), request="R3", start=monday(5)).recover()
    assert recovery.dropped == Interval(4, 4)
    assert [code for code, _, after in recovery.missions if after is None] == ["R2"]
    served = recovery.goals[0]
    assert (served.before, served.after, served.best) == (16, 16, 16)


def test_what_a_lock_forbids_is_impossible() -> None:
    result = two_visits(decisions=(decision("fixed", "R1", expert="KEN-01"),))
    trial = try_change(result, request="R1", expert="TZA-01")
    recovery = trial.recover()
    assert (recovery.status, recovery.allocation, recovery.missions) == ("impossible", None, ())
    with pytest.raises(InputError, match="no allocation with it was found"):
        recovery.accept()
    with pytest.raises(InputError, match="TZA-01 \\(workload\\): 2 missions, at most 1 agreed"):
        trial.accept()


def test_a_lock_is_kept_whoever_else_is_wanted() -> None:
    """R2 is locked: so R1, which weighs more, is what R3 is served instead of."""
    result = two_visits(decisions=(decision("fixed", "R2"),))
    recovery = try_change(result, request="R3", start=monday(5)).recover()
    assert [code for code, _, after in recovery.missions if after is None] == ["R1"]
    assert recovery.dropped == Interval(12, 12)


@pytest.mark.parametrize(
    ("both", "weight", "points"),
    [
        (Interval(0, 0), Interval(0, 0), Interval(0, 0)),
        (Interval(23, 25), Interval(2, 2), Interval(3, 5)),
        (Interval(7, 25), Interval(0, 2), Interval(0, 5)),
        (Interval(None, 5), Interval(0, 0), Interval(0, 5)),
        (Interval(-4, 12), Interval(0, 1), Interval(0, 2)),
    ],
)
def test_weight_and_points_are_taken_apart(both: Interval, weight: Interval, points: Interval) -> None:
    """Ten to one of weight."""
    assert apart(both, 10) == (weight, points)
