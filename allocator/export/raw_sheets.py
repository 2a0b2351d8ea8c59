"""Sheets as a planner wrote them, in a workbook: blanks stay blank, unknown columns stay."""

from contextlib import suppress
from datetime import date, datetime

from allocator.report.records import columns_of
from allocator.report.table import Cell, Column, Table
from allocator.tables.cells.cells import Cell as RawCell
from allocator.tables.cells.cells import is_blank, label_of, parse
from allocator.tables.cells.cells import text_of as text_in
from allocator.tables.raw import RawPlan, RawRow, RawTable
from allocator.tables.schema import KEY_VALUE, SHEETS, Sheet, normalised
from allocator.tables.schema import Column as InputColumn

_TYPED = ("date", "whole", "limit")


def raw_tables(raw: RawPlan) -> tuple[Table, ...]:
    """Every sheet of a plan in the order of the workbook."""
    return tuple(_table(sheet, raw.tables[sheet.name]) for sheet in SHEETS if sheet.name in raw.tables)


def _table(sheet: Sheet, table: RawTable) -> Table:
    if sheet.vertical:
        return Table(sheet.name, tuple(map(Column, KEY_VALUE)), tuple(_settings(sheet, table)))
    shown = {normalised(column.header): column for column in columns_of(sheet.record)}
    inputs = {normalised(column.header): column for column in sheet.columns}
    positions = [at for at, header in enumerate(table.headers) if header]
    known = [normalised(table.headers[at]) for at in positions]
    columns = (
        shown.get(name) or Column(table.headers[at]) for name, at in zip(known, positions, strict=True)
    )
    rows = (
        tuple(_cell(inputs.get(name), row.cell(at)) for name, at in zip(known, positions, strict=True))
        for row in table.rows
    )
    return Table(sheet.name, tuple(columns), tuple(rows))


def _settings(sheet: Sheet, table: RawTable) -> list[tuple[Cell, ...]]:
    key, value = (table.position(header) for header in KEY_VALUE)
    known = {normalised(column.header): column for column in sheet.columns}
    if key is None or value is None:
        return []
    return [_setting(known, row, key, value) for row in table.rows]


def _setting(known: dict[str, InputColumn], row: RawRow, key: int, value: int) -> tuple[Cell, ...]:
    name = label_of(row.cell(key))
    return name, _cell(known.get(normalised(name)), row.cell(value))


def _cell(column: InputColumn | None, cell: RawCell) -> Cell:
    """A cell as a workbook holds it: dates and numbers as such, all else as it is written."""
    if is_blank(cell):
        return None
    if column is not None and column.kind in _TYPED:
        with suppress(ValueError):
            value = parse(column, cell)
            return "-" if value is None else value
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date | int | float) and not isinstance(cell, bool):
        return cell
    with suppress(ValueError):
        return text_in(cell)
    return str(cell)
