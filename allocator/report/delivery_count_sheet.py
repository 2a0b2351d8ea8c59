"""Sheet `Delivery counts`: planned against delivered by priority, by Member and by agreement."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from allocator.report.delivery import STAGES, Delivery, deliveries, has_news
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.words import PRIORITIES, member_name

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

_COLUMNS = (
    Column("by", note="All requests, then by priority, Member and agreement"),
    Column("which"),
    Column("asked", "whole", "Requests that are not cancelled"),
    *(Column(stage, "whole", "Requests") for stage in STAGES),
    Column("delivered", "percent", "Done, of those asked"),
)
_NOBODY = "nobody yet"

_Name = Callable[["Plan", Delivery], str]


def _agreement(plan: "Plan", each: Delivery) -> str:
    return each.agreement or _NOBODY


_BY: tuple[tuple[str, _Name], ...] = (
    ("priority", lambda plan, each: PRIORITIES[each.request.priority]),
    ("member", lambda plan, each: member_name(plan, each.request.member)),
    ("agreement", _agreement),
)


def delivery_counts(result: "Result") -> Table:
    """A row for all requests, then one per priority, Member and, where missions have payers, agreement."""
    plan, found = result.plan, deliveries(result)
    rows = [_row("all", "", found)]
    for by, name in _BY:
        if by == "agreement" and plan.agreements is None:
            continue
        groups: dict[str, list[Delivery]] = {}
        for each in found:
            groups.setdefault(name(plan, each), []).append(each)
        rows += [_row(by, which, groups[which]) for which in sorted(groups)]
    return Table("Delivery counts", _COLUMNS, tuple(rows))


SHEET = OutputSheet(table=delivery_counts, applies=has_news)


def _row(by: str, which: str, found: "list[Delivery] | tuple[Delivery, ...]") -> tuple[Cell, ...]:
    stages = Counter(each.stage for each in found)
    asked = len(found) - stages["cancelled"]
    share = stages["done"] / asked if asked else None
    return by, which or None, asked, *(stages[stage] for stage in STAGES), share
