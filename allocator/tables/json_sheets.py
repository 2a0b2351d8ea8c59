"""The sheets of a plan in JSON: per sheet a list of rows by header, as a result's JSON file holds them."""

from collections.abc import Iterator, Mapping
from typing import Any

from allocator.errors import Fault, InputError
from allocator.tables.cells.cells import Cell
from allocator.tables.raw import RawPlan, cell_of
from allocator.tables.sources import Collected

_SCALARS = (str, int, float, bool, type(None))


def from_json(source: str, sheets: Mapping[str, Any]) -> RawPlan:
    """The sheets, before any cell is judged. Raises InputError where they are no rows by header."""
    faults = [
        Fault(place=f"{source} {name}", message="is no list of rows by header")
        for name, rows in sheets.items()
        if not _is_table(rows)
    ]
    if faults:
        raise InputError(source, faults)
    collected = Collected(source, "frame")
    for name, rows in sheets.items():
        sheet = collected.sheet_for(name, name)
        if sheet is not None:
            collected.add(sheet, name, _rows(rows, sheet.headers))
    return collected.plan()


def _is_table(rows: Any) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, dict) and all(_is_cell(value) for value in row.values()) for row in rows
    )


def _is_cell(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, _SCALARS)


def _rows(rows: list[dict[str, Any]], usual: tuple[str, ...]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    headers = tuple(dict.fromkeys(header for row in rows for header in row)) or usual
    yield 0, headers
    for number, row in enumerate(rows, start=1):
        yield number, tuple(cell_of(row.get(header)) for header in headers)
