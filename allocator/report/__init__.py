"""What a planner sees, as plain tables: the spreadsheet, the page and the terminal show the same ones."""

import time
from typing import TYPE_CHECKING

from allocator.report.administration_sheets import AdministrationSheet, administration_sheets
from allocator.report.assignment_sheet import assignments
from allocator.report.calendar_sheet import calendar
from allocator.report.changes_sheet import changes, has_changes
from allocator.report.check_sheet import checks
from allocator.report.load_sheets import administrations, agreements, experts
from allocator.report.mission_sheet import missions
from allocator.report.region_sheet import regions
from allocator.report.summary_sheet import summary
from allocator.report.table import Cell, Column, Table
from allocator.report.timing import note_report_seconds
from allocator.report.unserved_sheet import unserved

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
    "experts",
    "missions",
    "regions",
    "summary",
    "tables",
    "unserved",
]


def tables(result: "Result") -> tuple[Table, ...]:
    """Every output sheet in the order of the workbook; no `Agreements` where the plan has none, no `Changes`
    where it has no previous allocation. The last one, `Checks`, tells how long the others took."""
    began = time.perf_counter()
    answers = (
        summary(result),
        missions(result),
        assignments(result),
        calendar(result),
        experts(result),
        administrations(result),
        regions(result),
        *(() if result.plan.agreements is None else (agreements(result),)),
        unserved(result),
        *((changes(result),) if has_changes(result.plan) else ()),
    )
    note_report_seconds(result, time.perf_counter() - began)
    return (*answers, checks(result))
