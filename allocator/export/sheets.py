"""A table as a sheet: a real Excel table with filters, drop-downs, frozen panes and a print set-up."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.report.table import Cell, Column, Table, text_of
from allocator.tables.schema import SHEET_BY_NAME

A4, A3 = 9, 8

#: Empty rows below a table in which the drop-downs work already.
SPARE_ROWS = 200
_NARROWEST, _WIDEST, _WIDEST_OF_FEW = 8, 44, 80
_LINE, _HIGHEST = 13.5, 405.0  # points; Excel allows 409
_PAGE = 190  # characters across a page that is still read with ease
_TABS = {True: "#1D3557", False: "#4A7C59"}  # does the input have a sheet of this name?


def add_sheet(book: Workbook, styles: Styles, table: Table) -> Worksheet:
    """A sheet that holds one table from its first cell on."""
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color(_TABS[table.name in SHEET_BY_NAME])
    widths = [_width(table, position) for position in range(len(table.columns))]
    put_table(sheet, styles, table, first_row=0, widths=widths)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    set_up_print(sheet, table.name, paper=A4, pages=-(-sum(widths) // _PAGE))
    return sheet


def set_up_print(sheet: Worksheet, name: str, *, paper: int, pages: int = 1) -> None:
    """Landscape, so many pages wide, as many down as it takes."""
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(pages, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{name}&RPage &P of &N")


def put_table(
    sheet: Worksheet, styles: Styles, table: Table, *, first_row: int, widths: Sequence[int]
) -> None:
    """A table with its header in `first_row`. One without rows gets an empty one, as Excel asks."""
    last_row = first_row + max(1, len(table.rows))
    own = _headers_of_input(table)
    headers = [
        {
            "header": clean(column.header),
            "header_format": styles.input_header if column.header in own else styles.output_header,
        }
        for column in table.columns
    ]
    sheet.add_table(
        first_row, 0, last_row, len(headers) - 1,
        {"name": f"{table.name.replace(' ', '_')}_table", "columns": headers, "style": None},
    )  # fmt: skip
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, widths[position], styles.spare[column.kind])
        _note(sheet, column, position, first_row)
        _offer_choices(sheet, column, position, first_row + 1, last_row + SPARE_ROWS)
    buttons = [width - 4 for width in widths]
    sheet.set_row(first_row, _height(table.headers, buttons) or _LINE + 2)
    for number, row in enumerate(table.rows, start=first_row + 1):
        sheet.set_row(number, _height(row, widths))
        for position, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            put_cell(sheet, number, position, cell, _format_of(styles, column, cell))


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float | None:
    """High enough for the wrapped text; None for one line. LibreOffice does not work it out on opening."""
    lines = max(_lines_taken(text_of(cell), width) for cell, width in zip(row, widths, strict=True))
    return min(_HIGHEST, lines * _LINE + 2) if lines > 1 else None


def _lines_taken(text: str, width: int) -> int:
    return sum(max(1, ceil(len(line) / (1.25 * width))) for line in text.split("\n"))


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
        sheet.write_string(row, position, clean("; ".join(cell)), style)  # the space lets a list wrap
    elif isinstance(cell, date):
        sheet.write_datetime(row, position, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, position, cell, style)
    else:
        sheet.write_string(row, position, clean(cell), style)


def _note(sheet: Worksheet, column: Column, position: int, header_row: int) -> None:
    """What a column holds, as a comment at its header."""
    if column.note:
        sheet.write_comment(header_row, position, clean(column.note), {"x_scale": 1.6, "y_scale": 0.7})


def _width(table: Table, position: int) -> int:
    """Wide enough for the longest line of a cell and for the header's longest word with its filter button."""
    header = max(len(word) for word in table.columns[position].header.split()) + 4
    longest = max(map(len, _lines(table, position)), default=0) + 2
    widest = _WIDEST if len(table.columns) > 3 else _WIDEST_OF_FEW
    return min(widest, max(_NARROWEST, header, longest))


def _lines(table: Table, position: int) -> Iterator[str]:
    for row in table.rows:
        yield from text_of(row[position]).split("\n")


def _offer_choices(sheet: Worksheet, column: Column, position: int, first_row: int, last_row: int) -> None:
    """A drop-down where a column has choices."""
    if column.choices:
        sheet.data_validation(
            first_row, position, last_row, position,
            {
                "validate": "list",
                "source": list(column.choices),
                "error_title": column.header,
                "error_message": f"One of: {', '.join(column.choices)}; or nothing",
            },
        )  # fmt: skip
