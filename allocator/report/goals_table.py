"""The goals of a result as a table: value, bound, gap, and how sure each is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.report.table import Cell, Column, Table
from allocator.report.verdict import gap_words, shown_goals
from allocator.report.words import goal_words, unit_words

if TYPE_CHECKING:
    from allocator.results.result import Result

_COLUMNS = (
    Column("goal"),
    Column("value", "whole"),
    Column("bound", "whole", "What no plan as good in the goals before can pass; blank: none is known"),
    Column("gap", "whole", "Distance of the bound from the value"),
    Column("unit"),
    Column("proven", note="Whether value and bound meet, here and in every goal before"),
    Column("rests on", note="What the proof rests on"),
    Column("how far from the best"),
)


def goals_table(result: "Result") -> Table:
    """One row per goal, in the model's order; those that compare with a previous allocation only where there
    is one."""
    return Table("Goals", _COLUMNS, tuple(_rows(result)))


def _rows(result: "Result") -> Iterator[tuple[Cell, ...]]:
    for number, goal in shown_goals(result):
        yield (
            goal_words(goal.name),
            goal.value,
            goal.bound,
            goal.gap,
            unit_words(goal.unit, result.plan.settings.currency),
            "yes" if goal.proven else "no",
            None if goal.proof is None else str(goal.proof),
            gap_words(result, number),
        )
