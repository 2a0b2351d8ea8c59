"""What a planner sees, as plain tables: the spreadsheet, the page and the terminal show the same ones."""

import time
from typing import TYPE_CHECKING

from allocator.report.administration_load_sheet import administrations
from allocator.report.administration_sheets import AdministrationSheet, administration_sheets
from allocator.report.agreement_sheet import agreements
from allocator.report.assignment_sheet import assignments, decisions_written, seats_taken
from allocator.report.calendar_sheet import calendar
from allocator.report.changes_sheet import changes
from allocator.report.check_sheet import checks
from allocator.report.delivery_count_sheet import delivery_counts
from allocator.report.delivery_sheet import delivery
from allocator.report.expert_sheet import experts
from allocator.report.goals_table import goals_table
from allocator.report.mission_sheet import missions
from allocator.report.region_sheet import regions
from allocator.report.registry import SHEETS
from allocator.report.summary_sheet import summary
from allocator.report.table import Cell, Column, Table
from allocator.report.timing import note_report_seconds
from allocator.report.unserved_sheet import unserved
from allocator.tables.written_sheets import CHECKS

if TYPE_CHECKING:
    from allocator.results.result import Result

__all__ = [
    "AdministrationSheet",
    "Cell",
    "Column",
    "Table",
    "administration_sheets",
    "administrations",
    "agreements",
    "assignments",
    "calendar",
    "changes",
    "checks",
    "decisions_written",
    "delivery",
    "delivery_counts",
    "experts",
    "goals_table",
    "missions",
    "regions",
    "seats_taken",
    "summary",
    "tables",
    "unserved",
]


def tables(result: "Result") -> tuple[Table, ...]:
    """Every output sheet that applies to the plan, in the order of the workbook: no `Agreements` where it has
    none, no `Changes` where it has no previous allocation, no `Alternatives` where none were asked for. The
    last one, `Checks`, tells how long the others took."""
    began = time.perf_counter()
    answers = tuple(
        sheet.table(result)
        for name, sheet in SHEETS.items()
        if name != CHECKS and sheet.applies(result.plan) and sheet.asked(result)
    )
    note_report_seconds(result, time.perf_counter() - began)
    return (*answers, checks(result))
