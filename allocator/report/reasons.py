"""Why this person: short reasons for an assignment, and who else could have gone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from allocator.report.stays import Stay, rests_on_tentative

if TYPE_CHECKING:
    from datetime import date

    from allocator.plan import Plan
    from allocator.results.result import Result


def reason(plan: "Plan", stay: Stay) -> str:
    """What speaks for an assignment, in a few words."""
    return "; ".join(_reasons(plan, stay))


def _reasons(plan: "Plan", stay: Stay) -> Iterator[str]:
    expert, request = stay.place.expert, stay.request
    common = [code for code in request.languages if code in plan.experts[expert].languages]
    yield f"works in {', '.join(common)}" if common else "no common language"
    yield from _skill(plan, stay)
    interest = _interest(plan, expert, request.request)
    if interest:
        yield f"interest {interest:+d}"
    last = [row.last_date for row in plan.history if (row.expert, row.member) == (expert, request.member)]
    last += _delivered_there(plan, expert, request.member)
    if last:
        yield f"knows {request.member} ({max(last):%Y-%m})"
    if rests_on_tentative(plan, stay):
        yield "release is tentative"


def _delivered_there(plan: "Plan", expert: str, member: str) -> "list[date]":
    """When the person's delivered missions in which a Member took part were done."""
    requests = (
        plan.requests[mission.request] for mission in plan.delivered.missions if expert in mission.experts
    )
    return [request.done_on for request in requests if request.done_on and member in plan.members_of(request)]


def _skill(plan: "Plan", stay: Stay) -> Iterator[str]:
    seat = plan.seat_of(stay.request, stay.place.seat)
    held = plan.qualification_of(stay.place.expert, seat.profile, plan.topic_of(stay.request, seat))
    if held is None:
        return
    yield f"level {held.level}"
    if held.status == "pre-accredited":
        yield "field mission for the accreditation"


def _interest(plan: "Plan", expert: str, request: str) -> int:
    """The answer of the person, else of the administration; 0 without one."""
    answers = {row.expert: row.interest for row in plan.interest if row.request == request}
    return answers.get(expert, answers.get(plan.experts[expert].administration, 0))


def runners_up(result: "Result") -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """Per assignment (request, seat, expert): who could take the seat, all else staying as it is."""
    from allocator.questions.explaining import explain

    others: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for mission in result.allocation.missions:
        for each in explain(result, mission.request).runners_up:
            others[mission.request, each.seat, each.instead_of].append(each.expert)
    return {place: tuple(experts) for place, experts in others.items()}
