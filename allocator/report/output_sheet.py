"""What a sheet of the output declares about itself. Each is `SHEET` of a module that is registered in
`allocator.tables.written_sheets`; columns, colours and widths come with its table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.plan import Plan
    from allocator.report.table import Table
    from allocator.results.result import Result

#: How the workbook draws a sheet: one plain table, or in a way of its own (`allocator.export.layouts`).
Layout = Literal["table", "summary", "calendar"]


def _always(plan: "Plan") -> bool:
    return True


def _unasked(result: "Result") -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSheet:
    """A sheet that `table` makes of a result, written where `applies` holds for the plan and `asked` for the
    result."""

    table: "Callable[[Result], Table]"
    layout: Layout = "table"
    applies: "Callable[[Plan], bool]" = _always
    asked: "Callable[[Result], bool]" = _unasked
