"""The sheet `Summary`: the answer on top, then goals and figures, charts beside them."""

from dataclasses import replace

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from allocator.export.sheets import A4, put_table, set_up_print
from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.report.table import Table, text_of

_HEADER_ROW = 3
_SERVED, _ASKED = "#4A7C59", "#C9D6CE"
_WIDTHS = (13, 48, 10, 10, 18, 48)
_CHART_COLUMN = 7
_CHART_ROWS = (3, 20)


def add_summary(book: Workbook, styles: Styles, whole: Table, regions: Table, title: str) -> None:
    """The summary, its first row above the others. Charts show the requests by priority and, from the sheet
    `Regions`, by region."""
    lead, table = text_of(whole.rows[0][-1]), replace(whole, rows=whole.rows[1:])
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color(_SERVED)
    sheet.hide_gridlines(2)
    put_table(sheet, styles, table, first_row=_HEADER_ROW, widths=_WIDTHS)
    sheet.write_string(0, 0, clean(title), styles.title)
    sheet.set_row(0, 26)
    sheet.merge_range(1, 0, 1, len(table.columns) - 1, "", styles.lead)
    sheet.write_string(1, 0, clean(lead), styles.lead)
    sheet.set_row(1, 34)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    set_up_print(sheet, table.name, paper=A4)
    _add_charts(book, sheet, table, regions)


def _add_charts(book: Workbook, sheet: Worksheet, table: Table, regions: Table) -> None:
    rows = [
        _HEADER_ROW + 1 + number
        for number, row in enumerate(table.rows)
        if row[0] == "Requests" and str(row[1]).startswith("Priority")
    ]
    if rows:
        chart = _bars(book, table.name, (rows[0], rows[-1]), (1, 2, 3), "Requests by priority")
        sheet.insert_chart(_CHART_ROWS[0], _CHART_COLUMN, chart)
    if regions.rows:
        columns = (0, regions.headers.index("served"), regions.headers.index("asked"))
        chart = _bars(book, regions.name, (1, len(regions.rows)), columns, "Requests by region")
        sheet.insert_chart(_CHART_ROWS[1], _CHART_COLUMN, chart)


def _bars(
    book: Workbook, sheet: str, rows: tuple[int, int], columns: tuple[int, int, int], title: str
) -> object:
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
    chart.set_size({"width": 430, "height": 300})
    return chart
