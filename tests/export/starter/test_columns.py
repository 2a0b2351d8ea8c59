"""Every column of the schema in the starter workbook: header, note, and what its cells offer and refuse."""

from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation

from allocator.plan.reference import REGIONS, members, resolve_member
from allocator.tables.cells.cells import parse
from allocator.tables.schema import SHEETS, Column, Sheet

COLUMNS = [(sheet, column) for sheet in SHEETS for column in sheet.columns]
IDS = [f"{sheet.name}-{column.header}" for sheet, column in COLUMNS]
LISTS_IN_A_CELL = {"codes", "members", "places", "languages", "choices"}

every_column = pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)


def header_cell(book: Workbook, sheet: Sheet, column: Column) -> Any:
    position = sheet.columns.index(column)
    return (
        book[sheet.name].cell(position + 2, 1) if sheet.vertical else book[sheet.name].cell(1, position + 1)
    )


def value_cell(book: Workbook, sheet: Sheet, column: Column, row: int = 2) -> Any:
    position = sheet.columns.index(column)
    return (
        book[sheet.name].cell(position + 2, 2) if sheet.vertical else book[sheet.name].cell(row, position + 1)
    )


def validation(book: Workbook, sheet: Sheet, column: Column, row: int = 2) -> DataValidation | None:
    """The one validation of a cell."""
    cell = value_cell(book, sheet, column, row)
    found = [v for v in book[sheet.name].data_validations.dataValidation if cell.coordinate in v.sqref]
    assert len(found) <= 1
    return found[0] if found else None


def offered(book: Workbook, found: DataValidation) -> list[str]:
    """The codes that a drop-down offers."""
    source = str(found.formula1)
    if source.startswith('"'):
        return source.strip('"').split(",")
    text = str(book.defined_names[source.removeprefix("=")].value).removeprefix("=")
    where = text.removeprefix("OFFSET(").split(",")[0] if text.startswith("OFFSET(") else text
    title, cells = where.replace("'", "").split("!")
    left, top, right, bottom = range_boundaries(cells)
    assert left == right
    last = book[title].max_row if text.startswith("OFFSET(") else bottom
    values = [book[title].cell(row, left).value for row in range(int(top or 0), int(last or 0) + 1)]
    return [str(value) for value in values if value is not None]


@every_column
def test_header_and_note(book: Workbook, sheet: Sheet, column: Column) -> None:
    cell = header_cell(book, sheet, column)
    assert cell.value == column.header
    assert cell.font.bold is column.required
    note = cell.comment.text
    assert f"{column.doc}." in note
    assert f"{column.header}: {'required' if column.required else 'may stay blank'}" in note
    assert ("must be there" in note) is column.header_needed
    assert all(choice in note for choice in column.choices)
    if column.kind == "whole" and column.default:
        assert f"Blank: {column.default}." in note


@every_column
def test_validation_calls_for_what_the_kind_is(book: Workbook, sheet: Sheet, column: Column) -> None:
    found = validation(book, sheet, column)
    if column.kind == "text":
        assert found is None
        return
    assert found is not None
    types = {"date": "date", "whole": "whole", "limit": "custom", "key": "custom"}
    own = {"administration": "list", "currency": None}  # a key that Members have, and a code without a list
    assert found.type == own.get(column.field, types.get(column.kind, "list"))
    assert found.prompt or found.error
    if not sheet.vertical:
        assert validation(book, sheet, column, 400) is found


@every_column
def test_a_typed_list_is_not_refused(book: Workbook, sheet: Sheet, column: Column) -> None:
    found = validation(book, sheet, column)
    if column.kind in LISTS_IN_A_CELL:
        assert found is not None
        assert not found.showErrorMessage
        assert ";" in found.prompt


@every_column
def test_numbers_stop_where_the_reader_stops(book: Workbook, sheet: Sheet, column: Column) -> None:
    found = validation(book, sheet, column)
    if column.kind == "whole" and found is not None:
        least, most = int(found.formula1), int(found.formula2)
        assert (parse(column, least), parse(column, most)) == (least, most)
        for beyond in (least - 1, most + 1):
            with pytest.raises(ValueError, match=r"too small|out of range"):
                parse(column, beyond)


@every_column
def test_what_is_offered_can_be_read(book: Workbook, sheet: Sheet, column: Column) -> None:
    found = validation(book, sheet, column)
    if found is None or found.type != "list":
        return
    codes = offered(book, found)
    assert codes or column.refers
    for code in codes:
        parse(column, code)
        if column.kind in {"member", "members"}:
            assert resolve_member(code) in members()
        if column.kind == "places":
            assert code in REGIONS or code in members()


@every_column
def test_a_reference_offers_the_codes_of_its_sheet(book: Workbook, sheet: Sheet, column: Column) -> None:
    if not column.refers:
        return
    found = validation(book, sheet, column)
    assert found is not None
    codes = offered(book, found)
    if column.refers[0] == "Administrations":
        assert set(codes) == {"WCO", *members()}
    else:
        own = book[column.refers[0]]
        assert codes == [code for (code,) in own.iter_rows(min_row=2, max_col=1, values_only=True) if code]
        assert codes


@every_column
def test_codes_are_text_and_dates_are_dates(book: Workbook, sheet: Sheet, column: Column) -> None:
    formats = {"date": "yyyy-mm-dd", "whole": "#,##0", "limit": "#,##0"}
    wanted = formats.get(column.kind, "@")
    cell = value_cell(book, sheet, column)
    if cell.value is not None or sheet.vertical:
        assert cell.number_format == wanted
    if not sheet.vertical:
        spare = book[sheet.name].column_dimensions.values()  # columns alike stand together as one
        (found,) = (each for each in spare if each.min <= cell.column <= each.max)
        assert found.number_format == wanted


def test_members_are_offered_by_code_and_by_name(book: Workbook) -> None:
    requests = next(sheet for sheet in SHEETS if sheet.name == "Requests")
    found = validation(book, requests, requests.column("member"))
    assert found is not None
    assert offered(book, found) == [*members(), *(member.name for member in members().values())]
    assert found.errorStyle == "warning"  # the reader takes further names
