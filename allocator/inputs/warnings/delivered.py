"""Delivered requests of which it is not said what they used, and limits that what is delivered has passed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from allocator.plan import calendar
from allocator.plan.allocation import Mission
from allocator.plan.plan import Plan
from allocator.tables.checks.delivered import delivered_drafts
from allocator.tables.findings import Draft, Findings


def check_delivered_use(plan: Plan, drafts: Mapping[str, Sequence[Draft]], findings: Findings) -> None:
    """Warn at the request of what is not known, and at the limit of what is used up and more."""
    requests = {row.values["request"]: row for row in drafts.get("Requests", ())}
    rows = delivered_drafts(drafts)
    for mission in plan.delivered.missions:
        if mission.request not in requests:
            continue
        for message in _unknown(plan, mission):
            findings.on(requests[mission.request], "done_on", message, severity="warning")
        _check_length(plan, mission, rows.get(mission.request, ()), findings)
    for sheet, key, field, code, message in _passed(plan):
        for row in drafts.get(sheet, ()):
            if row.values.get(key) == code:
                findings.on(row, field, message, severity="warning")


def _unknown(plan: Plan, mission: Mission) -> Iterator[str]:
    """What the rows of Assignments leave open of a delivered mission."""
    places = sum(seat.count for seat in plan.seats_of(plan.requests[mission.request]))
    if not mission.team:
        yield (
            "no row of Assignments says who went and who paid, so nobody's missions and days and no budget "
            "are less for it; add one per person"
        )
        return
    if len(mission.team) < places:
        went = ", ".join(mission.experts)
        yield f"Assignments names {len(mission.team)} of {places} people who went ({went}); add the others"
    if plan.agreements and mission.agreement is None:
        yield "no row of Assignments says who paid, so no budget is less for it; give the agreement"


def _check_length(plan: Plan, mission: Mission, rows: Sequence[Draft], findings: Findings) -> None:
    """The working days from the start are those until the day on which it was done."""
    request = plan.requests[mission.request]
    row = next((row for row in rows if row.values.get("start")), None)
    if row is None or request.done_on is None:
        return
    last = calendar.mission_days(plan, request, mission.start)[-1]
    if last != request.done_on:
        message = (
            f"{request.days} working days from {mission.start} end on {last}; done on says "
            f"{request.done_on}, and that counts"
        )
        findings.on(row, "start", message, severity="warning")


def _passed(plan: Plan) -> Iterator[tuple[str, str, str, str, str]]:
    """(sheet, key column, limit column, code, message) of each limit that what is delivered has passed."""
    used: Counter[tuple[str, str]] = Counter()
    for mission, place in plan.delivered.assignments():
        request, employer = plan.requests[mission.request], plan.experts[place.expert].administration
        used["missions", place.expert] += 1
        used["days", place.expert] += request.days or 0
        used["given", employer] += request.days or 0
        used["paid", mission.agreement or ""] += plan.cost_of(request, place.expert)
    limits = (
        *(("Experts", "expert", "missions", "missions", c, e.missions) for c, e in plan.experts.items()),
        *(("Experts", "expert", "days", "days", c, e.days) for c, e in plan.experts.items()),
        *(("Administrations", "administration", "days", "given", c, a.days)
          for c, a in plan.administrations.items()),
        *(("Agreements", "agreement", "budget", "paid", c, a.budget)
          for c, a in (plan.agreements or {}).items()),
    )  # fmt: skip
    for sheet, key, field, what, code, limit in limits:
        amount = used[what, code]
        if limit is not None and amount > limit:
            yield sheet, key, field, code, f"{limit:,} is less than what is delivered already, {amount:,}"
