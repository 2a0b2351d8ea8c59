"""The menu of repairs: what each serves, whom it disturbs, and how sure that is."""

from typing import TYPE_CHECKING

from allocator.report.disturbed import people_to_tell
from allocator.report.table import Cell, Column, Table
from allocator.report.words import goal_words
from allocator.whatif.base import coverage_of
from allocator.whatif.repairs import ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.results.result import Goal, Result
    from allocator.whatif.repairs import Repair

_COLUMNS = (
    Column("repair", note="What it seeks first, once as much is served as can be"),
    Column("served", "whole"),
    Column("coverage", note="What the goals that decide who is served count, and how far they could go"),
    Column("people changed", note="Of the previous allocation, who no longer go on their mission"),
    Column("dates moved", note="Missions on another day"),
    Column("longest move", note="Days by which the mission that moves furthest moves"),
    Column("payers changed"),
    Column("people to tell", "whole", "Everybody who goes or went, and for whom something changes"),
    Column("how sure"),
)
#: What "at least" and "at most" mean in the menu, for whoever reads it.
LIMITS = (
    "At least, at most: what no repair can pass that is as good as this one in what is sought before. "
    "Repairs that serve different amounts were cut short; more time may tell."
)
_COMPARED = ("people_changed", "dates_moved", "longest_move", "payers_changed")


def repair_menu(repairs: "Sequence[Repair]") -> Table:
    """One row per repair. A figure that is not proven says what it could be at best."""
    return Table("Repairs", _COLUMNS, tuple(_row(each) for each in repairs))


def _row(repair: "Repair") -> tuple[Cell, ...]:
    result = repair.result
    coverage = coverage_of(result.model)
    return (
        repair.words,
        len(result.allocation.missions),
        "; ".join(map(_amount, result.goals[:coverage])),
        *(_compared(result, name) for name in _COMPARED),
        len(people_to_tell(result)),
        _how_sure(result, repair.order, coverage),
    )


def _compared(result: "Result", code: str) -> str:
    """What a comparing goal counts: in a tier of its own, or weighed with coverage."""
    goal = next(goal for goal in result.goals if code in goal.parts)
    return _amount(goal) if goal.name == code else f"{goal.parts[code]:,}"


def _amount(goal: "Goal") -> str:
    """A value, and what it could be at best."""
    if goal.proven or goal.bound in (None, goal.value):
        return f"{goal.value:,}"
    side = "most" if goal.sense == "max" else "least"
    return f"{goal.value:,} (at {side} {goal.bound:,})"


def _how_sure(result: "Result", order: str, coverage: int) -> str:
    """How far down the order of goals everything is proven."""
    own = [goal for goal in result.goals[coverage:] if goal.name in ORDERS[order]]
    proven = [goal_words(goal.name) for goal in own if goal.proven]
    if len(proven) == len(own) and all(goal.proven for goal in result.goals[:coverage]):
        return "proven: no repair disturbs less in this sense"
    if proven:
        return f"proven down to {proven[-1].replace('_', ' ')}"
    covered = all(goal.proven for goal in result.goals[:coverage])
    return "coverage proven, the disturbance not" if covered else "not proven"
