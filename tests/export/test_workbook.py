"""The workbook as Excel would find it, and as the reader takes it in again."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

import allocator
from allocator.export.csv_folder import write_csv
from allocator.export.json_file import write_json
from allocator.export.sheets import SPARE_ROWS, add_sheet
from allocator.export.styles import Styles
from allocator.export.workbook import write_workbook
from allocator.plan import Plan
from allocator.report import tables
from allocator.report.result import Result
from allocator.report.table import Column, Table
from allocator.tables.schema import OUTPUT_COLUMNS, OUTPUT_SHEETS, SHEET_BY_NAME, normalised
from tests.plans_by_hand import decision, expert, mission, model_of, monday, plan_of, request, settings
from tests.report.results_by_hand import ROOT, explained_by_hand, first_steps, result_of


@pytest.fixture(autouse=True)
def _explained() -> Iterator[None]:
    with explained_by_hand():
        yield


@pytest.fixture(scope="module")
def steps() -> Result:
    return first_steps()


def written(result: Result, path: Path) -> Workbook:
    write_workbook(result, path)
    return load_workbook(path)


def cells(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in book[sheet].iter_rows()]


def said(plan: Plan) -> Plan:
    """The plan without what a copy may say differently: where rows stood, and the digest of the cells."""
    return replace(plan, decisions=(), warnings=(), digest="")


def decided(plan: Plan) -> list[Any]:
    return sorted((replace(row, place="") for row in plan.decisions), key=str)


def test_sheets_stand_in_order(steps: Result, tmp_path: Path) -> None:
    assert written(steps, tmp_path / "a.xlsx").sheetnames == [
        "Summary", "Missions", "Assignments", "Calendar", "Experts", "Administrations", "Regions",
        "Agreements", "Unserved", "Checks", "Plan", "Members", "Closures", "Qualifications", "Availability",
        "Mission types", "Seats", "Requests", "Request seats", "Interest", "Travel", "History",
    ]  # fmt: skip


def test_every_sheet_but_the_calendar_is_a_table_with_frozen_header(steps: Result, tmp_path: Path) -> None:
    book = written(steps, tmp_path / "a.xlsx")
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        assert sheet.page_setup.orientation == "landscape"
        wide = sheet.title in ("Calendar", "Missions", "Assignments")
        assert sheet.page_setup.paperSize in ((8,) if wide else (8, 9))
        assert sheet.page_setup.fitToWidth in (None, 1)
        if sheet.title != "Calendar":
            (table,) = sheet.tables.values()
            assert table.autoFilter is not None


def test_drop_downs_on_decision_and_status(steps: Result, tmp_path: Path) -> None:
    sheet = written(steps, tmp_path / "a.xlsx")["Assignments"]
    found = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    last = 1 + 7 + SPARE_ROWS
    assert found[f"F2:F{last}"] == '"fixed,previous,excluded"'
    assert found[f"G2:G{last}"] == '"draft,proposed,accepted,ticketed,done,declined"'


def test_dates_numbers_and_shares_have_formats(steps: Result, tmp_path: Path) -> None:
    book = written(steps, tmp_path / "a.xlsx")
    assert book["Assignments"]["D2"].value.date() == date(2026, 9, 14)
    assert book["Assignments"]["D2"].number_format == "yyyy-mm-dd"
    header = [cell.value for cell in book["Agreements"][1]]
    assert book["Agreements"].cell(3, header.index("budget used") + 1).number_format == "0%"
    assert book["Agreements"].cell(2, header.index("budget") + 1).value == "-"
    assert ("start days", "Mon") in cells(book, "Plan")
    assert book["Calendar"]["E4"].value.date() == date(2026, 8, 31)
    assert [book["Calendar"][cell].value for cell in ("E3", "F3", "J3")] == ["Aug", "Sep 2026", "Oct 2026"]


def test_calendar_weeks_are_coloured(steps: Result, tmp_path: Path) -> None:
    sheet = written(steps, tmp_path / "a.xlsx")["Calendar"]
    fills = {
        cell.value: cell.fill.fgColor.rgb for row in sheet.iter_rows(min_row=5, min_col=5) for cell in row
    }
    assert len({fills["R1"], fills["R4"]}) == 2  # ESA and WCA
    assert fills["R1"] == fills["R2"]
    assert fills[None] == "00000000"


def test_charts_show_priorities_and_regions(steps: Result, tmp_path: Path) -> None:
    write_workbook(steps, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        charts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert sorted(b"Requests by region" in chart for chart in charts) == [False, True]


def test_the_same_result_gives_the_same_bytes(steps: Result, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(steps, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    properties = load_workbook(tmp_path / "a.xlsx").properties
    assert properties.created.isoformat() == "2026-11-23T10:00:00"


def test_text_never_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    hostile = ["=1+1", "@SUM(A1)", "+1", "-1", "http://example.org", "007", "NA", "1e5", "{=A1}", "_x0041_"]
    people = [expert(f"KEN-{n}", note=text) for n, text in enumerate(hostile)]
    book = written(result_of(plan_of(people, ["R1"]), model_of()), tmp_path / "a.xlsx")
    column = [cell.value for cell in book["Experts"][1]].index("note")
    found = [row[column] for row in book["Experts"].iter_rows(min_row=2, max_row=1 + len(hostile))]
    assert [cell.data_type for cell in found] == ["s"] * len(hostile)
    assert [cell.value for cell in found][:-1] == hostile[:-1]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in archive.read(name) or b"<hyperlink" in archive.read(name) for name in sheets)


def test_headers_that_differ_in_case_alone_are_both_there(tmp_path: Path) -> None:
    """Excel's tables refuse them, and a sheet without its headers is read by nobody."""
    table = Table("Mine", (Column("comment"), Column("Comment"), Column("COMMENT")), (("a", "b", "c"),))
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        add_sheet(book, Styles(book), table)
    rows = list(load_workbook(tmp_path / "a.xlsx")["Mine"].values)
    assert rows[0] == ("comment", "Comment 2", "COMMENT 3") and rows[1] == ("a", "b", "c")


