"""What a file holds: the tables that answer, then the rest of the input."""

from allocator.export.input_sheets import input_tables
from allocator.report import Table, tables
from allocator.results.result import Result


def all_tables(result: Result) -> tuple[Table, ...]:
    """Every sheet of the output workbook in its order."""
    answers = tables(result)
    return *answers, *input_tables(result.plan, without=[table.name for table in answers])
