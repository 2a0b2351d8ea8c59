"""How the workbook draws a sheet, by the layout that the sheet declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xlsxwriter import Workbook

from allocator.export.calendar import add_calendar
from allocator.export.choices import offer_codes
from allocator.export.footers import Origin
from allocator.export.marks import add_marks
from allocator.export.sheets import add_sheet, last_row_of
from allocator.export.styles import Styles
from allocator.export.summary import add_summary
from allocator.plan import Plan
from allocator.report.output_sheet import Layout
from allocator.report.table import Table


@dataclass(frozen=True, slots=True)
class Drawing:
    """A workbook that is being drawn: its sheets by name, the plan and where it comes from."""

    book: Workbook
    styles: Styles
    tables: Mapping[str, Table]
    plan: Plan
    origin: Origin


def _table(drawing: Drawing, table: Table) -> None:
    """One table from the first cell on, with drop-downs of the codes on other sheets."""
    sheet = add_sheet(drawing.book, drawing.styles, table, drawing.origin)
    offer_codes(sheet, table, drawing.tables, last_row_of(table))
    add_marks(drawing.book, sheet, table)


def _summary(drawing: Drawing, table: Table) -> None:
    """Charts beside the answer, one of them of the sheet Regions."""
    add_summary(drawing.book, drawing.styles, table, drawing.tables["Regions"], drawing.origin)


def _calendar(drawing: Drawing, table: Table) -> None:
    """Weeks in the colours of the regions that ask."""
    plan = drawing.plan
    regions = {code: plan.members[request.member].region for code, request in plan.requests.items()}
    add_calendar(drawing.book, drawing.styles, table, regions, drawing.origin)


LAYOUTS: Mapping[Layout, Callable[[Drawing, Table], None]] = MappingProxyType(
    {"table": _table, "summary": _summary, "calendar": _calendar}
)
