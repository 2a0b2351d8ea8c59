"""Whom a result asks for, and the result in which they have been asked."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from allocator.plan.entities import DECLINED, Decision
from allocator.plan.reference import members as wco_members
from allocator.report.assignment_sheet import status_of
from allocator.report.proposing.texts import language_for
from allocator.report.stays import Stay, stays

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.report.result import Result
    from allocator.results.result import Result as Solved

#: Days before the departure by which an answer is asked for, where no day is named.
USUAL_NOTICE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Ask:
    """A person asked for, how far that is agreed, and who goes along."""

    stay: Stay
    status: str
    partners: tuple[str, ...]

    def reply_by(self, day: date | None) -> date:
        """The day by which an answer is asked for: the one named, else some weeks before the departure."""
        return day or self.stay.departure - USUAL_NOTICE


def asks(result: "Solved") -> tuple[Ask, ...]:
    """Everybody in the allocation, by start date, but for those who have declined: nobody goes with them."""
    told = [(stay, status_of(result.plan, stay)) for stay in stays(result)]
    team: dict[str, list[str]] = {}
    for stay, status in told:
        if status != DECLINED:
            team.setdefault(stay.place.request, []).append(stay.place.expert)
    return tuple(
        Ask(stay, status, tuple(code for code in team[stay.place.request] if code != stay.place.expert))
        for stay, status in told
        if status != DECLINED
    )


def with_proposed(result: "Result") -> "Result":
    """The same result, in which every draft has been proposed. Nothing else of it changes: how far a row is
    agreed binds nobody in the plan that was solved."""
    rows = tuple(_proposed(each.stay) for each in asks(result) if each.status == "draft")
    told = {(row.request, row.seat, row.expert) for row in rows}
    kept = tuple(
        row
        for row in result.plan.decisions
        if row.decision or (row.request, row.seat, row.expert) not in told
    )
    return replace(result, plan=replace(result.plan, decisions=(*kept, *rows)))


def _proposed(stay: Stay) -> Decision:
    return Decision(
        request=stay.place.request,
        seat=stay.place.seat,
        expert=stay.place.expert,
        start=stay.mission.start,
        agreement=stay.mission.agreement or "",
        status="proposed",
    )


def language_of(plan: "Plan", administration: str) -> str:
    """The language in which an administration is written to: the first of its Member's that there are texts
    in."""
    member = plan.members.get(administration)
    known = wco_members().get(administration)
    return language_for(member.languages if member else known.languages if known else ())


def body_name(plan: "Plan", administration: str) -> str:
    """The name of an administration; its code where the plan gives none."""
    return plan.administrations[administration].name or administration
