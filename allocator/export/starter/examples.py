"""What the bundled plans lend to the starter workbook: its example rows, and the codes it offers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from allocator.inputs.bundled import bundled_examples, bundled_plan
from allocator.report.table import Cell
from allocator.tables.cells.cells import Cell as RawCell
from allocator.tables.cells.cells import is_blank, parse, text_of
from allocator.tables.raw import RawPlan, RawRow, RawTable
from allocator.tables.read import read_raw
from allocator.tables.schema import KEY_VALUE, SHEET_BY_NAME, SHEETS, Column, Sheet


@dataclass(frozen=True, slots=True)
class Examples:
    """The rows of the starter workbook and, where they leave a column blank, of a larger plan."""

    rows: RawPlan
    more: RawPlan

    def of_sheet(self, sheet: Sheet) -> tuple[tuple[Cell, ...], ...]:
        """The example rows of a sheet that is not vertical, under its columns in the schema's order."""
        table = self.rows.tables.get(sheet.name)
        if table is None:
            return ()
        return tuple(tuple(_cell(table, row, column) for column in sheet.columns) for row in table.rows)

    def settings(self) -> dict[str, Cell]:
        """The example of each setting of the sheet Plan that has one, by its header."""
        sheet = SHEET_BY_NAME["Plan"]
        return {column.header: cell for column in sheet.columns for cell in _cells(self.rows, sheet, column)}

    def of_column(self, sheet: Sheet, column: Column) -> Cell:
        """One example of a column; None where neither plan fills it in."""
        cells = (cell for plan in (self.rows, self.more) for cell in _cells(plan, sheet, column))
        return next((cell for cell in cells if cell is not None), None)

    def codes_in(self, field: str) -> tuple[str, ...]:
        """Every code that stands in the columns of a field, on any sheet, but for the `*` that means any."""
        found = {
            str(cell)
            for plan in (self.rows, self.more)
            for sheet in SHEETS
            for column in sheet.columns
            if column.field == field
            for cell in _cells(plan, sheet, column)
        }
        return tuple(sorted(found - {"None", "*"}, key=str.casefold))


@cache
def bundled() -> Examples:
    """The bundled plans, read once."""
    return Examples(read_raw(bundled_examples()), read_raw(bundled_plan()))


def _cells(plan: RawPlan, sheet: Sheet, column: Column) -> Iterator[Cell]:
    table = plan.tables.get(sheet.name)
    if table is None:
        return
    if sheet.vertical:
        yield from (_shown(column, text) for key, text in _settings(table) if key == column.header)
    else:
        yield from (_cell(table, row, column) for row in table.rows)


def _settings(table: RawTable) -> Iterator[tuple[str, RawCell]]:
    key, value = (table.position(header) for header in KEY_VALUE)
    if key is not None and value is not None:
        for row in table.rows:
            yield text_of(row.cell(key)), row.cell(value)


def _cell(table: RawTable, row: RawRow, column: Column) -> Cell:
    position = table.position(column.header)
    return None if position is None else _shown(column, row.cell(position))


def _shown(column: Column, cell: RawCell) -> Cell:
    """A cell as the workbook holds it: dates and numbers as such, all else as it is written."""
    if is_blank(cell):
        return None
    if column.kind not in ("date", "whole", "limit"):
        return text_of(cell)
    value: Cell = parse(column, cell)
    return "-" if value is None else value
