"""Records of a plan as raw rows, in the syntax in which sheets are read."""

from typing import TYPE_CHECKING, Any

from allocator.tables.cells.cells import Cell
from allocator.tables.cells.weekdays import weekdays
from allocator.tables.raw import RawRow, RawTable, cell_of
from allocator.tables.schema import Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable


def table_of(sheet: Sheet, held: Any) -> RawTable:
    """The table of what a plan holds for a sheet: settings, records by key, or records in their order."""
    rows: Iterable[tuple[Cell, ...]]
    if sheet.vertical:
        settings = ((column.header, _cell(column, held)) for column in sheet.columns)
        rows = (row for row in settings if row[1] is not None)
    else:
        records = held.values() if sheet.keyed else held
        rows = (tuple(_cell(column, record) for column in sheet.columns) for record in records)
    numbered = tuple(RawRow(number, row) for number, row in enumerate(rows, 1))
    return RawTable(sheet=sheet.name, title=sheet.name, origin="frame", headers=sheet.headers, rows=numbered)


def _cell(column: Column, record: Any) -> Cell:
    value = getattr(record, column.field)
    if column.kind == "limit" and value is None:
        return "-"
    if column.kind == "weekdays" and value is not None:
        return weekdays(value)
    return cell_of(value)
