"""What the cells of a column offer and refuse while a planner types: drop-downs, limits, messages.

What the reader takes in another spelling, such as a Member's other names, is asked about and not refused.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from allocator.export.starter.lists import list_of
from allocator.export.starter.notes import form_of, numbers_of
from allocator.tables.cells.dates import FIRST_YEAR, LAST_YEAR
from allocator.tables.cells.numbers import LARGEST
from allocator.tables.schema import Column, Sheet

_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255

Options = Mapping[str, Any]


def validate(sheet: Worksheet, schema: Sheet, column: Column, place: tuple[int, int, int]) -> None:
    """Validate the cells of a column from a first to a last row. `place` is the first row, the column and the
    last row, counted from 0."""
    first_row, position, last_row = place
    options = _options(column, xl_rowcol_to_cell(first_row, position))
    if options is None and schema.key == (column.field,) and schema.unique and not schema.vertical:
        options = _unique(column, place)
    if options is None:
        return
    title = column.header[:_LONGEST_TITLE]
    given = {"input_title": title, "error_title": title, **options}
    sheet.data_validation(first_row, position, last_row, position, _without_idle_titles(given))


def _options(column: Column, cell: str) -> Options | None:
    """The validation of a column; None for text that is free. `cell` is its first cell."""
    if column.kind == "date":
        return _dates()
    if column.kind == "whole":
        return _whole_numbers(column)
    if column.kind == "limit":
        return _limits(column, cell)
    if column.kind == "choice":
        return _one_of(list(column.choices), f"One of: {', '.join(column.choices)}.")
    if column.kind == "region":
        return _one_of(f"={list_of(column)}", "One of the regions on the sheet Lists, such as ESA.")
    if column.kind == "member":
        return _asked(
            column, "Neither a code nor a name of the sheet Lists. Another name that the Member has may do."
        )
    if column.refers and column.kind == "code":
        return _reference(column)
    if column.kind == "choices":
        return {**_offered(column), "source": list(column.choices)}
    if list_of(column):
        return _offered(column)
    return {"validate": "any", "input_message": _message(column)} if column.kind == "code" else None


def _dates() -> Options:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": date(FIRST_YEAR, 1, 1),
        "maximum": date(LAST_YEAR, 12, 31),
        "error_message": f"A date from {FIRST_YEAR} to {LAST_YEAR}, such as 2026-07-01.",
    }


def _whole_numbers(column: Column) -> Options:
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": -LARGEST if column.least is None else column.least,
        "maximum": LARGEST if column.most is None else column.most,
        "error_message": f"{numbers_of(column)}.",
    }


def _limits(column: Column, cell: str) -> Options:
    least, most = column.least or 0, LARGEST if column.most is None else column.most
    number = f"AND(ISNUMBER({cell}),N({cell})=INT(N({cell})),N({cell})>={least},N({cell})<={most})"
    return {
        "validate": "custom",
        "value": f'=OR({cell}="-",{number})',
        "error_message": form_of(column),
    }


def _one_of(source: list[str] | str, message: str) -> Options:
    return {"validate": "list", "source": source, "error_message": message}


def _asked(column: Column, message: str) -> Options:
    """A drop-down; anything else is asked about, for the reader may take it."""
    return {
        "validate": "list",
        "source": f"={list_of(column)}",
        "error_type": "warning",
        "error_message": message,
    }


def _reference(column: Column) -> Options:
    """The codes of another sheet. An administration that is a Member needs no row there."""
    first, *others = column.refers
    if first == "Administrations":
        return _asked(
            column, f"Neither a Member's code nor WCO. An outside body needs a row on the sheet {first}."
        )
    if others:
        return _asked(column, f"No row of the sheet {first}. The code of an administration is right as well.")
    message = f"The sheet {first} has no such code. Pick one from the list, or add the row there first."
    return _one_of(f"={list_of(column)}", message)


def _offered(column: Column) -> Options:
    """A drop-down that refuses nothing: the cell takes a list, or a code that is not known yet."""
    return {
        "validate": "list",
        "source": f"={list_of(column)}",
        "show_error": False,
        "input_message": _message(column),
    }


def _unique(column: Column, place: tuple[int, int, int]) -> Options:
    """A code that no other row has. Case and leading zeros matter, as they do to the reader."""
    first_row, position, last_row = place
    cells = xl_range_abs(first_row, position, last_row, position)
    return {
        "validate": "custom",
        "value": f"=SUMPRODUCT(--EXACT({cells},{xl_rowcol_to_cell(first_row, position)}))=1",
        "error_message": f"Another row has this {column.header} already; each row needs a code of its own.",
    }


def _message(column: Column) -> str:
    return f"{column.doc}. {form_of(column)}"[:_LONGEST_MESSAGE]


def _without_idle_titles(options: dict[str, Any]) -> dict[str, Any]:
    """Titles only where there is a message below them."""
    idle = {f"{part}_title" for part in ("input", "error") if f"{part}_message" not in options}
    return {name: value for name, value in options.items() if name not in idle}
