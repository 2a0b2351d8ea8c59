"""Raw sheets as pandas DataFrames that say the same."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from allocator.tables.cells.cells import Cell, is_blank, parse, text_of
from allocator.tables.raw import RawPlan, RawTable
from allocator.tables.schema import SHEET_BY_NAME, Column, Sheet

if TYPE_CHECKING:
    import pandas as pd


def to_frames(raw: RawPlan) -> "dict[str, pd.DataFrame]":
    """One DataFrame per sheet of a plan that can be read, in the order of the workbook.

    Dates are datetime64 and whole numbers Int64 where every cell of the column is one and is written as one;
    everything else is the text that stands there, and an empty text for a blank. Columns that no record has
    are left out. `from_frames` gives the same sheets back, with the same digest.
    """
    return {name: _frame(table) for name, table in raw.tables.items()}


def _frame(table: RawTable) -> "pd.DataFrame":
    import pandas as pd

    sheet = SHEET_BY_NAME[table.sheet]
    columns = {}
    for header in sheet.headers:
        position = table.position(header)
        if position is not None:
            columns[header] = _series(_column(sheet, header), [row.cell(position) for row in table.rows])
    return pd.DataFrame(columns)


def _column(sheet: Sheet, header: str) -> Column | None:
    """The column of a header; None on the sheet Plan, where every row holds another kind."""
    return next((column for column in sheet.columns if column.header == header and not sheet.vertical), None)


def _series(column: Column | None, cells: Sequence[Cell]) -> "pd.Series[Any]":
    import pandas as pd

    if column is None:
        return pd.Series([None if is_blank(cell) else cell for cell in cells], dtype=object)
    if column.kind in ("whole", "limit", "date"):
        values = [_as_written(column, cell) for cell in cells]
        if not any(isinstance(value, str) for value in values):
            if column.kind != "date":
                return pd.Series(values, dtype="Int64")
            return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)))
        return pd.Series(values, dtype=object)
    return pd.Series(["" if is_blank(cell) else text_of(cell) for cell in cells], dtype=str)


def _as_written(column: Column, cell: Cell) -> int | date | str | None:
    """The value of a cell; its text where that would read otherwise."""
    if is_blank(cell):
        return None
    value, text = parse(column, cell), text_of(cell)
    return text if value is None or text_of(value) != text else value
