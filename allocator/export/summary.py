"""The sheet `Summary`: the answer on top, charts below it, then goals and figures."""

from collections.abc import Sequence
from dataclasses import replace

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from allocator.export.footers import Origin
from allocator.export.marks import add_marks
from allocator.export.sheets import A4, height_of, put_table, set_up_print, widths_of
from allocator.export.styles import Styles
from allocator.export.text import fitted
from allocator.report.table import Table, text_of

_TITLE_ROW, _LEAD_ROW, _CHART_ROW, _HEADER_ROW = 0, 1, 3, 18
_SERVED, _ASKED = "#4A7C59", "#C9D6CE"
_CHART_COLUMNS = (0, 2)
_CHART_HEIGHT = 290  # pixels
_FIGURE, _EDGE = 7, 5  # pixels of a character, and of the edges of a column


def add_summary(book: Workbook, styles: Styles, whole: Table, regions: Table, origin: Origin) -> None:
    """The summary, its first row above the others. Charts show the requests by priority and, from the sheet
    `Regions`, by region."""
    lead, table = text_of(whole.rows[0][-1]), replace(whole, rows=whole.rows[1:])
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color(_SERVED)
    sheet.hide_gridlines(2)
    widths = widths_of(table)
    put_table(sheet, styles, table, first_row=_HEADER_ROW, widths=widths)
    add_marks(book, sheet, table, header_row=_HEADER_ROW)
    title, across = fitted(origin.heading), 0.9 * sum(widths)
    for row, text, style, least in (
        (_TITLE_ROW, title, styles.wrapped_title, 26.0), (_LEAD_ROW, fitted(lead), styles.lead, 34.0),
    ):  # fmt: skip
        sheet.merge_range(row, 0, row, len(table.columns) - 1, "", style)
        sheet.write_string(row, 0, text, style)
        sheet.set_row(row, max(least, 1.5 * (height_of([text], [across / 1.5]) or 0)))
    sheet.freeze_panes(_LEAD_ROW + 1, 0)
    sheet.print_area(0, 0, _HEADER_ROW + max(1, len(table.rows)), len(table.columns) - 1)
    set_up_print(sheet, table.name, paper=A4, origin=origin)
    _add_charts(book, sheet, table, regions, widths)


def _add_charts(
    book: Workbook, sheet: Worksheet, table: Table, regions: Table, widths: Sequence[int]
) -> None:
    """Two charts that are together as wide as the table."""
    pixels = [width * _FIGURE + _EDGE for width in widths]
    left, right = sum(pixels[: _CHART_COLUMNS[1]]), sum(pixels[_CHART_COLUMNS[1] :])
    rows = [
        _HEADER_ROW + 1 + number
        for number, row in enumerate(table.rows)
        if row[0] == "Requests" and str(row[1]).startswith("Priority")
    ]
    if rows:
        chart = _bars(book, table.name, (rows[0], rows[-1]), (1, 2, 3), "Requests by priority")
        chart.set_size({"width": left, "height": _CHART_HEIGHT})
        sheet.insert_chart(_CHART_ROW, _CHART_COLUMNS[0], chart)
    if regions.rows:
        columns = (0, regions.headers.index("served"), regions.headers.index("asked"))
        chart = _bars(book, regions.name, (1, len(regions.rows)), columns, "Requests by region")
        chart.set_size({"width": right, "height": _CHART_HEIGHT})
        sheet.insert_chart(_CHART_ROW, _CHART_COLUMNS[1], chart)


def _bars(
    book: Workbook, sheet: str, rows: tuple[int, int], columns: tuple[int, int, int], title: str
) -> Chart:
    """Bars of what is served beside what is asked. `columns` are those of the names, served and asked."""
    names, *values = columns
    chart = book.add_chart({"type": "bar"})
    for position, label, fill in zip(values, ("served", "asked"), (_SERVED, _ASKED), strict=True):
        chart.add_series(
            {
                "name": label,
                "categories": [sheet, rows[0], names, rows[1], names],
                "values": [sheet, rows[0], position, rows[1], position],
                "fill": {"color": fill},
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_legend({"position": "bottom"})
    return chart
