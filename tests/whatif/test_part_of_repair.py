"""Parts of repairs of tiny plans after events drawn at random: what is marked is done, the rest stays, and
where that breaks a rule, what is said to be needed is enough, and no more."""

import os
from collections.abc import Iterator
from random import Random

import pytest

import allocator
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.previous import with_previous
from allocator.plan.allocation import Allocation
from allocator.report.changes import KEPT, Change, changes_of
from allocator.report.result import Result
from allocator.verification import verify
from allocator.whatif.repairs import repairs
from tests.cli.conftest import ROOT
from tests.plans_by_hand import decision, expert, monday, plan_of, request
from tests.tiny_plans import COUPLING_CODES, tiny_model, tiny_plan
from tests.whatif.test_repairs import EVENTS

PLANS = int(os.environ.get("ALLOCATOR_REPAIRED_PLANS", "48"))


def repaired() -> Iterator[tuple[int, Allocation, Result]]:
    """The allocation before and a repair after an event."""
    for seed in range(PLANS):
        focus, pick = COUPLING_CODES[seed % len(COUPLING_CODES)], Random(seed)
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
            if not agreed.allocation.missions:
                continue  # nothing was agreed that a part could keep
            plan = with_previous(EVENTS[seed % len(EVENTS)](pick, agreed.plan), agreed)
            yield seed, agreed.allocation, allocator.solve(plan, model, time_limit=None, workers=1)
        except (InfeasibleError, InputError):
            continue


def parts(allocation: Allocation) -> dict[tuple[str, str], tuple[object, ...]]:
    """Where everybody is: by request and person the seat, the day and the payer."""
    return {
        (place.request, place.expert): (place.seat, mission.start, mission.agreement)
        for mission, place in allocation.assignments()
    }


def rows_of(result: Result) -> list[tuple[str, str]]:
    return [_name(change) for change in changes_of(result) if change.kind != KEPT]


def _name(change: Change) -> tuple[str, str]:
    person = change.before.expert if change.before else change.stay.place.expert if change.stay else ""
    return change.request, person


def test_all_rows_are_the_repair_and_none_are_what_was_before() -> None:
    changed = torn = 0
    for seed, before, result in repaired():
        rows, pick = rows_of(result), Random(seed)
        assert parts(allocator.take(result, rows).allocation) == parts(result.allocation)
        assert parts(allocator.take(result, []).allocation) == parts(before)
        for _ in range(6 if rows else 0):
            marked = [row for row in rows if pick.random() < 0.5]
            part = allocator.take(result, marked)
            broken = verify(result.plan, result.model, part.allocation)
            assert list(part.violations)[: len(broken)] == broken
            if part.violations:
                torn += 1
                is_enough_and_no_more(result, marked, part)
            else:
                the_rest_stays(before, result, marked, part.accept().allocation)
            changed += 1
    assert changed >= PLANS // 2
    assert torn >= PLANS // 8


def is_enough_and_no_more(
    result: Result, marked: list[tuple[str, str]], part: allocator.PartOfRepair
) -> None:
    with pytest.raises(InputError, match="would have to be taken as well"):
        part.accept()
    needed = [_name(change) for change in part.needed]
    assert not allocator.take(result, [*marked, *needed]).violations
    for left, broken in zip(needed, part.without, strict=True):
        others = [*marked, *(row for row in needed if row != left)]
        assert broken in allocator.take(result, others).violations


def the_rest_stays(
    before: Allocation, result: Result, marked: list[tuple[str, str]], now: Allocation
) -> None:
    """Everybody whose row is not marked is where he or she was; whose row is, where the repair has it."""
    old, new, found = parts(before), parts(result.allocation), parts(now)
    for row in rows_of(result):
        assert found.get(row) == (new.get(row) if row in marked else old.get(row))
    for row in old.keys() & new.keys():
        if old[row] == new[row]:
            assert found[row] == old[row]


def test_what_would_have_to_come_along_is_named() -> None:
    """KEN-01 left, and of the others only KEN-02 speaks French; then somebody else has to go on R2."""
    rows = (
        decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(3)),
        decision("previous", "R2", seat="lead", expert="KEN-02", start=monday(3)),
    )
    both = ("en", "fr")
    people = [expert("KEN-01", languages=both, withdrawn_from=monday(2)), expert("KEN-02", languages=both)]
    week = {"earliest_start": monday(3), "latest_end": monday(4)}
    asks = [request("R1", languages=("fr",), **week), request("R2", "UGA", **week)]
    plan = plan_of([*people, "TZA-01"], asks, decisions=rows)
    model = allocator.read_model(ROOT / "models" / "national.toml")
    found, *_ = repairs(plan, model, time_limit=None, workers=1)
    assert rows_of(found.result) == [("R1", "KEN-01"), ("R2", "KEN-02")]
    with pytest.raises(InputError) as caught:
        allocator.take(found.result, ["R1"]).accept()
    told = [str(fault) for fault in caught.value.faults]
    assert told[0].startswith("KEN-02, R1, R2 (one mission): ")
    along = "R2: would have to be taken as well: KEN-02 no longer goes: TZA-01 goes instead (without it, of "
    assert [each.startswith(along) for each in told[1:]] == [True]
    part = allocator.take(found.result, [("R2", "KEN-02")])
    assert {violation.rule for violation in part.violations} == {"release"}
    assert [change.request for change in part.needed] == ["R1"]
    assert allocator.take(found.result, ["R1", "R2"]).accept().allocation == found.result.allocation
    with pytest.raises(InputError, match="R9: is no change of this repair"):
        allocator.take(found.result, ["R9"])
