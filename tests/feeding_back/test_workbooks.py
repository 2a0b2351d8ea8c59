"""The output is an input: what a planner edits in a written workbook is what the next plan keeps to."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from random import Random

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import allocator
from allocator import report
from allocator.export import write_csv
from allocator.goals import COMPARING
from allocator.inputs.previous import with_previous
from allocator.plan import calendar
from allocator.rules.coupling import COUPLING
from tests.tiny_plans import tiny_model, tiny_plan, with_delivered

CODES = [module.RULE.code for module in COUPLING]
ROUNDS = 10  # plans that are solved, written, edited and solved again

Case = tuple[str, int, allocator.Result]


def solved(plan: allocator.Plan, model: allocator.CoordinationModel) -> allocator.Result:
    return allocator.solve(plan, model, time_limit=None, workers=1)


def results() -> Iterator[Case]:
    """Tiny plans about every rule in turn, solved; those that serve nothing are left out."""
    for seed in range(200):
        focus = CODES[seed % len(CODES)]
        try:
            result = solved(tiny_plan(seed, focus), tiny_model(seed, focus))
        except (allocator.InfeasibleError, allocator.InputError):
            continue
        if result.allocation.missions:
            yield focus, seed, result


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return list(islice(results(), ROUNDS))


class Sheet:
    """The sheet Assignments of a workbook, by header."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.columns = {str(cell.value): cell.column for cell in sheet[1]}

    def rows(self) -> list[int]:
        """The rows that the allocation has written."""
        last = self.sheet.max_row + 1
        return [row for row in range(2, last) if self.get(row, "end") and self.get(row, "expert")]

    def get(self, row: int, header: str) -> object:
        return self.sheet.cell(row, self.columns[header]).value

    def put(self, row: int, header: str, value: object) -> str:
        """Write a cell; its place."""
        cell = self.sheet.cell(row, self.columns[header])
        cell.value = value
        return f"Assignments!{cell.coordinate}"

    def append(self, **values: object) -> int:
        row = max(self.rows(), default=1) + 300  # the reader does not mind blank rows
        while any(self.sheet.cell(row, column).value for column in self.columns.values()):
            row += 1
        for header, value in values.items():
            self.put(row, header, value)
        return row


def edited(result: allocator.Result, path: Path, edit: Callable[[Sheet], None]) -> allocator.Plan:
    """The plan in a written result after a planner's hand went over its sheet Assignments."""
    allocator.write_workbook(result, path)
    book = openpyxl.load_workbook(path)
    edit(Sheet(book["Assignments"]))
    book.save(path)
    return allocator.read_plan(path)


def facts(allocation: allocator.Allocation) -> dict[str, tuple[date, set[tuple[str, str]], str | None]]:
    return {
        m.request: (m.start, {(place.seat, place.expert) for place in m.team}, m.agreement)
        for m in allocation.missions
    }


def row_of(place: str) -> str:
    return place.removeprefix("Assignments!").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def values(result: allocator.Result) -> list[int]:
    """The goals' values; `stability` counts against the previous rows, which a new allocation replaces."""
    return [goal.value for goal in result.goals if "stability" not in goal.parts]


def test_served_fixed_and_the_rest_excluded_gives_the_same_allocation(
    cases: list[Case], tmp_path: Path
) -> None:
    for focus, seed, result in cases:

        def lock_all(sheet: Sheet, result: allocator.Result = result) -> None:
            for row in sheet.rows():
                sheet.put(row, "decision", "fixed")
            for request in result.plan.open_requests:
                if request.request not in result.allocation.by_request:
                    sheet.append(request=request.request, decision="excluded")

        plan = edited(result, tmp_path / "edited.xlsx", lock_all)
        again = solved(plan, result.model)
        assert facts(again.allocation) == facts(result.allocation), (focus, seed)
        assert again.status == "optimal"
        assert values(again) == values(result), (focus, seed)


def test_an_excluded_row_is_gone(cases: list[Case], tmp_path: Path) -> None:
    for focus, seed, result in cases:
        gone: list[tuple[str, str]] = []

        def exclude_one(sheet: Sheet, gone: list[tuple[str, str]] = gone, seed: int = seed) -> None:
            row = Random(seed).choice(sheet.rows())
            gone.append((str(sheet.get(row, "request")), str(sheet.get(row, "expert"))))
            sheet.put(row, "decision", "excluded")
            sheet.put(row, "seat", None)

        plan = edited(result, tmp_path / "edited.xlsx", exclude_one)
        try:
            again = solved(plan, result.model)
        except (allocator.InfeasibleError, allocator.InputError) as error:
            assert "Assignments!" in str(error), (focus, seed)  # the plan had locked what is excluded now
            continue
        request, expert = gone[0]
        mission = again.allocation.by_request.get(request)
        assert mission is None or expert not in mission.experts, (focus, seed)


