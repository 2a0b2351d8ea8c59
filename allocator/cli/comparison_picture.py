"""Results side by side on a terminal or in a pipe, and as JSON values."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from allocator.cli.consoles import say, show_table
from allocator.report.comparison_sheets import comparison_tables, differences, figures, goals
from allocator.report.comparison_words import headline, notes
from allocator.report.words import counted

if TYPE_CHECKING:
    from allocator.questions.comparison import Comparison
    from allocator.report.table import Cell, Table

_SHOWN = 20  # differences


def show_comparison(comparison: "Comparison", output: str | None) -> None:
    """Print what is settled, the figures that differ, and the first differences. `output` tells where all of
    them were written."""
    say(headline(comparison))
    for note in notes(comparison):
        say(f"* {note}")
    say("")
    _show(goals(comparison), without=("sought", "best"))
    table = figures(comparison)
    changed = tuple(row for row in table.rows if len(set(row[2 : 2 + len(comparison.entries)])) > 1)
    say("")
    say("The figures that differ:" if changed else "No figure differs.")
    if changed:
        _show(replace(table, rows=changed))
    table = differences(comparison)
    say("")
    say(_differences_in_words(comparison))
    if table.rows:
        _show(replace(table, rows=table.rows[:_SHOWN]))
    if len(table.rows) > _SHOWN and output is None:
        say(f"* These are the first {_SHOWN}; --output comparison.xlsx writes all of them.")
    if output is not None:
        say(f"Written to {output}")


def _differences_in_words(comparison: "Comparison") -> str:
    found = comparison.differences
    if not found:
        return "Every request has the same people, dates and payer."
    requests = counted(len({each.request for each in found}), "requests")
    return f"Who goes, when, who pays: differences in {counted(len(found), 'places')} of {requests}:"


def _show(table: "Table", without: tuple[str, ...] = ()) -> None:
    """Print a table without some columns. A column that belongs to the one before it does not repeat its
    name."""
    kept = [
        (position, column)
        for position, column in enumerate(table.columns)
        if column.header.rpartition(": ")[2] not in without
    ]
    rows = ([_text(row[position]) for position, _ in kept] for row in table.rows)
    headers = [_short(column.header) for _, column in kept]
    numbers = frozenset(_short(column.header) for _, column in kept if column.kind == "whole")
    show_table(headers, rows, numbers=numbers)


def _short(header: str) -> str:
    name, _, what = header.rpartition(": ")
    return name if name and what == "who" else what


def _text(cell: "Cell") -> str:
    if isinstance(cell, tuple):
        return ", ".join(cell)
    return f"{cell:,}" if isinstance(cell, int) else "" if cell is None else str(cell)


def fields_of(comparison: "Comparison") -> dict[str, Any]:
    """The comparison as JSON values."""
    return {
        "status": "compared",
        "headline": headline(comparison),
        "notes": list(notes(comparison)),
        "one_problem": comparison.one_problem,
        "entries": [entry.name for entry in comparison.entries],
        "goals": [asdict(goal) for goal in comparison.goals],
        "tables": {table.name: table.records() for table in comparison_tables(comparison)},
    }
