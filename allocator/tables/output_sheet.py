"""A sheet that a result adds to its plan, as it is shown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from allocator.tables.cells.cells import Cell
from allocator.tables.heading import headers_of


def rows_as_shown(rows: Iterable[tuple[int, Sequence[Cell]]]) -> tuple[Mapping[str, str], ...]:
    """Numbered rows, the headers first, as rows by header: text, dates as 2026-07-01."""
    cells = [tuple(each) for _, each in rows]
    if not cells:
        return ()
    headers = headers_of(cells[0])
    blank = ("",) * len(headers)
    return tuple(
        dict(zip(headers, (*map(_text, row), *blank[len(row) :]), strict=False)) for row in cells[1:]
    )


def _text(cell: Cell) -> str:
    return "" if cell is None else date.isoformat(cell) if isinstance(cell, date) else str(cell)
