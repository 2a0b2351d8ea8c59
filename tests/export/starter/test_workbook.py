"""The starter workbook as a whole: what it reads as, what is grey, what the guide says."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import allocator
from allocator.export.starter.guide import steps
from allocator.export.starter.workbook import starter_workbook_bytes
from allocator.tables.schema import SHEETS
from tests.export.starter.conftest import FIRST_STEPS


def as_joined(value: Any) -> str:
    """A cell as a formula joins it to a text."""
    if isinstance(value, datetime):
        return str((value.date() - date(1899, 12, 30)).days)
    return "" if value is None else str(value)


def test_sheets_stand_in_the_order_of_the_schema(book: Workbook) -> None:
    assert book.sheetnames == ["Start here", *(sheet.name for sheet in SHEETS), "Lists"]


def test_it_reads_as_the_plan_that_its_examples_are(folder: Path) -> None:
    plan, steps = allocator.read_plan(folder / "plan.xlsx"), allocator.read_plan(FIRST_STEPS)
    assert plan.warnings == ()
    assert replace(plan, digest="") == replace(steps, digest="")


def test_the_empty_one_lacks_the_three_settings_alone(empty_folder: Path) -> None:
    with pytest.raises(allocator.InputError) as caught:
        allocator.read_plan(empty_folder / "plan.xlsx")
    errors = [fault for fault in caught.value.faults if fault.severity == "error"]
    assert [(fault.place, fault.column) for fault in errors] == [
        ("Plan!B2", "title"), ("Plan!B3", "start"), ("Plan!B4", "end"),
    ]  # fmt: skip


def test_no_formula_of_the_empty_one_looks_for_examples(empty_folder: Path) -> None:
    book = load_workbook(empty_folder / "plan.xlsx")
    areas = [area for sheet in book.worksheets for area in sheet.conditional_formatting]
    assert areas
    assert not any("examples_of" in str(rule.formula) for area in areas for rule in area.rules)
    assert not any(name.startswith("examples_of") for name in book.defined_names)


@pytest.mark.parametrize("examples", [True, False])
def test_the_same_workbook_is_the_same_bytes(examples: bool) -> None:
    assert starter_workbook_bytes(examples=examples) == starter_workbook_bytes(examples=examples)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_each_example_row_is_grey_until_it_is_changed(book: Workbook, sheet: Any) -> None:
    """The formula that makes a row grey joins its cells and looks for the text among the examples."""
    made = book[sheet.name]
    name = f"examples_of_{sheet.name.replace(' ', '_')}"
    rows = [row[: len(sheet.headers)] for row in made.iter_rows(min_row=2, values_only=True) if any(row)]
    formulas = [
        str(rule.formula[0])
        for area in made.conditional_formatting
        for rule in area.rules
        if name in str(rule.formula)
    ]
    if not rows:
        assert formulas == []
        return
    letters = [made.cell(1, position + 1).column_letter for position in range(len(sheet.headers))]
    joined = '&"|"&'.join(f"${letter}2" for letter in letters)
    assert formulas == [f"SUMPRODUCT(--({name}={joined}))>0"]
    title, cells = str(book.defined_names[name].value).removeprefix("=").split("!")
    kept = {cell.value for row in _rows_of(book[title][cells.replace("$", "")]) for cell in row}
    assert {"|".join(map(as_joined, row)) for row in rows} == kept


def _rows_of(cells: Any) -> Any:
    return cells if isinstance(cells, tuple) else ((cells,),)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_sheet_is_a_table_with_a_frozen_header(book: Workbook, sheet: Any) -> None:
    made = book[sheet.name]
    assert made.freeze_panes == "B2"
    assert made.page_setup.orientation == "landscape"
    (table,) = made.tables.values()
    assert table.autoFilter is not None


@pytest.mark.parametrize("examples", [True, False])
def test_the_guide_has_ten_steps(examples: bool) -> None:
    said = steps(examples=examples)
    assert len(said) == 10
    assert "Agreements" in said[4]  # the step that step 4 names
    for sheet in SHEETS:
        assert (sheet.name in said[3]) is sheet.required
    assert ("grey" in said[0]) is examples


def test_the_guide_leads_to_every_sheet(book: Workbook) -> None:
    guide = book["Start here"]
    cells = [cell for row in guide.iter_rows() for cell in row]
    links = {cell.value: cell.hyperlink.location for cell in cells if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[1:]}
    texts = [str(cell.value) for cell in cells if cell.value is not None]
    assert [text for text in texts if text.startswith("allocator ")] == [
        "allocator check plan.xlsx",
        "allocator solve plan.xlsx",
        "allocator solve allocation.xlsx --output second.xlsx",
    ]
    assert not any("{" in text for text in texts)


def without_rows(book: Workbook, name: str) -> None:
    book[name].delete_rows(2, book[name].max_row)


def without_sheet(book: Workbook, name: str) -> None:
    del book[name]


@pytest.mark.parametrize(("change", "served"), [(without_sheet, 4), (without_rows, 0)])
def test_agreements_count_by_being_there(folder: Path, tmp_path: Path, change: Any, served: int) -> None:
    """What the guide says: nothing is served with an empty sheet, and nobody has to pay without it."""
    changed = load_workbook(folder / "plan.xlsx")
    change(changed, "Agreements")
    changed.save(tmp_path / "plan.xlsx")
    plan = allocator.read_plan(tmp_path / "plan.xlsx")
    model = allocator.read_model(folder / "models" / "national.toml")
    result = allocator.solve(plan, model, workers=1, time_limit=20)
    assert len(result.allocation.missions) == served


def test_travel_counts_by_being_there(folder: Path, tmp_path: Path) -> None:
    changed = load_workbook(folder / "plan.xlsx")
    without_rows(changed, "Travel")
    changed.save(tmp_path / "empty.xlsx")
    with pytest.raises(allocator.InputError, match="Travel"):
        allocator.read_plan(tmp_path / "empty.xlsx")
    without_sheet(changed, "Travel")
    changed.save(tmp_path / "without.xlsx")
    assert allocator.read_plan(tmp_path / "without.xlsx").travel is None
