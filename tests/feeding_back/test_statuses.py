"""Statuses over several rounds: each does what it says, and is taken back by its cell."""

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

import allocator
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.plan_file import plan_to_solve
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Mission
from allocator.plan.entities import DECLINED, PREVIOUS, Decision
from allocator.plan.fingerprint import fingerprint
from allocator.plan.policy import CoordinationModel
from allocator.tables import RawPlan, read_raw
from allocator.tables.raw import with_value
from allocator.verification import verify
from tests.report.results_by_hand import result_of
from tests.tiny_plans import COUPLING_CODES, Points, missions_of, tiny_model, tiny_plan

#: Plans on which events are drawn; `ALLOCATOR_STATUS_PLANS=500` asks for more.
PLANS = int(os.environ.get("ALLOCATOR_STATUS_PLANS", "12"))
EVENTS = 12  # on each of them
OF_PEOPLE = ("proposed", "accepted", "ticketed", "declined")
OF_REQUESTS = ("postponed", "cancelled")


def some_mission(plan: Plan, model: CoordinationModel) -> Allocation:
    """A sound allocation that serves what it can without a search."""
    missions: list[Mission] = []
    for request in plan.open_requests:
        for mission in missions_of(plan, model, request)[:60]:
            if not verify(plan, model, Allocation((*missions, mission))):
                missions.append(mission)
                break
    return Allocation(tuple(missions))


def written(folder: Path) -> Iterator[tuple[int, Plan, CoordinationModel, Path]]:
    """Tiny plans, each with its number and its model, written with some allocation of it."""
    found = 0
    for seed in count():
        focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
        plan, model = tiny_plan(seed, focus), tiny_model(seed, focus)
        allocation = some_mission(plan, model)
        if allocation.missions:
            path = folder / f"{seed}.xlsx"
            allocator.write_workbook(result_of(plan, model, *allocation.missions), path)
            yield seed, plan, model, path
            found += 1
        if found == PLANS:
            return


def edited(raw: RawPlan, sheet: str, codes: tuple[str, ...], header: str, value: str) -> RawPlan:
    """The sheets with a cell changed in every row that begins with some codes."""
    table = raw.tables[sheet]
    at = table.position(header)
    assert at is not None
    rows = tuple(
        replace(row, cells=with_value(row.cells, at, value))
        if tuple(row.cells[: len(codes)]) == codes and "excluded" not in row.cells
        else row
        for row in table.rows
    )
    return replace(raw, tables={**raw.tables, sheet: replace(table, rows=rows)})


def events(raw: RawPlan, pick: Random) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    """(sheet, codes, status, what the cell said before), at random; the whole team is done at once."""
    rows = [row.cells for row in raw.tables["Assignments"].rows if "excluded" not in row.cells]
    for _ in range(EVENTS):
        request, seat, expert, *_, was, _ = pick.choice(rows)[:8]
        together = {cells[6] for cells in rows if cells[0] == request}
        if pick.random() < 0.3:
            yield "Requests", (request,), pick.choice(OF_REQUESTS), "open"
        elif len(together) == 1 and pick.random() < 0.3:
            yield "Assignments", (request,), "done", was
        else:
            yield "Assignments", (request, seat, expert), pick.choice(OF_PEOPLE), was


def test_every_status_is_taken_back_by_its_cell(tmp_path: Path) -> None:
    told = 0
    for seed, _, _, path in written(tmp_path):
        raw = read_raw(path)
        before = plan_to_solve(raw)
        for sheet, codes, status, was in events(raw, Random(seed)):
            changed = edited(raw, sheet, codes, "status", status)
            try:
                plan = plan_to_solve(changed)
            except InputError:  # a request waits for it, or a row locks it: that is told at their cells
                continue
            assert status == was or plan != before
            back = plan_to_solve(edited(changed, sheet, codes, "status", was))
            assert fingerprint(back) == fingerprint(before) and back.decisions == before.decisions
            told += 1
    assert told > PLANS * EVENTS // 4


def test_a_round_later_they_are_taken_back_as_well(tmp_path: Path) -> None:
    """Declined, done and called off, planned again and written; then every cell set back: the plan is that of
    the beginning, but for what was allocated."""
    told = 0
    for seed, plan, model, path in written(tmp_path):
        raw = read_raw(path)
        sheet, codes, status, was = next(events(raw, Random(seed)))
        try:
            changed = plan_to_solve(edited(raw, sheet, codes, "status", status))
        except InputError:
            continue
        again = some_mission(changed, model)
        second = tmp_path / f"{seed} again.xlsx"
        allocator.write_workbook(result_of(changed, model, *again.missions), second)
        stands = read_raw(second)
        kept = plan_to_solve(stands)
        assert kept.not_to_serve == changed.not_to_serve
        assert [kept.is_open(code) for code in kept.requests] == list(map(changed.is_open, kept.requests))
        assert declined(kept) == declined(changed)
        back = plan_to_solve(edited(stands, sheet, codes, "status", was))
        assert without_rows(back) == without_rows(plan)
        assert not declined(back)
        told += 1
    assert told > PLANS // 2


def without_rows(plan: Plan) -> str:
    return fingerprint(replace(plan, decisions=()))


def declined(plan: Plan) -> set[tuple[str, str]]:
    return {(row.request, row.expert) for row in plan.decisions if row.status == DECLINED}


# -- what they do -----------------------------------------------------------------------------------------


