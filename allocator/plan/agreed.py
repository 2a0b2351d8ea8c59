"""How far an assignment is agreed, as the rows of a plan say."""

from datetime import date

from allocator.plan.entities import DECLINED, DONE, EXCLUDED, Decision
from allocator.plan.plan import Plan

#: The statuses in the order in which they follow each other.
STATUSES = (DECLINED, "draft", "proposed", "accepted", "ticketed", DONE)


def agreed_row(plan: Plan, request: str, expert: str, start: date) -> Decision | None:
    """The row that says how far somebody's assignment is agreed: the one that is about it alone, else the one
    that says most; None where none does."""
    told = [
        row
        for row in plan.decisions_of(request)
        if row.decision != EXCLUDED and row.expert in ("", expert) and row.start in (None, start)
    ]
    own = [row for row in told if not row.decision and row.expert]
    return max(own or told, key=lambda row: STATUSES.index(row.status), default=None)
