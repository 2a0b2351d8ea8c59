"""Locks that hold less than a row, there and back: workbook, CSV, JSON; and planned again."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import allocator
from allocator.errors import InfeasibleError, InputError
from allocator.export import write_csv, write_json, write_workbook
from allocator.inputs.plan_file import read_plan
from allocator.plan.entities import FIXED, PREVIOUS, Decision
from allocator.report.result import Result
from allocator.rules.coupling.fixed import locks
from tests.plans_by_hand import decision, monday, plan_of
from tests.tiny_plans import COUPLING_CODES, MODELS, tiny_model, tiny_plan


def solved(*rows: Decision) -> Result:
    plan = plan_of(["KEN-01", "UGA-01"], ["R1", "R2"], decisions=rows)
    return allocator.solve(plan, MODELS["national"], time_limit=None, workers=1)


def test_a_lock_of_a_date_is_no_second_row_and_holds_the_date_alone(tmp_path: Path) -> None:
    result = solved(decision("fixed", "R1", start=monday(5)))
    write_workbook(result, tmp_path / "a.xlsx")
    again = read_plan(tmp_path / "a.xlsx")
    lock, *others = sorted(again.decisions, key=lambda row: (row.decision, row.request))
    assert (lock.request, lock.start, lock.expert, lock.decision) == ("R1", monday(5), "", FIXED)
    assert [(row.request, row.decision) for row in others] == [("R1", PREVIOUS), ("R2", PREVIOUS)]
    read = allocator.read_result(tmp_path / "a.xlsx")
    assert (read.goals, read.allocation, read.status) == (result.goals, result.allocation, "optimal")
    assert (read.plan.decisions, read.doubts) == (result.plan.decisions, ())


@pytest.mark.parametrize("seed", range(12))
def test_locks_stay_as_large_as_they_were(tmp_path: Path, seed: int) -> None:
    """Of tiny plans with locks of some of the columns, on the allocation that was found: the result is read
    back as it was, and planned again the locks hold as much and no more, time after time."""
    focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
    model, pick = tiny_model(seed, focus), Random(seed)
    try:
        found = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
        rows = tuple(drawn(pick, found))
        plan = replace(found.plan, decisions=(*found.plan.decisions, *rows))
        result = allocator.solve(plan, model, time_limit=None, workers=1)
    except (InfeasibleError, InputError):
        pytest.skip("nothing is possible")
    for name, write in (("a.xlsx", write_workbook), ("csv/", write_csv), ("a.json", write_json)):
        write(result, tmp_path / name)
        read = allocator.read_result(tmp_path / name)
        assert (read.goals, read.allocation, read.doubts) == (result.goals, result.allocation, ())
    first = read_plan(tmp_path / "a.xlsx")
    assert held(first) == held(plan)
    again = allocator.solve(first, model, time_limit=None, workers=1)
    write_workbook(again, tmp_path / "b.xlsx")
    assert held(read_plan(tmp_path / "b.xlsx")) == held(plan)
    assert again.goals[0].value == result.goals[0].value


def drawn(pick: Random, result: Result) -> "list[Decision]":
    """For some of the missions a lock of some columns of a row."""
    rows = []
    for mission, place in result.allocation.assignments():
        whole = {"seat": place.seat, "expert": place.expert, "start": mission.start,
                 "agreement": mission.agreement or ""}  # fmt: skip
        if pick.random() < 0.7:
            part = {key: value for key, value in whole.items() if pick.random() < 0.5}
            if "expert" in part or "seat" not in part:
                rows.append(Decision(request=mission.request, decision=FIXED, **part))
    return rows


def held(plan: allocator.Plan) -> set[tuple[str, str, object]]:
    """What all locks of a plan hold together."""
    found: set[tuple[str, str, object]] = set()
    for row in locks(plan):
        found.add((row.request, "served", True))
        if row.start:
            found.add((row.request, "start", row.start))
        if row.agreement:
            found.add((row.request, "agreement", row.agreement))
        if row.expert:
            found.add((row.request, "expert", row.expert))
        if row.expert and row.seat:
            found.add((row.request, "seat", (row.expert, row.seat)))
    return found
