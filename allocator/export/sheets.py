"""A table as a sheet: a real Excel table with filters, drop-downs, frozen panes and a print set-up."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil
from typing import TypeVar

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from allocator.errors import DefectError
from allocator.export.choices import offer_choices
from allocator.export.footers import Origin, footer
from allocator.export.styles import Styles
from allocator.export.text import clean, fitted
from allocator.report.table import Cell, Column, Table, text_of
from allocator.tables.schema import SHEET_BY_NAME

_Value = TypeVar("_Value")

A4, A3 = 9, 8

#: Empty rows below a table in which drop-downs and colours work already.
SPARE_ROWS = 200

_NARROWEST, _NARROWEST_SHARE = 8, 12
_MANY, _FEW = 13, 3  # columns
_WIDEST, _WIDEST_OF_MANY, _WIDEST_OF_FEW = 44, 28, 80
_LINE, _HIGHEST = 13.0, 405.0  # points; Excel allows 409
_MOST_WRAPPED = 4_000  # letters of a cell that are looked at: no row is higher
_LETTERS, _CAPITALS = 1.35, 1.15  # of text, of codes, in the space of one figure, by which widths count
_PAGES = {A4: 190, A3: 355}  # characters across a page that are still read with ease
_FIGURES = frozenset({"whole", "money", "percent"})  # kinds that stand at the right of their column
_NO_RESULT = Origin()
_TABS = {True: "#1D3557", False: "#4A7C59"}  # does the input have a sheet of this name?


def add_sheet(book: Workbook, styles: Styles, table: Table, origin: Origin = _NO_RESULT) -> Worksheet:
    """A sheet that holds one table from its first cell on. A wide one is printed on A3."""
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color(_TABS[table.name in SHEET_BY_NAME])
    widths = widths_of(table)
    put_table(sheet, styles, table, first_row=0, widths=widths)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    shown = sum(width for width, column in zip(widths, table.columns, strict=True) if not column.detail)
    paper = A4 if shown <= _PAGES[A4] else A3
    pages = -(-shown // _PAGES[paper])
    set_up_print(sheet, table.name, paper=paper, pages=pages, origin=origin)
    return sheet


def set_up_print(
    sheet: Worksheet, name: str, *, paper: int, pages: int = 1, origin: Origin = _NO_RESULT
) -> None:
    """Landscape, so many pages wide, as many down as it takes."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(pages, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(footer(name, origin))


def put_table(
    sheet: Worksheet, styles: Styles, table: Table, *, first_row: int, widths: Sequence[int], name: str = ""
) -> None:
    """A table with its header in `first_row`. One without rows gets an empty one, as Excel asks. `name` is
    Excel's for the table, the sheet's unless given."""
    last_row = first_row + max(1, len(table.rows))
    own = _headers_of_input(table)
    headers = [
        {
            "header": header,
            "header_format": styles.header(given=column.header in own, right=column.kind in _FIGURES),
        }
        for header, column in zip(_distinct(table.headers), table.columns, strict=True)
    ]
    refused = sheet.add_table(
        first_row, 0, last_row, len(headers) - 1,
        {"name": name or f"{re.sub('[ -]', '_', table.name)}_table", "columns": headers, "style": None},
    )  # fmt: skip
    if refused:  # the headers would be missing, and nobody could read the sheet
        raise DefectError("a table was not taken into the workbook", [table.name])
    for position, column in enumerate(table.columns):
        folded = {"level": 1, "hidden": True} if column.detail else {}
        sheet.set_column(position, position, widths[position], styles.spare[column.kind], folded)
        _note(sheet, column, position, first_row)
        offer_choices(sheet, column, position, first_row + 1, first_row + last_row_of(table))
    if table.columns[-1].detail:
        sheet.set_column(len(headers), len(headers), None, None, {"collapsed": True})
    buttons = [width - 4 for width in widths]
    sheet.set_row(first_row, height_of(table.headers, buttons) or _LINE + 2)
    for number, row in enumerate(table.rows, start=first_row + 1):
        sheet.set_row(number, height_of(_unfolded(table, row), _unfolded(table, widths)))
        for position, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            put_cell(sheet, number, position, cell, _format_of(styles, column, cell))


