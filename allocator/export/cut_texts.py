"""Texts that a workbook cannot hold whole, listed on the sheet Checks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from allocator.export.text import LONGEST, clean, is_cut
from allocator.report.table import Cell, Table, text_of
from allocator.tables.written_sheets import CHECKS


def with_cuts_listed(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables of a workbook, with a row on Checks for every text that is cut in it."""
    tables = tuple(tables)
    cuts = tuple(row for table in tables for row in _cuts(table))
    return tuple(
        replace(table, rows=table.rows + cuts) if table.name == CHECKS else table for table in tables
    )


def _cuts(table: Table) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(table.rows, start=1):
        for header, cell in zip(table.headers, row, strict=True):
            text = clean(text_of(cell)) if isinstance(cell, str | tuple) else ""
            if is_cut(text):
                place = f"{table.name} row {number} ({header})"
                holds = f"of which a cell of Excel holds {LONGEST:,}; CSV files and JSON hold them all"
                yield "Workbook", "text cut", f"{place}: {len(text):,} characters, {holds}"
