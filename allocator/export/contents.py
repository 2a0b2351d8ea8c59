"""What a file holds: the tables that answer, then the rest of the input."""

from allocator.export.as_planned import HISTORY, as_planned, with_delivered
from allocator.export.input_sheets import input_tables
from allocator.report import Table, tables
from allocator.results.result import Result


def all_tables(result: Result) -> tuple[Table, ...]:
    """Every sheet of the output workbook in its order."""
    answers = tables(result)
    rest = input_tables(as_planned(result.plan), without=[table.name for table in answers])
    plan = result.plan
    return *answers, *(with_delivered(plan, table) if table.name == HISTORY else table for table in rest)
