"""The row that holds the headers of a sheet: mostly the first, but titles and notes may stand above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from allocator.tables.cells.cells import Broken, Cell, label_of
from allocator.tables.schema import KEY_VALUE, Sheet, normalised

#: How many rows, of those that are not blank, are looked at for headers.
SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Heading:
    """The headers, the index of their row among the rows that are not blank, and of the first row of data.

    The two indexes are equal where a sheet `Plan` has no headers but begins with a setting.
    """

    headers: tuple[str, ...]
    index: int
    body: int


def find_heading(sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> Heading:
    """The first of `rows` with at least two headers of the sheet, or else the first row of all."""
    known = {normalised(header) for header in sheet.headers}
    settings = {normalised(column.header) for column in sheet.columns} if sheet.vertical else frozenset()
    for index, row in enumerate(rows):
        headers = headers_of(row)
        names = [normalised(header) for header in headers if header]
        if len(known.intersection(names)) > 1:
            return Heading(headers, index, index + 1)
        if names and names[0] in settings:
            before = len(headers) - len(names) if headers[0] == "" else 0
            return Heading((*headers[:before], *KEY_VALUE), index, index)
    return Heading(headers_of(rows[0]), 0, 1) if rows else Heading((), 0, 0)


def headers_of(row: Sequence[Cell]) -> tuple[str, ...]:
    """The cells of a row as headers, up to the last; one that is blank or broken is an empty text."""
    headers = ["" if isinstance(cell, Broken) else label_of(cell) for cell in row]
    while headers and not headers[-1]:
        headers.pop()
    return tuple(headers)