def _distinct(headers: Sequence[str]) -> Iterator[str]:
    """Headers as a workbook's table has them: of two that are equal but for case, the later with a number."""
    seen = set[str]()
    for header in map(clean, headers):
        names = (f"{header} {number}" if number else header for number in (0, *range(2, len(headers) + 2)))
        name = next(name for name in names if name.lower() not in seen)
        seen.add(name.lower())
        yield name


def _unfolded(table: Table, values: Sequence[_Value]) -> list[_Value]:
    """What stands in the columns that are seen at once, of one value per column."""
    return [value for value, column in zip(values, table.columns, strict=True) if not column.detail]


def last_row_of(table: Table) -> int:
    """The last row below a table's header in which its drop-downs and colours work, the header's being 0."""
    return max(1, len(table.rows)) + SPARE_ROWS


def height_of(row: Sequence[Cell], widths: Sequence[float]) -> float | None:
    """High enough for the wrapped text; None for one line. LibreOffice does not work it out on opening."""
    lines = max(_lines_taken(cell, width) for cell, width in zip(row, widths, strict=True))
    return min(_HIGHEST, lines * _LINE + 2) if lines > 1 else None


def _lines_taken(cell: Cell, width: float) -> int:
    """Lines that a cell takes; words are kept whole where they fit."""
    if not isinstance(cell, str | tuple):
        return 1
    letters = width * (_CAPITALS if isinstance(cell, tuple) else _LETTERS)
    text = _shown(cell)
    if len(text) <= letters and "\n" not in text:
        return 1
    return sum(_wrapped(line, letters) for line in text[:_MOST_WRAPPED].split("\n"))


def _wrapped(line: str, letters: float) -> int:
    lines, used = 1, 0.0
    for word in line.split(" "):
        needed = len(word) + (used > 0)
        if used + needed <= letters:
            used += needed
        else:
            lines += max(1, ceil(len(word) / letters)) - (not used)
            used = len(word) % letters
    return lines


def _shown(cell: str | tuple[str, ...]) -> str:
    """Text as a cell shows it; the blank behind a separator lets a list wrap."""
    return "; ".join(cell) if isinstance(cell, tuple) else cell


def _headers_of_input(table: Table) -> frozenset[str]:
    """The headers that the reader takes in, where the input has a sheet of this name."""
    known = SHEET_BY_NAME.get(table.name)
    return frozenset(known.headers) if known else frozenset()


def _format_of(styles: Styles, column: Column, cell: Cell) -> Format:
    """The format of the column, but for what stands there as another kind: a date among settings."""
    if column.kind == "text" and isinstance(cell, date):
        return styles.body["date"]
    if column.kind == "text" and isinstance(cell, int):
        return styles.body["whole"]
    return styles.body[column.kind]


def put_cell(sheet: Worksheet, row: int, position: int, cell: Cell, style: Format) -> None:
    """A cell as what it is; text never becomes a number, a formula or a link."""
    if cell is None or cell in ("", ()):
        sheet.write_blank(row, position, None, style)
    elif isinstance(cell, tuple):
        sheet.write_string(row, position, fitted(_shown(cell)), style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, position, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, position, cell, style)
    else:
        sheet.write_string(row, position, fitted(cell), style)


def _note(sheet: Worksheet, column: Column, position: int, header_row: int) -> None:
    """What a column holds, as a comment at its header."""
    if column.note:
        sheet.write_comment(header_row, position, clean(column.note), {"x_scale": 1.6, "y_scale": 0.7})


def widths_of(table: Table) -> list[int]:
    """Of each column: as wide as it says; else wide enough for the longest line of a cell and for the
    header's longest word with its filter button, within limits."""
    return [column.width or _width(table, position) for position, column in enumerate(table.columns)]


def _width(table: Table, position: int) -> int:
    column = table.columns[position]
    header = max(len(word) for word in column.header.split()) + 4
    longest = max(map(len, _lines(table, position)), default=0) + 3
    widest = _WIDEST_OF_FEW if len(table.columns) <= _FEW else _WIDEST
    if len(table.columns) > _MANY:
        widest = _WIDEST_OF_MANY
    narrowest = _NARROWEST_SHARE if column.kind == "percent" else _NARROWEST
    return min(widest, max(narrowest, header, longest))


def _lines(table: Table, position: int) -> Iterator[str]:
    for row in table.rows:
        cell = row[position]
        yield from _shown(cell).split("\n") if isinstance(cell, str | tuple) else (text_of(cell),)
