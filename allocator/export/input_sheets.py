"""The sheets of the input as tables, so that the output is a complete input."""

from collections.abc import Iterable
from typing import Any

from allocator.plan import Plan
from allocator.report.colours import Colours, Mark
from allocator.report.records import cells_of, columns_of, settings_rows
from allocator.report.table import Column, Table
from allocator.tables.schema import KEY_VALUE, SHEETS, Sheet


def input_tables(plan: Plan, without: Iterable[str]) -> tuple[Table, ...]:
    """The plan's sheets in the workbook's order, but for those named in `without`.

    No Agreements and no Travel sheet where the plan has none: without them nobody is asked to pay, and travel
    costs nothing. Blanks that the reader resolved (a request's dates, a Member's languages) are filled in.
    """
    skipped = set(without)
    written = ((sheet, _records(plan, sheet)) for sheet in SHEETS if sheet.name not in skipped)
    return tuple(_table(sheet, records) for sheet, records in written if records is not None)


def _table(sheet: Sheet, records: Iterable[Any]) -> Table:
    if sheet.vertical:
        rows = tuple(row for settings in records for row in settings_rows(settings))
        return Table(sheet.name, tuple(Column(header) for header in KEY_VALUE), rows)
    columns = columns_of(sheet.record)
    colours = tuple(
        Colours(column.header, "Amber: tentative", (Mark("is", "tentative", "wary"),))
        for column in columns
        if "tentative" in column.choices
    )
    return Table(sheet.name, columns, tuple(cells_of(record) for record in records), colours)


def _records(plan: Plan, sheet: Sheet) -> Iterable[Any] | None:
    """The records of a sheet; None where the plan was read without it."""
    held = getattr(plan, sheet.plan_field)
    if sheet.vertical:
        return [held]
    return held.values() if sheet.keyed and held is not None else held  # type: ignore[no-any-return]
