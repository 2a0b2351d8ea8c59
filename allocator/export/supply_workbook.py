"""What `allocator check` found, as a workbook."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from allocator.export.sheets import add_sheet
from allocator.export.styles import Styles
from allocator.export.text import clean
from allocator.export.whole_files import write_whole
from allocator.export.written import AS_TEXT
from allocator.report.supply_sheets import BEFORE_MONTHS, check_tables
from allocator.report.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.errors import Fault
    from allocator.questions.supply import SupplyAndDemand

_NAMES = 3  # profile, topic, languages: always in sight
_SHORT = {"bg_color": "#F8D7DA", "font_color": "#7A1420"}


def write_check(
    path: str | Path, title: str, faults: "Iterable[Fault]", picture: "SupplyAndDemand | None"
) -> None:
    """Write the findings and, where the plan can be used, supply against demand. A file that was there stays
    whole until the new one is complete.

    Raises InputError saying what to do if the file cannot be written.
    """
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        book.set_properties({"title": clean(title), "comments": "Written by Allocator"})
        styles = Styles(book)
        for table in check_tables(faults, picture):
            sheet = add_sheet(book, styles, table)
            if picture is not None and table.name == "Supply and demand":
                sheet.freeze_panes(1, _NAMES)
                sheet.repeat_columns(0, _NAMES - 1)
                _mark_shortages(book, sheet, table)
    write_whole({Path(path): content.getvalue()})


def _mark_shortages(book: Workbook, sheet: Worksheet, table: Table) -> None:
    """Colour what is asked beyond what is released: over the plan, and month by month."""
    short = book.add_format(_SHORT)
    last = len(table.rows)
    asked = table.headers.index("days asked")
    for column in (asked, *range(BEFORE_MONTHS, len(table.columns), 2)):
        if last:
            more, less = f"${xl_col_to_name(column)}2", f"${xl_col_to_name(column + 1)}2"
            rule = {"type": "formula", "criteria": f"={more}>{less}", "format": short}
            sheet.conditional_format(1, column, last, column + 1, rule)
