"""Results side by side, as a workbook."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from allocator.export.footers import Origin
from allocator.export.marks import add_marks, with_legends
from allocator.export.sheets import A3, A4, add_sheet, height_of, put_table, set_up_print, widths_of
from allocator.export.styles import Styles
from allocator.export.text import clean, fitted
from allocator.export.whole_files import write_whole
from allocator.export.written import AS_TEXT
from allocator.report.comparison_sheets import comparison_tables
from allocator.report.comparison_words import headline, notes

if TYPE_CHECKING:
    from allocator.questions.comparison import Comparison
    from allocator.report.table import Table

_FILLS = ("#1D3557", "#4A7C59", "#E9A23B", "#8D6A9F", "#C1666B", "#6C8EAD")
_CHARTS = {
    "Requests served by priority": "Requests served of priority ",
    "Requests served by region": "Requests served in ",
}
_CHART = {"width": 560, "height": 300}
_WIDE = 190  # characters that are still read with ease across a page of A4


def write_comparison(comparison: "Comparison", path: str | Path) -> None:
    """Write a comparison as a workbook: what is settled on top, then figures, differences and what each
    result is of. A file that was there stays whole until the new one is complete.

    Raises InputError saying what to do if the file cannot be written.
    """
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        title = " / ".join(entry.name for entry in comparison.entries)
        book.set_properties({"title": clean(title)[:255], "comments": "Written by Allocator"})
        styles = Styles(book)
        goals, *others = map(with_legends, comparison_tables(comparison))
        sheet, below = _add_goals(book, styles, goals, title, [headline(comparison), *notes(comparison)])
        for table in others:
            add_sheet(book, styles, table, Origin(title))
        figures = next(table for table in others if table.name == "Figures")
        _add_charts(book, sheet, figures, [entry.name for entry in comparison.entries], below)
    write_whole({Path(path): content.getvalue()})


def _add_goals(
    book: Workbook, styles: Styles, table: "Table", title: str, sentences: Sequence[str]
) -> tuple[Worksheet, int]:
    """The goals below the answer in words and what must be known to read them; and the first free row."""
    sheet = book.add_worksheet(table.name)
    sheet.set_tab_color(_FILLS[1])
    sheet.hide_gridlines(2)
    widths, last = widths_of(table), len(table.columns) - 1
    across = 0.9 * sum(widths)
    looks = (styles.wrapped_title, styles.lead, *(styles.remark for _ in sentences[1:]))
    for row, (text, look) in enumerate(zip((title, *sentences), looks, strict=True)):
        sheet.merge_range(row, 0, row, last, "", look)
        sheet.write_string(row, 0, fitted(text), look)
        scale = 1.5 if row < 2 else 1.0
        sheet.set_row(row, max(26.0 if row < 2 else 15.0, scale * (height_of([text], [across / scale]) or 0)))
    header = len(sentences) + 2
    put_table(sheet, styles, table, first_row=header, widths=widths)
    add_marks(book, sheet, table, header_row=header)
    paper = A4 if sum(widths) <= _WIDE else A3
    set_up_print(sheet, table.name, paper=paper, origin=Origin(title))
    return sheet, header + len(table.rows) + 3


def _add_charts(book: Workbook, sheet: Worksheet, figures: "Table", names: Sequence[str], row: int) -> None:
    """Bars of what each entry serves, by priority and by region, beside each other below the goals."""
    offset = 0
    for title, beginning in _CHARTS.items():
        rows = [number for number, each in enumerate(figures.rows, 1) if str(each[0]).startswith(beginning)]
        if not rows:
            continue
        chart = book.add_chart({"type": "bar"})
        for position, name in enumerate(names, start=2):
            chart.add_series(
                {
                    "name": clean(name),
                    "categories": [figures.name, rows[0], 0, rows[-1], 0],
                    "values": [figures.name, rows[0], position, rows[-1], position],
                    "fill": {"color": _FILLS[(position - 2) % len(_FILLS)]},
                    "data_labels": {"value": True},
                    "gap": 60,
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 11}})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_legend({"position": "bottom"})
        chart.set_size(_CHART)
        sheet.insert_chart(row, 0, chart, {"x_offset": offset})
        offset += _CHART["width"] + 20
