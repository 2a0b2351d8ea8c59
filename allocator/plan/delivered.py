"""What has been delivered already, as missions: who went, when, and who paid.

Part of a plan's programme is every request done on its first day or later, and any other for which the sheet
Assignments says something. (What was done before and has no rows belongs to an earlier period; it only counts
as a predecessor.) Rows that exclude somebody, or somebody has declined, say nothing of who went.
"""

from collections import defaultdict

from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.calendar import first_day
from allocator.plan.entities import Decision, Request
from allocator.plan.records import Records


def delivered_missions(plan: Records) -> Allocation:
    """A mission per delivered request of the programme, in the plan's order.

    It ran from the start in its rows, else from so many working days before its end, until the day on which
    it was done. Its team is whoever the rows name, maybe nobody; each person once.
    """
    rows = delivered_rows(plan)
    begin = plan.settings.start
    return Allocation(
        tuple(
            _mission(plan, request, rows.get(code, []))
            for code, request in plan.requests.items()
            if request.done_on is not None and (code in rows or request.done_on >= begin)
        )
    )


def delivered_rows(plan: Records) -> dict[str, list[Decision]]:
    """The rows of Assignments that say how a delivered request was served, by request."""
    rows: dict[str, list[Decision]] = defaultdict(list)
    for row in plan.decisions:
        if not row.excludes and plan.requests[row.request].done_on is not None:
            rows[row.request].append(row)
    return dict(rows)


def _mission(plan: Records, request: Request, rows: list[Decision]) -> Mission:
    seats = [seat.seat for seat in plan.seats_of(request)]
    only = seats[0] if len(seats) == 1 else ""
    people = {row.expert: row.seat or only for row in sorted(rows, key=lambda row: row.seat) if row.expert}
    order = dict.fromkeys(row.expert for row in rows if row.expert)
    return Mission(
        request=request.request,
        start=next((row.start for row in rows if row.start), None) or first_day(plan, request),
        team=tuple(Assignment(request.request, people[expert], expert) for expert in order),
        agreement=next((row.agreement for row in rows if row.agreement), None),
    )
