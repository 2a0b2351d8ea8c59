"""Columns whose header is blank though cells below it are filled: left out, they change what rows say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from allocator.tables.cells.cells import Cell, is_blank, label_of, parse
from allocator.tables.findings import Findings, Spot
from allocator.tables.raw import RawRow, RawTable
from allocator.tables.schema import Sheet

if TYPE_CHECKING:
    from allocator.errors import Severity

#: How many cells are looked at to tell what a column holds, and how many names for it are told.
_TRIED, _TOLD = 50, 3

#: What pandas calls a column without a header.
_UNNAMED = re.compile(r"Unnamed: \d+(_level_\d+)?")


def is_headless(header: str) -> bool:
    """Whether a column bears no header, or only what stands for none."""
    return not header or _UNNAMED.fullmatch(header) is not None


def note_headless(sheet: Sheet, table: RawTable, positions: Mapping[str, int], findings: Findings) -> None:
    """Note every column without a header that holds something, with what it may be: an error, but on the
    sheet Plan, where two columns say everything.

    Beyond the last header of a CSV file it is the row that is at fault, and noted as such.
    """
    widest = max((len(row.cells) for row in table.rows), default=0)
    for position in range(len(table.headers) if table.origin == "csv" else widest):
        if position < len(table.headers) and not is_headless(table.headers[position]):
            continue
        filled = ((row, row.cell(position)) for row in table.rows)
        cells = [(row, cell) for row, cell in filled if not is_blank(cell)]
        if cells:
            _note(sheet, table, position, cells, positions, findings)


def _note(
    sheet: Sheet,
    table: RawTable,
    position: int,
    cells: Sequence[tuple[RawRow, Cell]],
    positions: Mapping[str, int],
    findings: Findings,
) -> None:
    first = cells[0][0]
    place = table.place(first, position)
    found = list(islice(_fitting(sheet, [cell for _, cell in cells[:_TRIED]], positions), _TOLD + 1))
    perhaps = f" (perhaps {' or '.join(found)})" if 0 < len(found) <= _TOLD else ""
    column = "the column" if table.origin == "xlsx" else f"column {position + 1}"
    message = (
        f"{column} has no header, but holds '{label_of(cells[0][1])}' at {place}; write its "
        f"header{perhaps}, or delete the column"
    )
    heading = RawRow(table.header_row, ()) if table.header_row else None
    severity: Severity = "warning" if sheet.vertical else "error"
    findings.at(Spot(table=table, row=heading, position=position), message, severity=severity)


def _fitting(sheet: Sheet, cells: Sequence[Cell], positions: Mapping[str, int]) -> Iterable[str]:
    """The headers that are missing and under which all these cells would be sound; a remark, which takes any
    text, is none of them."""
    for column in sheet.columns:
        if column.header not in positions and column.field != "status_reason":
            try:
                for cell in cells:
                    parse(column, cell)
            except ValueError:
                continue
            yield column.header
