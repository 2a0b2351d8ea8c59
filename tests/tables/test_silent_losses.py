"""What a planner's edit of a result takes away is said, never lost in silence."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import allocator
from allocator.app.texts import texts
from allocator.errors import InputError
from allocator.export.csv_folder import write_csv
from allocator.tables.written_sheets import CHECKS
from tests.cli.conftest import FIRST_STEPS, ROOT

Edit = Callable[[Any], object]


@pytest.fixture(scope="module")
def result() -> allocator.Result:
    model = allocator.read_model(ROOT / "models" / "national.toml")
    return allocator.solve(allocator.read_plan(FIRST_STEPS), model, effort=1, workers=1)


@pytest.fixture
def written(result: allocator.Result, tmp_path: Path) -> Path:
    allocator.write_workbook(result, tmp_path / "allocation.xlsx")
    return tmp_path / "allocation.xlsx"


def edited(path: Path, edit: Edit) -> Path:
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def column(sheet: Any, header: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == header)


def without(header: str, other: str = "") -> Edit:
    """A column of Assignments taken out, or with another header; the first row excluded."""

    def edit(book: Any) -> None:
        sheet = book["Assignments"]
        sheet.cell(2, column(sheet, "decision")).value = "excluded"
        if other:
            sheet.cell(1, column(sheet, header)).value = other
        else:
            sheet.delete_cols(column(sheet, header))

    return edit


@pytest.mark.parametrize("header", ["expert", "seat", "start", "agreement"])
def test_a_column_that_every_row_of_a_result_has_is_missed(written: Path, header: str) -> None:
    """Before: without the expert, who was excluded, the whole request was not to be served."""
    with pytest.raises(InputError, match=rf"Assignments \({header}\): the column is missing"):
        allocator.read_plan(edited(written, without(header)))


@pytest.mark.parametrize(("header", "other"), [("expert", "expert name"), ("start", "end")])
def test_a_header_of_the_output_that_stands_twice_is_said(written: Path, header: str, other: str) -> None:
    with pytest.raises(InputError, match="the column is there twice") as found:
        allocator.read_plan(edited(written, without(header, other)))
    assert f"({header}): the column is missing" in str(found.value)


def test_a_planners_own_sheet_may_have_columns_of_the_output(tmp_path: Path) -> None:
    shutil.copytree(FIRST_STEPS, tmp_path / "plan")
    rows = "request,decision,expert,reason,country\nR1,excluded,KEN-03,on leave,KEN\n"
    (tmp_path / "plan" / "Assignments.csv").write_text(rows, encoding="utf-8")
    (decision,) = allocator.read_plan(tmp_path / "plan").decisions
    assert (decision.request, decision.expert, decision.decision) == ("R1", "KEN-03", "excluded")


@pytest.mark.parametrize(
    ("edit", "missing"),
    [
        (lambda book: book.remove(book[CHECKS]), "the sheet Checks of the result is missing"),
        (
            lambda book: book["Assignments"].delete_cols(column(book["Assignments"], "end")),
            "the column end is missing",
        ),
    ],
)
def test_a_previous_allocation_that_is_gone_is_missed(
    result: allocator.Result, written: Path, edit: Edit, missing: str
) -> None:
    plan = allocator.read_plan(edited(written, edit))
    people = sum(len(mission.team) for mission in result.allocation.missions)
    (told,) = (each for each in plan.warnings if missing in each.message)
    assert told.place == "Assignments" and told.message == (
        f"{people} rows that a result wrote have no decision and no longer count as what was agreed, for "
        f"{missing}; bring it back, or write previous there"
    )
    assert " that " not in (texts("fr").of_fault(told) or " that ")
    assert not [row for row in plan.decisions if row.decision == "previous"]


def test_the_name_of_the_checks_is_read_as_other_names_are(
    result: allocator.Result, written: Path, tmp_path: Path
) -> None:
    people = sum(len(mission.team) for mission in result.allocation.missions)
    folder = tmp_path / "sheets"
    write_csv(result, folder)
    (folder / f"{CHECKS}.csv").rename(folder / "checks.CSV")
    edited(written, lambda book: setattr(book[CHECKS], "title", "CHECKS "))
    for path in (folder, written):
        plan = allocator.read_plan(path)
        assert sum(row.decision == "previous" for row in plan.decisions) == people


def test_codes_that_look_like_formulas_are_the_same_after_a_round_trip(
    result: allocator.Result, tmp_path: Path
) -> None:
    shutil.copytree(FIRST_STEPS, tmp_path / "plan")
    for path in (tmp_path / "plan").iterdir():
        text = path.read_text(encoding="utf-8-sig")
        path.write_text(text.replace("R6,", "+R6,").replace("R6\n", "+R6\n"), encoding="utf-8")
    plan = allocator.read_plan(tmp_path / "plan")
    assert "+R6" in plan.requests
    found = allocator.solve(plan, result.model, effort=1, workers=1)
    write_csv(found, tmp_path / "sheets")
    text = (tmp_path / "sheets" / "Requests.csv").read_text(encoding="utf-8-sig")
    assert "'+R6" in text  # no spreadsheet takes it for a formula
    again = allocator.read_result(tmp_path / "sheets")
    assert again.plan.requests.keys() == plan.requests.keys() and again.goals == found.goals


def test_a_number_cut_by_a_comma_is_not_read_as_its_beginning(tmp_path: Path) -> None:
    """`1,200` without quotation marks, where the next column is for text and was blank."""
    shutil.copytree(FIRST_STEPS, tmp_path / "plan")
    path = tmp_path / "plan" / "Experts.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    headers = [header for header in lines[0].split(",") if header not in ("day cost", "note")]
    kept = [lines[0].split(",").index(header) for header in headers]
    rows = [[row.split(",")[at] for at in kept] for row in lines[1:]]
    for note, mark, wrong in (
        ("200", ",", True),
        ("", ",", False),
        ("room 200", ",", False),
        ("200", "|", False),
    ):
        table = [
            [*headers, "day cost", "note"],
            [*rows[0], "1", note],
            *([*row, "5", ""] for row in rows[1:]),
        ]
        path.write_text("\n".join(mark.join(row) for row in table), encoding="utf-8")
        if wrong:
            with pytest.raises(
                InputError, match="if that is 1,200 with a comma, write 1200; if it is 1, say"
            ):
                allocator.read_plan(tmp_path / "plan")
        else:
            allocator.read_plan(tmp_path / "plan")