def test_control_characters_go_and_long_text_is_cut(tmp_path: Path) -> None:
    title = "a\x00b\x1b\ud800c\ufffe"
    asks = [request("R1", expected_result="x" * 40_000, indicator="two\r\nlines")]
    result = result_of(plan_of(["KEN-01"], asks, settings=settings(title=title)), model_of())
    book = written(result, tmp_path / "a.xlsx")
    assert book["Summary"]["A1"].value == "abc"
    header = [cell.value for cell in book["Requests"][1]]
    long = book["Requests"].cell(2, header.index("expected result") + 1).value
    assert len(long) == 32_767
    assert long.endswith("x… [cut by Excel's limit: 40,000 characters]")
    (cut,) = [row for row in cells(book, "Checks") if row[1] == "text cut"]
    assert cut[2].startswith("Requests row 1 (expected result): 40,000 characters")
    assert book["Requests"].cell(2, header.index("indicator") + 1).value == "two\nlines"


@pytest.mark.parametrize(
    "text", ["x" * 32_767, "x" * 32_768, "é" * 40_000, "\U0001f600" * 16_384, "x" * 200_000]
)
def test_only_a_workbook_cuts_a_long_text(tmp_path: Path, text: str) -> None:
    result = result_of(plan_of(["KEN-01"], [request("R1", expected_result=text)]), model_of())
    allocator.write_workbook(result, tmp_path / "a.xlsx")
    write_csv(result, tmp_path / "a")
    write_json(result, tmp_path / "a.json")
    units = len(text.encode("utf-16-le")) // 2
    plans = {form: allocator.read_plan(tmp_path / form) for form in ("a.xlsx", "a")}
    read = {form: plan.requests["R1"].expected_result for form, plan in plans.items()}
    assert read["a"] == text
    assert (read["a.xlsx"] == text) == (units <= 32_767)
    assert len(read["a.xlsx"].encode("utf-16-le")) // 2 <= 32_767
    assert ("[cut by Excel's limit" in read["a.xlsx"]) == (units > 32_767)
    title = replace(result, plan=replace(result.plan, settings=settings(title=text)))
    write_json(title, tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["title"] == text


def test_an_empty_sheet_can_be_filled_in(steps: Result, tmp_path: Path) -> None:
    book = written(steps, tmp_path / "a.xlsx")
    assert cells(book, "Closures") == [("member", "from", "to", "reason")]
    assert book["Closures"].tables["Closures_table"].ref == "A1:D2"


@pytest.mark.parametrize("name", ["first-steps", "columbus"])
def test_reading_back_gives_the_same_plan(name: str, tmp_path: Path) -> None:
    plan = allocator.read_plan(ROOT / "scenarios/plans" / name)
    write_workbook(result_of(plan, allocator.read_model(ROOT / "models/national.toml")), tmp_path / "a.xlsx")
    again = allocator.read_plan(tmp_path / "a.xlsx")
    assert said(again) == said(plan)
    assert decided(again) == decided(plan)
    assert again.warnings == plan.warnings  # what the output adds is no surprise to the reader


def test_a_second_copy_says_the_same_to_the_last_cell(tmp_path: Path) -> None:
    steps = first_steps()
    write_workbook(steps, tmp_path / "a.xlsx")
    first = allocator.read_plan(tmp_path / "a.xlsx")
    write_workbook(replace(steps, plan=first), tmp_path / "b.xlsx")
    assert allocator.read_plan(tmp_path / "b.xlsx").digest == first.digest


def test_absent_sheets_stay_absent(tmp_path: Path) -> None:
    plan = plan_of(["KEN-01"], ["R1"])
    book = written(result_of(plan, model_of()), tmp_path / "a.xlsx")
    assert not {"Agreements", "Travel"} & set(book.sheetnames)


def test_locks_survive_the_round_trip(tmp_path: Path) -> None:
    rows = (
        decision("fixed", "R1", seat="lead", expert="KEN-01", start=monday(2), status="accepted"),
        decision("fixed", "R2", start=monday(6)),
        decision("excluded", "R1", expert="UGA-01"),
        decision("previous", "R2", expert="UGA-01", start=monday(6)),
    )
    plan = plan_of(["KEN-01", "UGA-01"], ["R1", "R2"], decisions=rows)
    team = mission("R1", monday(2), "KEN-01"), mission("R2", monday(6), "UGA-01")
    write_workbook(result_of(plan, model_of(), *team), tmp_path / "a.xlsx")
    again = allocator.read_plan(tmp_path / "a.xlsx")
    whole = replace(
        rows[0], decision="previous"
    )  # what it allocated is previous, beside what is locked of it
    held = replace(rows[3], seat="lead")
    assert decided(again) == decided(replace(plan, decisions=(rows[0], whole, rows[1], held, rows[2])))


def test_an_allocation_fed_back_as_fixed_is_the_same_allocation(steps: Result, tmp_path: Path) -> None:
    book = written(steps, tmp_path / "a.xlsx")
    sheet = book["Assignments"]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 6).value = "fixed" if sheet.cell(row, 1).value else None
    book.save(tmp_path / "b.xlsx")
    locks = allocator.read_plan(tmp_path / "b.xlsx").decisions
    assert {(row.request, row.seat, row.expert, row.start, row.agreement) for row in locks} == {
        (place.request, place.seat, place.expert, each.start, each.agreement)
        for each, place in steps.allocation.assignments()
    }


def test_the_reader_knows_every_added_column(steps: Result) -> None:
    for table in tables(steps):
        if table.name in SHEET_BY_NAME:
            own = SHEET_BY_NAME[table.name].headers
            assert table.headers[: len(own)] == own
            asked = {"why this person"}  # only where it was
            assert set(table.headers[len(own) :]) | asked == OUTPUT_COLUMNS[table.name] | asked
            assert not {normalised(h) for h in own} & {normalised(h) for h in OUTPUT_COLUMNS[table.name]}
        else:
            assert table.name in OUTPUT_SHEETS
