"""A plan as its sheets are written beside a result: what follows from statuses is shown, and is taken back
with them.

`done on` stays blank where rows of Assignments that are `done` say it already, so that setting these back
opens the request again. Who has been where stands in History, with the request in the column `delivered`;
the reader takes such a row in only where the plan does not hold its request.
"""

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.plan import Plan, calendar
from allocator.plan.delivered import delivered_rows
from allocator.plan.entities import DONE
from allocator.report.table import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

HISTORY = "History"
_DELIVERED = Column("delivered", "list", "Requests of this plan that the row is known from")


def as_planned(plan: Plan) -> Plan:
    """The plan with a blank `done on` wherever the rows that are done say as much."""
    rows = delivered_rows(plan)
    told = {code for code, own in rows.items() if own and all(row.status == DONE for row in own)}
    requests = {
        code: replace(request, done_on=None) if code in told and _last_day(plan, code) == request.done_on
        else request
        for code, request in plan.requests.items()
    }  # fmt: skip
    if all(request is plan.requests[code] for code, request in requests.items()):
        return plan
    return replace(plan, requests=MappingProxyType(requests))


def _last_day(plan: Plan, code: str) -> "date | None":
    """The last day of a delivered request by the start in its rows."""
    start = next((row.start for row in delivered_rows(plan)[code] if row.start), None)
    request = plan.requests[code]
    return None if start is None else calendar.mission_days(plan, request, start)[-1]


def with_delivered(plan: Plan, history: Table) -> Table:
    """The sheet History with who has been where in this plan, below what it had."""
    known = {(row.expert, row.member) for row in plan.history}
    added: dict[tuple[str, str], tuple[date, tuple[str, ...]]] = {}
    for expert, member, request, day in _been(plan):
        if (expert, member) not in known:
            last, codes = added.get((expert, member), (day, ()))
            added[expert, member] = max(last, day), (*codes, request)
    if not added:
        return history
    old: tuple[tuple[Cell, ...], ...] = tuple((*row, None) for row in history.rows)
    new = tuple((*pair, last, codes) for pair, (last, codes) in added.items())
    return replace(history, columns=(*history.columns, _DELIVERED), rows=(*old, *new))


def _been(plan: Plan) -> "Iterator[tuple[str, str, str, date]]":
    """(expert, Member, request, last day) of everybody who went on what is delivered."""
    for mission, place in plan.delivered.assignments():
        request = plan.requests[mission.request]
        for member in plan.members_of(request):
            yield place.expert, member, request.request, calendar.last_day(plan, request, mission.start)
