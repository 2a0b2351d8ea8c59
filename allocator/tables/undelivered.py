"""Rows of History that a result has added for missions of its own plan.

The plan itself says what is delivered, so these rows are read only where it does not hold their requests:
next year, when the sheet has been copied.
"""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from allocator.tables.cells.cells import Cell, is_blank
from allocator.tables.raw import RawPlan

_HISTORY = "History"


def without_undelivered(raw: RawPlan) -> RawPlan:
    """The sheets without the rows of History that a result has added for requests that they hold."""
    table = raw.tables.get(_HISTORY)
    position = None if table is None else table.position("delivered")
    if table is None or position is None:
        return raw
    own = {str(code).strip() for code in _requests(raw)}
    rows = tuple(row for row in table.rows if not own.intersection(_codes(row.cell(position))))
    return replace(raw, tables=MappingProxyType({**raw.tables, _HISTORY: replace(table, rows=rows)}))


def _codes(cell: Cell) -> list[str]:
    return [] if is_blank(cell) else [code.strip() for code in str(cell).split(";")]


def _requests(raw: RawPlan) -> Iterator[Cell]:
    table = raw.tables.get("Requests")
    position = None if table is None else table.position("request")
    if table is not None and position is not None:
        yield from (row.cell(position) for row in table.rows)
