"""What was planned against what was delivered: how far each request has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from allocator.plan import calendar
from allocator.plan.entities import DECLINED, DONE, EXCLUDED, OPEN
from allocator.report.assignment_sheet import status_of
from allocator.report.changes import AGREED
from allocator.report.stays import Stay, stays

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.entities import Request
    from allocator.results.result import Result

NOT_PLANNED = "not planned"

#: How far a request can have come, the furthest first.
STAGES = (DONE, "ticketed", "accepted", "proposed", "draft", DECLINED, NOT_PLANNED, "postponed", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A request: `stage` is one of STAGES, a mission being as far as the last of its team. What is planned
    is what the allocation, or the rows about a delivered mission, say; None or empty where nothing is."""

    request: "Request"
    stage: str
    start: date | None
    planned_end: date | None
    end: date | None
    planned: tuple[str, ...]
    went: tuple[str, ...]
    agreement: str | None


def deliveries(result: "Result") -> tuple[Delivery, ...]:
    """Every request of the plan, in its order, but for those that an earlier period has delivered."""
    teams: dict[str, list[Stay]] = {}
    for stay in stays(result):
        teams.setdefault(stay.place.request, []).append(stay)
    return tuple(_deliveries(result, teams))


def has_news(plan: "Plan") -> bool:
    """Whether anything of a plan is further than a draft."""
    told = any(row.status != "draft" for row in plan.decisions)
    return told or bool(plan.delivered.missions) or any(r.status != OPEN for r in plan.requests.values())


def _deliveries(result: "Result", teams: dict[str, list[Stay]]) -> Iterator[Delivery]:
    plan = result.plan
    for code, request in plan.requests.items():
        if request.done_on is not None:
            if code in plan.delivered.by_request:
                yield _delivered(plan, code)
        elif code in teams:
            yield _planned(plan, teams[code])
        else:
            stage = NOT_PLANNED if request.status == OPEN else request.status
            yield Delivery(
                request=request, stage=stage, start=None, planned_end=None, end=None, planned=(), went=(),
                agreement=None,
            )  # fmt: skip


def _delivered(plan: "Plan", code: str) -> Delivery:
    """Rows about a delivered mission name who was to go and when; those who have declined did not."""
    request, mission = plan.requests[code], plan.delivered.by_request[code]
    rows = [row for row in plan.decisions_of(code) if row.expert and row.decision != EXCLUDED]
    dated = any(row.start for row in rows if not row.excludes)
    return Delivery(
        request=request,
        stage=DONE,
        start=mission.start,
        planned_end=calendar.mission_days(plan, request, mission.start)[-1] if dated else None,
        end=request.done_on,
        planned=tuple(dict.fromkeys(row.expert for row in rows)),
        went=mission.experts,
        agreement=mission.agreement,
    )


def _planned(plan: "Plan", team: list[Stay]) -> Delivery:
    status = [status_of(plan, stay) for stay in team]
    return Delivery(
        request=team[0].request,
        stage=min(status, key=AGREED.index),
        start=team[0].mission.start,
        planned_end=team[0].last,
        end=None,
        planned=tuple(stay.place.expert for stay in team),
        went=(),
        agreement=team[0].mission.agreement,
    )