def with_statuses(plan: Plan, model: CoordinationModel, seed: int) -> Plan:
    """The plan with a previous allocation, in which somebody has declined, and a request called off."""
    pick = Random(f"statuses {seed}")
    rows = [
        Decision(
            request=place.request, seat=place.seat, expert=place.expert, start=mission.start,
            agreement=mission.agreement or "", decision=PREVIOUS,
            status=pick.choice(("accepted", "draft", DECLINED)),
        )
        for mission, place in some_mission(plan, model).assignments()
    ]  # fmt: skip
    kept = tuple(row for row in plan.decisions if row.decision != PREVIOUS)
    code = pick.choice(sorted(plan.requests))
    requests = dict(plan.requests)
    requests[code] = replace(requests[code], status=pick.choice(("open", *OF_REQUESTS)))
    return replace(plan, requests=requests, decisions=(*kept, *rows))


def test_the_search_finds_the_best_allocation_beside_statuses() -> None:
    """Held against the list of all allocations, whose checks share nothing with the search."""
    solved = changed = 0
    for seed in range(2 * PLANS):
        focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
        plan, model = tiny_plan(seed, focus), tiny_model(seed, focus)
        points = Points(with_statuses(plan, model, seed), model)
        expected = points.best()
        try:
            result = allocator.solve(points.plan, model, time_limit=None, workers=1, seed=seed)
        except (InfeasibleError, InputError):
            assert expected is None or locked(points.plan), seed
            continue
        assert tuple(goal.value for goal in result.goals) == expected, (seed, model.tiers)
        assert all(goal.proven for goal in result.goals)
        for mission, place in result.allocation.assignments():
            assert (place.request, place.expert) not in declined(points.plan)
            assert points.plan.requests[mission.request].status == "open"
        solved += 1
        changed += expected != Points(plan, model).best()
    assert solved > PLANS and changed > PLANS // 2, (solved, changed)


def locked(plan: Plan) -> bool:
    return any(row.decision == "fixed" for row in plan.decisions) or plan.settings.frozen_until is not None


# -- told -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def first() -> allocator.Result:
    root = Path(__file__).parents[2]
    plan = allocator.read_plan(root / "scenarios/plans/first-steps")
    return allocator.solve(plan, allocator.read_model(root / "models/national.toml"), effort=1, workers=1)


def replanned(first: allocator.Result, tmp_path: Path, *changes: tuple[Any, ...]) -> allocator.Result:
    path = tmp_path / "allocation.xlsx"
    allocator.write_workbook(first, path)
    raw = read_raw(path)
    for change in changes:
        raw = edited(raw, *change)
    return allocator.solve(plan_to_solve(raw), first.model, effort=1, workers=1)


def test_a_decline_is_told_wherever_it_matters(first: allocator.Result, tmp_path: Path) -> None:
    from allocator import report

    pair = "R4", "expert", "GHA-01"
    again = replanned(
        first, tmp_path,
        ("Assignments", pair, "status", "declined"), ("Assignments", pair, "status reason", "ill"),
    )  # fmt: skip
    (gone,) = (each for each in report.changes(again).records() if each["expert before"] == "GHA-01")
    assert (gone["agreed"], gone["why"]) == ("declined", "GHA-01 has declined (ill)")
    found = allocator.explain(again, "R4")
    assert "GHA-01 (ill) declined" in found.summary
    assert found.seats[0].declined == ("GHA-01 (ill)",)
    rows = {tuple(list(each.values())[:3]): each for each in report.assignments(again).records()}
    assert rows[pair]["status"] == "declined" and rows[pair]["decision"] is None


def test_postponed_is_unserved_with_its_reason_and_cancelled_is_not_there(
    first: allocator.Result, tmp_path: Path
) -> None:
    from allocator import report

    again = replanned(
        first, tmp_path,
        ("Requests", ("R2",), "status", "postponed"), ("Requests", ("R2",), "status reason", "elections"),
        ("Requests", ("R4",), "status", "cancelled"), ("Requests", ("R4",), "status reason", "no money"),
    )  # fmt: skip
    unserved = {each["request"]: each["why"] for each in report.unserved(again).records()}
    assert "R2" in unserved and "R4" not in unserved
    assert unserved["R2"].startswith("It is postponed (elections): give it a new window")
    why = {(each["request"], each["expert before"]): each["why"] for each in report.changes(again).records()}
    assert why["R2", "KEN-03"] == "R2 is postponed (elections)"
    assert why["R4", "GHA-01"] == "R4 is cancelled (no money)"
    assert len(again.plan.open_requests) == 5
    with pytest.raises(InputError, match="is cancelled"):
        allocator.explain(again, "R4")


def test_what_is_done_is_history(first: allocator.Result, tmp_path: Path) -> None:
    again = replanned(first, tmp_path, ("Assignments", ("R1",), "status", "done"))
    path = tmp_path / "second.xlsx"
    allocator.write_workbook(again, path)
    table = read_raw(path).tables["History"]
    assert ("MUS-02", "ZMB", "R1") in {(row.cell(0), row.cell(1), row.cell(3)) for row in table.rows}
    assert allocator.read_plan(path).history == first.plan.history  # it follows from the rows that are done
    read = allocator.read_result(path)
    assert not read.doubts and read.goals == again.goals


def test_a_decline_stands_once_however_often_it_is_mended(first: allocator.Result, tmp_path: Path) -> None:
    from allocator import report

    pair = "R4", "expert", "GHA-01"
    again = replanned(first, tmp_path, ("Assignments", pair, "status", "declined"))
    mended = allocator.repair(again, time_limit=2.0)["people"]
    for result in (again, mended, allocator.repair(mended, time_limit=2.0)["dates"]):
        rows = [each for each in report.assignments(result).records() if each["status"] == "declined"]
        assert [(each["request"], each["expert"], each["decision"]) for each in rows] == [
            ("R4", "GHA-01", None)
        ]
