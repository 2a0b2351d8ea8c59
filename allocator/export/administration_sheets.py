"""The printable sheets, one per administration: a heading, a sentence, and its experts' missions on A4."""

from xlsxwriter import Workbook

from allocator.export.footers import Origin
from allocator.export.sheet_names import sheet_names
from allocator.export.sheets import A4, height_of, put_table, set_up_print, widths_of
from allocator.export.styles import Styles
from allocator.export.text import fitted
from allocator.report import administration_sheets
from allocator.results.result import Result

_HEADING_ROW, _LEAD_ROW, _HEADER_ROW = 0, 1, 3


def add_administration_sheets(book: Workbook, styles: Styles, result: Result, origin: Origin) -> None:
    """A sheet for each administration of which somebody is sent."""
    asked = administration_sheets(result)
    names = sheet_names(each.table.name for each in asked)
    for number, (each, name) in enumerate(zip(asked, names, strict=True), start=1):
        sheet = book.add_worksheet(name)
        sheet.set_tab_color("#B08900")
        sheet.hide_gridlines(2)
        widths = widths_of(each.table)
        put_table(
            sheet, styles, each.table, first_row=_HEADER_ROW, widths=widths, name=f"Administration_{number}"
        )
        sheet.write_string(_HEADING_ROW, 0, fitted(each.heading), styles.title)
        sheet.set_row(_HEADING_ROW, 26)
        sheet.merge_range(_LEAD_ROW, 0, _LEAD_ROW, len(widths) - 1, "", styles.lead)
        sheet.write_string(_LEAD_ROW, 0, fitted(each.lead), styles.lead)
        sheet.set_row(_LEAD_ROW, height_of([each.lead], [0.8 * sum(widths)]) or 18)
        sheet.freeze_panes(_HEADER_ROW + 1, 1)
        sheet.repeat_rows(_HEADER_ROW)
        set_up_print(sheet, name, paper=A4, origin=origin)
