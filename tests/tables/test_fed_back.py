"""A result that is read as a plan: what it allocated is its previous allocation; whoever is missing left."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import allocator
from allocator import report
from allocator.plan.entities import PREVIOUS
from tests.cli.conftest import FIRST_STEPS, ROOT

Edit = Callable[[dict[str, Worksheet]], None]


@pytest.fixture(scope="module")
def model() -> allocator.CoordinationModel:
    return allocator.read_model(ROOT / "models" / "national.toml")


@pytest.fixture(scope="module")
def first(model: allocator.CoordinationModel) -> allocator.Result:
    return allocator.solve(allocator.read_plan(FIRST_STEPS), model, effort=1, workers=1)


@pytest.fixture
def edited(first: allocator.Result, tmp_path: Path) -> Callable[[Edit], allocator.Plan]:
    """The plan in the written result after an edit."""

    def plan(edit: Edit) -> allocator.Plan:
        path = tmp_path / "allocation.xlsx"
        allocator.write_workbook(first, path)
        book = openpyxl.load_workbook(path)
        edit({sheet.title: sheet for sheet in book.worksheets})
        book.save(path)
        return allocator.read_plan(path)

    return plan


def rows_of(sheet: Worksheet, code: str) -> list[int]:
    """The rows in which a code stands, the last first."""
    found = [row[0].row for row in sheet.iter_rows(min_row=2) if code in [cell.value for cell in row]]
    return sorted(found, reverse=True)


def without(code: str, *names: str) -> Edit:
    """Takes all rows of a code out of some sheets."""

    def edit(sheets: dict[str, Worksheet]) -> None:
        for name in names:
            for row in rows_of(sheets[name], code):
                sheets[name].delete_rows(row)

    return edit


def test_it_is_its_own_previous_allocation(
    first: allocator.Result, edited: Callable[[Edit], allocator.Plan], model: allocator.CoordinationModel
) -> None:
    plan = edited(lambda sheets: None)
    assert {row.decision for row in plan.decisions} == {PREVIOUS}
    assert len(plan.decisions) == len(list(first.allocation.assignments()))
    again = allocator.solve(plan, model, effort=1, workers=1)
    assert again.allocation.by_request == first.allocation.by_request
    assert again.goals[-1].value == 0
    assert again.provenance.started_from
    assert not plan.warnings


def test_a_plan_that_is_no_result_stays_as_it_is(first: allocator.Result) -> None:
    assert not first.plan.decisions


def test_who_left_is_told_and_no_fault(
    first: allocator.Result, edited: Callable[[Edit], allocator.Plan], model: allocator.CoordinationModel
) -> None:
    gone = first.allocation.missions[0].experts[0]
    sheets = ("Experts", "Qualifications", "Availability", "Interest", "History")
    known = [name for name in sheets if name in openpyxl_names(first)]
    plan = edited(without(gone, *known))
    assert gone not in plan.experts
    assert {each.missing for each in plan.departures} == {f"expert {gone}"}
    assert all(gone in str(warning) for warning in plan.warnings if "is left out" in str(warning))
    again = allocator.solve(plan, model, effort=1, workers=1)
    told = report.changes(again).records()
    assert {row["request"] for row in told if gone in str(row)} >= {
        mission.request for mission in first.allocation.missions if gone in mission.experts
    }


def openpyxl_names(result: allocator.Result) -> set[str]:
    """The sheets of its workbook that have rows."""
    return {name for name in ("Experts", "Qualifications", "Availability", "Interest", "History")
            if getattr(result.plan, name.lower(), None)}  # fmt: skip


def test_a_request_that_was_called_off_is_told(
    first: allocator.Result, edited: Callable[[Edit], allocator.Plan]
) -> None:
    followed = {code for request in first.plan.open_requests for code in request.after}
    code = next(m.request for m in first.allocation.missions if m.request not in followed)
    sheets = [name for name in ("Requests", "Interest") if name in openpyxl_names(first) | {"Requests"}]
    plan = edited(without(code, *sheets))
    assert {each.missing for each in plan.departures} == {f"request {code}"}


def test_a_payer_that_is_gone_leaves_the_row_without_one(
    first: allocator.Result, edited: Callable[[Edit], allocator.Plan]
) -> None:
    code = next((m.agreement for m in first.allocation.missions if m.agreement), None)
    if code is None:
        pytest.skip("nothing is paid for in this plan")
    plan = edited(without(code, "Agreements"))
    assert code not in {row.agreement for row in plan.decisions}


def test_what_is_decided_about_a_row_stands(edited: Callable[[Edit], allocator.Plan]) -> None:
    def exclude(sheets: dict[str, Worksheet]) -> None:
        headers = [cell.value for cell in sheets["Assignments"][1]]
        sheets["Assignments"].cell(2, headers.index("decision") + 1).value = "excluded"

    plan = edited(exclude)
    assert [row.decision for row in plan.decisions].count("excluded") == 1


def test_csv_says_the_same(first: allocator.Result, tmp_path: Path) -> None:
    from allocator.export import write_csv

    write_csv(first, tmp_path / "csv")
    allocator.write_workbook(first, tmp_path / "a.xlsx")
    ways = [allocator.read_plan(tmp_path / name).decisions for name in ("csv", "a.xlsx")]
    assert ways[0] == ways[1]