@pytest.mark.parametrize("header", ["expert", "start", "agreement"])
def test_an_edited_cell_is_kept_or_named(cases: list[Case], tmp_path: Path, header: str) -> None:
    """Another person, date or payer in a fixed row: the plan keeps to it, or says which cell cannot be."""
    kept = named = 0
    for focus, seed, result in cases[:: 1 if header == "expert" else 2]:
        wish: dict[str, object] = {}

        def change(
            sheet: Sheet,
            result: allocator.Result = result,
            seed: int = seed,
            wish: dict[str, object] = wish,
        ) -> None:
            random = Random(seed)
            row = random.choice(sheet.rows())
            start = sheet.get(row, "start")
            assert isinstance(start, datetime)
            choices: dict[str, list[object]] = {
                "expert": list(result.plan.experts),
                "start": [start.replace(day=min(28, start.day + n)) for n in (1, 7, 14)],
                "agreement": list(result.plan.agreements or [None]),
            }
            wish["request"], wish["value"] = sheet.get(row, "request"), random.choice(choices[header])
            wish["cell"] = sheet.put(row, header, wish["value"])
            sheet.put(row, "decision", "fixed")

        try:
            again = solved(edited(result, tmp_path / "edited.xlsx", change), result.model)
        except (allocator.InputError, allocator.InfeasibleError) as error:
            places = re.findall(r"Assignments!([A-Z]+)([0-9]+)", str(error))
            assert row_of(str(wish["cell"])) in {row for _, row in places}, (focus, seed, str(error))
            named += 1
            continue
        mission = again.allocation.by_request[str(wish["request"])]
        value = wish["value"]
        held = {
            "expert": value in mission.experts,
            "start": isinstance(value, datetime) and mission.start == value.date(),
            "agreement": value is None or mission.agreement == value or not result.model.is_on("funding"),
        }
        assert held[header], (focus, seed, wish)
        kept += 1
    assert kept
    assert named or header == "agreement"


def test_how_far_it_is_agreed_comes_back(cases: list[Case], tmp_path: Path) -> None:
    """A status beside a blank decision binds nobody and is not forgotten."""
    for focus, seed, result in cases[::3]:

        def accept_all(sheet: Sheet) -> None:
            for row in sheet.rows():
                if not sheet.get(row, "decision"):
                    sheet.put(row, "status", "accepted")

        plan = edited(result, tmp_path / "edited.xlsx", accept_all)
        bare = [row for row in plan.decisions if not row.decision]
        assert {row.status for row in bare} <= {"accepted"}
        again = solved(plan, result.model)
        assert values(again) == values(result), (focus, seed)
        same = {
            (mission.request, mission.start, place.expert)
            for mission, place in again.allocation.assignments()
        }
        table = report.assignments(again).records()
        for row in bare:
            if (row.request, row.start, row.expert) in same:
                (shown,) = (
                    r for r in table if (r["request"], r["expert"]) == (row.request, row.expert) and r["end"]
                )
                assert shown["status"] == "accepted", (focus, seed)


def test_the_result_reads_back_with_its_goals(cases: list[Case], tmp_path: Path) -> None:
    path = tmp_path / "allocation.xlsx"
    for focus, seed, result in cases:
        allocator.write_workbook(result, path)
        again = allocator.read_result(path)
        assert facts(again.allocation) == facts(result.allocation), (focus, seed)
        assert again.model == result.model
        assert values(again) == values(result), (focus, seed)


def test_what_is_delivered_comes_back_with_every_result(tmp_path: Path) -> None:
    """Written as a workbook and as CSV, planned again and written once more."""
    kept = 0
    for seed in range(30):
        plan = with_delivered(tiny_plan(seed, "workload"), seed)
        if kept == 4 or not list(plan.delivered.assignments()):
            continue
        try:
            result = solved(plan, tiny_model(seed, "workload"))
        except (allocator.InfeasibleError, allocator.InputError):
            continue
        write_csv(result, tmp_path / f"{seed}")
        allocator.write_workbook(result, tmp_path / f"{seed}.xlsx")
        for path in (tmp_path / f"{seed}", tmp_path / f"{seed}.xlsx"):
            again = allocator.read_plan(path)
            assert again.delivered == plan.delivered
            assert allocator.read_result(path).allocation.by_request == result.allocation.by_request
        repeated = solved(again, result.model).goals  # it is its own previous allocation now
        pairs = zip(repeated, result.goals, strict=True)
        assert all(goal == before for goal, before in pairs if not COMPARING & goal.parts.keys())
        kept += 1
    assert kept == 4


def test_a_mission_marked_as_done_in_a_result_is_delivered(cases: list[Case], tmp_path: Path) -> None:
    """The planner only writes `done on`: whoever the row names has gone, and what was planned is no more."""
    _, _, result = cases[0]
    path = tmp_path / "result.xlsx"
    allocator.write_workbook(result, path)
    book = openpyxl.load_workbook(path)
    gone = result.allocation.missions[0]
    last = calendar.last_day(result.plan, result.plan.requests[gone.request], gone.start)
    headers = {str(cell.value): cell.column for cell in book["Requests"][1]}
    for cells in book["Requests"].iter_rows(min_row=2):
        if cells[headers["request"] - 1].value == gone.request:
            cells[headers["done on"] - 1].value = last
    book.save(path)
    plan, back = allocator.read_plan(path), allocator.read_result(path)
    delivered = plan.delivered.by_request[gone.request]
    assert (delivered.start, delivered.agreement) == (gone.start, gone.agreement)
    assert set(delivered.team) == set(gone.team)
    assert gone.request not in back.allocation.by_request
    assert gone.request in with_previous(plan, back).delivered.by_request
