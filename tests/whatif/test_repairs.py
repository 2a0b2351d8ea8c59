"""Repairs of tiny plans after events drawn at random, held against the list of all their allocations."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest

import allocator
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.previous import with_previous
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel, Level, Term, Tier
from allocator.report.disturbed import disturbed, people_to_tell
from allocator.report.repair_menu import repair_menu
from allocator.results.result import Result
from allocator.solvers import cp_sat
from allocator.verification import verify
from allocator.whatif.base import base_of
from allocator.whatif.repairs import ORDERS, repair_model, repairs
from tests.cli.conftest import ROOT
from tests.plans_by_hand import decision, expert, monday, plan_of
from tests.search import test_trust as lies
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan

PLANS = int(os.environ.get("ALLOCATOR_REPAIRED_PLANS", "24"))
Event = Callable[[Random, Plan], Plan]


def somebody_withdraws(pick: Random, plan: Plan) -> Plan:
    code = pick.choice(sorted(plan.experts))
    since = pick.choice([plan.settings.start, monday(3), monday(5)])
    gone = replace(plan.experts[code], withdrawn_from=since)
    return replace(plan, experts=MappingProxyType({**plan.experts, code: gone}))


def a_window_moves(pick: Random, plan: Plan) -> Plan:
    request = pick.choice(plan.open_requests)
    later = replace(request, earliest_start=pick.choice([monday(2), monday(4)]))
    return replace(plan, requests=MappingProxyType({**plan.requests, request.request: later}))


def a_mission_is_cancelled(pick: Random, plan: Plan) -> Plan:
    followed = {code for request in plan.requests.values() for code in request.after}
    spare = [each.request for each in plan.open_requests if each.request not in followed]
    named = {row.request for row in plan.decisions}
    code = next((code for code in spare if code not in named), None)
    if code is None:
        return plan
    return replace(plan, requests=MappingProxyType({k: v for k, v in plan.requests.items() if k != code}))


def an_agreement_is_cut(pick: Random, plan: Plan) -> Plan:
    if not plan.agreements:
        return plan
    code = pick.choice(sorted(plan.agreements))
    cut = replace(plan.agreements[code], budget=pick.choice([0, 100]))
    return replace(plan, agreements=MappingProxyType({**plan.agreements, code: cut}))


EVENTS: tuple[Event, ...] = (somebody_withdraws, a_window_moves, a_mission_is_cancelled, an_agreement_is_cut)


def test_repairs_are_the_best_of_all_allocations_in_each_order() -> None:
    repaired = 0
    for seed in range(PLANS):
        focus, pick = COUPLING_CODES[seed % len(COUPLING_CODES)], Random(seed)
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
            plan = with_previous(EVENTS[seed % len(EVENTS)](pick, agreed.plan), agreed)
            found = repairs(plan, model, agreed=agreed, time_limit=None, workers=1)
        except (InfeasibleError, InputError):
            continue
        for each in found:
            result, own = each.result, repair_model(model, each.order)
            assert result.model == own
            assert not verify(plan, own, result.allocation)
            values = tuple(goal.value for goal in result.goals)
            assert values == Points(plan, own).best(), (seed, each.order)
            assert result.status == "optimal"
            _everybody_disturbed_is_told(agreed.allocation, result)
        repaired += 1
    assert repaired >= PLANS // 3


@pytest.mark.parametrize("lie", [lies.crossing, lies.impossible, lies.best_of_none, lies.no_point])
def test_no_lie_of_a_solver_is_told(
    lie: Callable[[lies.Door], lies.Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    caught = 0
    for plan, model, agreed in list(_withdrawn_from(range(60)))[:8]:
        points = Points(plan, repair_model(model, "people"))
        with monkeypatch.context() as patched:
            patched.setattr(cp_sat, "minimise", lie(cp_sat.minimise))
            for given in (agreed, None):
                found = repairs(plan, model, agreed=given, time_limit=5.0, workers=1)[0].result
                lies.right(points, found)
                caught += bool(found.provenance.incidents)
    assert caught


def _withdrawn_from(seeds: Iterable[int]) -> Iterator[tuple[Plan, CoordinationModel, Result]]:
    """Plans from which somebody who was sent withdraws."""
    for seed in seeds:
        focus, pick = COUPLING_CODES[seed % len(COUPLING_CODES)], Random(seed)
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
            if len(agreed.allocation.missions) < 2:
                continue
            code = pick.choice(agreed.allocation.missions[0].experts)
            gone = replace(agreed.plan.experts[code], withdrawn_from=agreed.plan.settings.start)
            experts = MappingProxyType({**agreed.plan.experts, code: gone})
            plan = with_previous(replace(agreed.plan, experts=experts), agreed)
            repairs(plan, model, agreed=agreed, time_limit=None, workers=1)
        except (InfeasibleError, InputError):
            continue
        yield plan, model, agreed


def _everybody_disturbed_is_told(before: Allocation, result: Result) -> None:
    then, now = (
        {(mission.request, place.expert): (mission.start, mission.agreement)
         for mission, place in allocation.assignments()}
        for allocation in (before, result.allocation)
    )  # fmt: skip
    touched = {who for key in then.keys() | now.keys() for who in key[1:] if then.get(key) != now.get(key)}
    assert touched <= set(people_to_tell(result))


def test_nothing_broken_means_that_nothing_changes() -> None:
    for seed in range(8):
        focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
        except (InfeasibleError, InputError):
            continue
        if not agreed.allocation.missions:
            continue
        for result in allocator.repair(agreed, time_limit=None, workers=1).values():
            goals = {goal.name: goal.value for goal in result.goals}
            assert {goals[name] for name in ORDERS["people"]} == {0}
            assert disturbed(result) == []


def test_a_plan_without_a_previous_allocation_is_refused() -> None:
    with pytest.raises(InputError, match="has no previous rows"):
        repairs(plan_of(["KEN-01"], ["R1"]), tiny_model(1, "pairing"))


def test_each_order_disturbs_little_in_its_own_sense() -> None:
    rows = (
        decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(3)),
        decision("previous", "R2", seat="lead", expert="KEN-02", start=monday(6)),
    )
    people = [expert("KEN-01"), expert("KEN-02", withdrawn_from=monday(5)), expert("TZA-01")]
    plan = plan_of(people, ["R1", "R2"], decisions=rows)
    model = allocator.read_model(ROOT / "models" / "national.toml")
    found = repairs(plan, model, time_limit=None, workers=1)
    assert [disturbed(each.result) for each in found] == [
        ["R2: KEN-02 goes on 2026-09-28 instead of 2026-10-12"],  # before the withdrawal
        ["R2: KEN-02 left: TZA-01 goes instead"],
        ["R2: KEN-02 left: TZA-01 goes instead"],
    ]


def test_nothing_is_measured_by_an_allocation_that_breaks_rules() -> None:
    result = allocator.solve(
        plan_of(["KEN-01"], ["R1"]), tiny_model(1, "pairing"), time_limit=None, workers=1
    )
    with pytest.raises(InputError, match="breaks hard rules"):
        base_of(replace(result, status="broken"))


def test_a_comparing_goal_that_is_weighed_with_coverage_stays_there(tmp_path: Path) -> None:
    """Before, it stood in two tiers of the repair's model, and no written repair could be read."""
    national = allocator.read_model(ROOT / "models" / "national.toml")
    tiers = Tier((Term("served"), Term("dates_moved"))), Tier((Term("cost"),))
    model = replace(national, tiers=tiers).with_levels(pairing=Level.OFF)
    plan = plan_of(["KEN-01", "TZA-01"], ["R1", "R2"])
    agreed = allocator.solve(plan, model, time_limit=None, workers=1)
    for order, result in allocator.repair(agreed, time_limit=None, workers=1).items():
        codes = [term.code for tier in result.model.tiers for term in tier.terms]
        assert len(codes) == len(set(codes))
        allocator.write_workbook(result, tmp_path / f"{order}.xlsx")
        again = allocator.read_result(tmp_path / f"{order}.xlsx")
        assert again.goals == result.goals
    menu = repair_menu(repairs(with_previous(plan, agreed), model, time_limit=None, workers=1))
    assert {row[4] for row in menu.rows} == {"0"}  # dates moved
