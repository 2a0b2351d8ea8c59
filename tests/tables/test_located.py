"""One bad value in every column of the schema is found where it stands, and only there."""

from collections.abc import Callable
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.inputs.plan_file import plan_from_frames, read_plan
from allocator.tables import SHEETS
from allocator.tables.schema import Column, Sheet

Find = Callable[[Any], list[str]]

COLUMNS = [(sheet, column) for sheet in SHEETS for column in sheet.columns]
NAMES = [f"{sheet.name}-{column.header}" for sheet, column in COLUMNS]


def bad_value(column: Column) -> Any:
    if column.kind in {"text", "key", "code", "codes"} and not column.refers:
        return "a\x07b"
    return "§ nonsense"


def plant(sheets: Any, sheet: Sheet, column: Column, value: Any) -> int:
    """Put a value into the first row; the row's number."""
    if not sheet.vertical:
        sheets[sheet.name][0][column.header] = value
        return 1
    row = next(i for i, row in enumerate(sheets["Plan"]) if row["key"] == column.header)
    sheets["Plan"][row]["value"] = value
    return row + 1


def test_the_full_plan_is_right_and_fills_every_column(sheets: Any, find: Find) -> None:
    assert find(sheets) == []
    for sheet in SHEETS:
        assert list(sheet.headers) == list(sheets[sheet.name][0])


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=NAMES)
def test_a_bad_value_is_located_and_has_no_follow_up(
    sheets: Any, find: Find, sheet: Sheet, column: Column
) -> None:
    row = plant(sheets, sheet, column, bad_value(column))
    faults = find(sheets)
    assert len(faults) == 1
    assert faults[0].startswith(f"{sheet.name} row {row} ({column.header}): ")


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=NAMES)
def test_a_blank_cell_takes_the_default_or_is_located(
    sheets: Any, find: Find, sheet: Sheet, column: Column
) -> None:
    row = plant(sheets, sheet, column, None)
    faults = [fault for fault in find(sheets) if "is blank; fill it in" in fault]
    assert bool(faults) == column.required
    assert all(fault.startswith(f"{sheet.name} row {row} ({column.header})") for fault in faults)


@pytest.mark.parametrize(
    ("sheet", "column"),
    [pair for pair in COLUMNS if pair[1].required and not pair[0].vertical],
    ids=lambda each: getattr(each, "name", "") or each.header,
)
def test_a_missing_required_column_is_one_fault(
    sheets: Any, find: Find, sheet: Sheet, column: Column
) -> None:
    for row in sheets[sheet.name]:
        del row[column.header]
    (fault,) = find(sheets)
    assert fault.startswith(f"{sheet.name} ({column.header}): the column is missing; add it")


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.required], ids=lambda sheet: sheet.name)
def test_a_missing_required_sheet_is_one_fault(sheets: Any, find: Find, sheet: Sheet) -> None:
    del sheets[sheet.name]
    (fault,) = find(sheets)
    assert fault.startswith(f"{sheet.name}: the sheet is missing; add it with the columns {sheet.headers[0]}")


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.required], ids=lambda sheet: sheet.name)
def test_an_empty_required_sheet_is_one_fault(sheets: Any, find: Find, sheet: Sheet) -> None:
    sheets[sheet.name] = []
    (fault,) = find(sheets)
    assert fault.startswith(f"{sheet.name}: is empty; its columns are {sheet.headers[0]}")


def test_a_missing_setting_is_one_fault(sheets: Any, find: Find) -> None:
    sheets["Plan"] = [row for row in sheets["Plan"] if row["key"] != "end"]
    assert find(sheets) == ["Plan (end): the row is missing; add it (last day of the plan)"]


def test_all_faults_at_once_in_the_order_of_the_sheets(sheets: Any, to_frames: Any) -> None:
    sheets["Requests"][1]["priority"] = 9
    sheets["Requests"][0]["member"] = "Keniya"
    sheets["Experts"][1]["languages"] = "xx"
    sheets["Closures"][0]["member"] = "Freedonia"
    with pytest.raises(InputError) as caught:
        plan_from_frames(to_frames(sheets))
    assert [(fault.place, fault.column) for fault in caught.value.faults] == [
        ("Closures row 1", "member"), ("Experts row 2", "languages"),
        ("Requests row 1", "member"), ("Requests row 2", "priority"),
    ]  # fmt: skip
    assert "did you mean Kenya" in str(caught.value)
    assert str(caught.value).startswith("tables: 4 faults\n")


def test_places_in_csv_and_xlsx(sheets: Any, to_csv: Any, to_xlsx: Any) -> None:
    sheets["Requests"][1]["priority"] = 9
    sheets["Plan"][1]["value"] = "soon"
    for path, places in (
        (to_csv(sheets), ["Plan.csv line 3", "Requests.csv line 3"]),
        (to_xlsx(sheets), ["Plan!B3", "Requests!G3"]),
    ):
        with pytest.raises(InputError) as caught:
            read_plan(path)
        assert [fault.place for fault in caught.value.faults] == places
        assert [fault.column for fault in caught.value.faults] == ["start", "priority"]
