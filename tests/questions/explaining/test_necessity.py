"""What is said of the necessity of changes is true, by the list of all allocations of tiny plans."""

import os
from collections import Counter
from dataclasses import replace
from random import Random

import allocator
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.previous import with_previous
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Decision
from allocator.report.changes import changes_of
from allocator.report.why_changes import why_changes, words_of
from allocator.results.alternatives import Change as Gives
from allocator.results.alternatives import GoalLoss
from allocator.results.necessity import Necessity, Undoing
from allocator.whatif.base import coverage_of
from allocator.whatif.repairs import repairs
from tests.cli.conftest import ROOT
from tests.plans_by_hand import decision, expert, monday, plan_of, seat
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan
from tests.whatif.bases import costs, told
from tests.whatif.test_repairs import EVENTS

PLANS = int(os.environ.get("ALLOCATOR_REPAIRED_PLANS", "24"))


def is_undone(undoing: Undoing, allocation: Allocation) -> bool:
    mission = allocation.by_request.get(undoing.request)
    seats = {(place.seat, place.expert) for place in mission.team} if mission else set()
    people = {expert for _, expert in seats}
    if undoing.stays_away:
        return undoing.expert not in people
    if mission is None:
        return False
    if undoing.expert is not None:
        return (undoing.seat, undoing.expert) in seats if undoing.seat else undoing.expert in people
    return mission.start == undoing.start if undoing.start else mission.agreement == undoing.payer


def judge(points: Points, result: allocator.Result, found: Necessity) -> None:
    """Hold what is said against the list."""
    coverage = coverage_of(result.model)
    base = costs(points, result.allocation)
    undone = [
        costs(points, allocation)
        for allocation, broken in points.allocations
        if not broken and is_undone(found.undoing, allocation)
    ]
    as_much = [each for each in undone if all(c <= b for c, b in zip(each[:coverage], base, strict=False))]
    if found.grade == "needed":
        assert not as_much
        assert found.impossible <= (not undone)
    elif found.grade == "free":
        assert any(all(c <= b for c, b in zip(each, base, strict=True)) for each in undone)
    elif found.grade == "costs":
        lost = {loss.goal: loss.loss for loss in found.losses}
        told = tuple(lost.get(tier.name, 0) for tier in result.model.tiers)
        assert told in [tuple(c - b for c, b in zip(each, base, strict=True)) for each in as_much]
        assert max(told) > 0


def test_what_is_said_of_changes_is_true() -> None:
    grades: Counter[str] = Counter()
    for seed in range(PLANS):
        focus, pick = COUPLING_CODES[seed % len(COUPLING_CODES)], Random(seed)
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
            plan = with_previous(EVENTS[seed % len(EVENTS)](pick, agreed.plan), agreed)
            first, *_ = repairs(plan, model, time_limit=None, workers=1)
        except (InfeasibleError, InputError):
            continue
        points = Points(plan, first.result.model)
        for _, found in why_changes(first.result, time_limit=5.0, workers=1).changes:
            judge(points, first.result, found)
            grades[found.grade] += 1
        careless = told(points, points.allocations[pick.choice(points.feasible())][0])
        for _, found in why_changes(careless, time_limit=2.0, workers=1).changes:
            judge(points, careless, found)
            grades[found.grade] += 1
    assert grades["needed"] >= PLANS // 4, grades
    assert grades["free"] + grades["costs"] >= PLANS // 4, grades
    assert grades["open"] <= sum(grades.values()) // 10, grades


def test_the_words() -> None:
    rows = (
        decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(3)),
        decision("previous", "R2", seat="lead", expert="KEN-02", start=monday(6)),
    )
    people = [expert("KEN-01", withdrawn_from=monday(1)), "KEN-02", "TZA-01"]
    plan = plan_of(people, ["R1", "R2"], decisions=rows)
    model = allocator.read_model(ROOT / "models" / "national.toml")
    first, *_ = repairs(plan, model, time_limit=None, workers=1)
    found = why_changes(first.result, time_limit=5.0, workers=1)
    ((change, necessity),) = found.changes
    assert words_of(first.result, change, necessity) == "needed: without it R1 cannot be served"
    assert list(found.table["grade"]) == ["needed"]


def test_what_is_better_undone_is_said_with_the_gain() -> None:
    """It said "free: could be undone at no loss" beside a request that drops out."""
    plan = plan_of(["KEN-01", "KEN-02"], ["R1", "R2"], decisions=_rows("KEN-01"))
    model = allocator.read_model(ROOT / "models" / "national.toml")
    result = allocator.solve(plan, model, time_limit=None, workers=1)
    change = next(each for each in changes_of(result) if each.request == "R1")
    gain = GoalLoss(goal="served", unit="weight units", loss=-5)
    drops = Gives(request="R9", kind="drops", sentence="R9 (priority 4) drops out")
    free = Necessity(undoing=Undoing(request="R1"), grade="free", losses=(gain,), changes=(drops,))
    said = words_of(result, change, free)
    assert said == "free: better undone; served: 5 weight units better; R9 (priority 4) drops out"
    cost = GoalLoss(goal="cost", unit="currency", loss=90)
    costs = replace(free, grade="costs", losses=(gain, cost), changes=())
    assert words_of(result, change, costs) == (
        "costs: better undone; served: 5 weight units better; cost: 90 EUR worse"
    )
    assert (
        words_of(result, change, replace(free, losses=(), changes=())) == "free: could be undone at no loss"
    )


def test_who_left_is_named_and_not_who_goes_no_more_with_them() -> None:
    """It said "R1 cannot be served by KEN-02 any more", of which KEN-02 is not the reason."""
    people = [expert("KEN-01", withdrawn_from=monday(1)), "KEN-02"]
    seats = (seat("lead"), seat("second"))
    plan = plan_of(people, ["R1"], seats=seats, decisions=_rows("KEN-01", "KEN-02"))
    model = allocator.read_model(ROOT / "models" / "national.toml")
    first, *_ = repairs(plan, model, time_limit=None, workers=1)
    said = why_changes(first.result, time_limit=5.0, workers=1).words().values()
    assert set(said) == {"needed: R1 cannot be served by KEN-01 any more"}


def _rows(*team: str) -> tuple[Decision, ...]:
    """The previous rows of R1: these people in the seats lead and second."""
    places = zip(("lead", "second"), team, strict=False)
    return tuple(decision("previous", "R1", seat=name, expert=code, start=monday(3)) for name, code in places)
