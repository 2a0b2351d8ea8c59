"""Sheet `Advice`: what was asked of the result beside it, one row per change."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from allocator.report.advice_sheets import advice_tables
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.advise import Advice
    from allocator.results.result import Result

_MEMO = "advice"
_SHARED = ("at least", "at most", "how sure", "in words")
_COLUMNS = (
    Column("question"),
    Column("what"),
    Column("at least", "whole", "Weight units gained or lost, whatever the searches left open"),
    Column("at most", "whole", "Weight units; blank: no bound is known"),
    Column("how sure"),
    Column("in words"),
)


def attach(result: "Result", advice: "Sequence[Advice[Any]]") -> None:
    """Have the sheet written with a result."""
    result.memo[_MEMO] = tuple(advice)


def advice(result: "Result") -> Table:
    """Every table of the questions asked that has limits, below each other."""
    rows = (
        row for each in result.memo.get(_MEMO, ()) for table in advice_tables(each) for row in _rows(table)
    )
    return Table("Advice", _COLUMNS, tuple(rows))


SHEET = OutputSheet(table=advice, asked=lambda result: _MEMO in result.memo)


def _rows(table: Table) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table in the shared columns, named by their first cell."""
    if not set(_SHARED) <= set(table.headers):
        return
    places = [table.headers.index(header) for header in _SHARED]
    name = 1 if table.columns[0].kind == "whole" else 0
    for row in table.rows:
        yield table.name, row[name], *(row[place] for place in places)
