"""The sheet `Calendar`: months over weeks over coloured cells, on A3."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from allocator.export.footers import Origin
from allocator.export.sheets import A3, put_cell, set_up_print
from allocator.export.styles import Styles
from allocator.export.text import fitted
from allocator.plan.reference import REGIONS
from allocator.report.calendar_sheet import CLOSED, NOT_RELEASED, is_locked, request_in
from allocator.report.table import Cell, Table

_FIXED = 4  # columns before the weeks: who, code, name, region
_TITLE_ROW, _LEGEND_ROW, _MONTH_ROW, _WEEK_ROW = 0, 1, 2, 3
_FIRST_ROW = _WEEK_ROW + 1
_ACROSS = 210  # characters that all the weeks of a page take together
_NARROWEST, _WIDEST = 3.7, 8.5  # of a week
_WEEKS_PER_PAGE = 54
_LINE, _HIGHEST = 12.0, 405.0  # points


def add_calendar(
    book: Workbook, styles: Styles, table: Table, colours: Mapping[str, str], origin: Origin
) -> None:
    """The calendar as a grid. `colours` gives the region of each request, which colours its weeks."""
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color("#4A7C59")
    sheet.hide_gridlines(2)
    fixed = _FIXED
    weeks = [date.fromisoformat(column.header) for column in table.columns[fixed:]]
    width = _week_width(table, len(weeks))
    sheet.set_column(fixed, fixed + len(weeks) - 1, width)
    for position, column in enumerate(table.columns[:fixed]):
        sheet.set_column(position, position, column.width)
        sheet.write_blank(_MONTH_ROW, position, None, styles.month_header)
        sheet.write_string(_WEEK_ROW, position, column.header, styles.header(given=False, right=False))
    sheet.write_string(_TITLE_ROW, 0, fitted(f"Calendar of {origin.title}"), styles.title)
    sheet.set_row(_TITLE_ROW, 24)
    _put_legend(sheet, styles, table, colours, fixed)
    _put_weeks(sheet, styles, weeks, fixed)
    for number, row in enumerate(table.rows, start=_FIRST_ROW):
        sheet.set_row(number, _height(row[fixed:], width))
        for position, cell in enumerate(row):
            style = styles.one_line if position < fixed else _style(styles, cell, colours)
            put_cell(sheet, number, position, _lines(cell), style)
    last = _FIRST_ROW + max(0, len(table.rows) - 1)
    sheet.autofilter(_WEEK_ROW, 0, last, fixed - 1)
    sheet.freeze_panes(_FIRST_ROW, fixed)
    sheet.repeat_rows(_MONTH_ROW, _WEEK_ROW)
    sheet.repeat_columns(0, fixed - 1)
    sheet.print_area(0, 0, last, fixed + len(weeks) - 1)
    pages = -(-len(weeks) // _WEEKS_PER_PAGE)
    set_up_print(sheet, table.name, paper=A3, pages=pages, origin=origin)


def _week_width(table: Table, weeks: int) -> float:
    """Weeks fill the page; where there are many, each still holds a code."""
    fixed = _FIXED
    codes = {request_in(entry) for row in table.rows for cell in row[fixed:] for entry in _entries(cell)}
    longest = max((len(code) for code in codes - {CLOSED, NOT_RELEASED}), default=0)
    return min(_WIDEST, max(_NARROWEST, 0.8 * longest + 1, _ACROSS / max(1, weeks)))


def _put_legend(
    sheet: Worksheet, styles: Styles, table: Table, colours: Mapping[str, str], fixed: int
) -> None:
    """What the colours and words mean: a cell in the colour, its meaning beside it."""
    entries = [entry for row in table.rows for cell in row[fixed:] for entry in _entries(cell)]
    present = {_region(entry, colours) for entry in entries} - {""}
    samples = [(styles.weeks[region], region, region) for region in REGIONS if region in present]
    if any(entry.startswith("(") for entry in entries):
        samples.append((styles.travel_weeks[min(present)], "( )", "( ) on the way"))
    if CLOSED in entries:
        samples.append((styles.closed_week, "", "grey: closed, the Member receives nobody"))
    if NOT_RELEASED in entries:
        samples.append((styles.closed_week, NOT_RELEASED, "- the expert is not released"))
    if any(map(is_locked, entries)):
        samples.append((styles.closed_week, "*", "* locked, in part or as a whole"))
    for number, (style, short, _) in enumerate(samples):
        sheet.write_string(_LEGEND_ROW, fixed + number, short, style)
    marks = [text for *_, text in samples if text not in REGIONS]  # first: a narrow page cuts the end
    words = marks + [f"{text} {REGIONS[text]}" for *_, text in samples if text in REGIONS]
    sheet.write_string(_LEGEND_ROW, 0, "Colours: region that asks", styles.remark)
    sheet.write_string(_LEGEND_ROW, fixed + len(samples), f" {'; '.join(words)}", styles.remark)


def _entries(cell: Cell) -> tuple[str, ...]:
    """What stands in a week."""
    return cell if isinstance(cell, tuple) else ()


def _put_weeks(sheet: Worksheet, styles: Styles, weeks: Sequence[date], fixed: int) -> None:
    """Months over the days on which their weeks begin."""
    position = fixed
    for month, found in groupby(weeks, key=lambda monday: (monday.year, monday.month)):
        days = list(found)
        words = f"{date(*month, 1):%b %Y}" if len(days) > 1 or len(weeks) < 14 else f"{date(*month, 1):%b}"
        sheet.write_string(_MONTH_ROW, position, words, styles.month_header)
        for offset, monday in enumerate(days):
            if offset:
                sheet.write_blank(_MONTH_ROW, position + offset, None, styles.month_header)
            sheet.write_datetime(_WEEK_ROW, position + offset, monday, styles.week_header)
        if len(days) > 1:
            sheet.merge_range(
                _MONTH_ROW, position, _MONTH_ROW, position + len(days) - 1, words, styles.month_header
            )
        position += len(days)


def _style(styles: Styles, cell: Cell, colours: Mapping[str, str]) -> Format:
    """By the first entry of a week: on mission, on the way, closed or nothing."""
    if not isinstance(cell, tuple) or not cell:
        return styles.weeks[""]
    if cell in ((CLOSED,), (NOT_RELEASED,)):
        return styles.closed_week
    region = _region(cell[0], colours)
    on_the_way = cell[0] not in colours and cell[0].startswith("(")
    return styles.travel_weeks[region] if on_the_way else styles.weeks[region]


def _region(entry: str, colours: Mapping[str, str]) -> str:
    """The region of the request that an entry names; an empty text where it names none."""
    return colours.get(entry) or colours.get(request_in(entry), "")


def _lines(cell: Cell) -> Cell:
    """Several entries of a week below each other."""
    return "\n".join(cell) if isinstance(cell, tuple) else cell


def _height(cells: Sequence[Cell], width: float) -> float | None:
    """High enough for the entries; None for one line."""
    lines = max((sum(_lines_taken(cell, width)) for cell in cells if isinstance(cell, tuple)), default=1)
    return min(_HIGHEST, lines * _LINE + 3) if lines > 1 else None


def _lines_taken(cell: tuple[str, ...], width: float) -> Iterator[int]:
    for entry in cell:
        yield (1 if entry == CLOSED or entry.startswith("(") else -(-len(entry) // max(1, int(width * 1.4))))
