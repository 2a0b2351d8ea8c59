"""Whether requests have seats, seats a topic, and the rows of Assignments something to hold on to."""

from collections import defaultdict
from collections.abc import Sequence

from allocator.plan.entities import CANCELLED, EXCLUDED, FIXED, PREVIOUS
from allocator.tables.cells.cells import shown
from allocator.tables.cells.look_alikes import difference, twin_of
from allocator.tables.checks.delivered import check_delivered
from allocator.tables.checks.directory import Directory, Drafts
from allocator.tables.findings import Draft, Findings

#: How far something is agreed that nobody likes to take back.
_BINDING = ("accepted", "ticketed")

_Seats = dict[str, list[Draft]]


def check_teams(drafts: Drafts, directory: Directory, findings: Findings) -> None:
    """Note requests without seats, seats without a topic, and decisions that contradict each other."""
    own = _by(drafts, "Request seats", "request")
    usual = _by(drafts, "Seats", "mission_type")
    astray = [
        row
        for sheet, field in (("Seats", "mission_type"), ("Request seats", "request"))
        for row in drafts.get(sheet, ())
        if not row.has(field)
    ]
    all_read = directory.unread(("Seats", "Request seats")) <= len(astray)
    requests = {
        draft.values["request"]: draft for draft in drafts.get("Requests", ()) if draft.has("request")
    }
    seatless: dict[str, list[str]] = defaultdict(list)
    teams: _Seats = {}
    for code, draft in requests.items():
        mission_type = draft.values.get("mission_type", "")
        teams[code] = own.get(code) or usual.get(mission_type, [])
        if teams[code]:
            _check_topic(draft, teams[code], findings)
        elif mission_type and _is_asked(draft):
            seatless[mission_type].append(code)
    if all_read and len(seatless) > len(astray):
        for draft in drafts.get("Mission types", ()):
            if codes := seatless.get(draft.values.get("mission_type", "")):
                askers = ", ".join(codes[:5]) + (" and others" if len(codes) > 5 else "")
                message = f"has no row in Seats, and {askers} asks for it; add its seats"
                findings.at(draft.spot("mission_type"), message)
    sure = all_read and all(row.has("seat") for row in astray)
    _check_decisions(drafts, requests, teams if sure else {}, astray, findings)
    check_delivered(drafts, requests, teams if sure and not astray else {}, findings)


def _by(drafts: Drafts, sheet: str, field: str) -> _Seats:
    groups: _Seats = defaultdict(list)
    for draft in drafts.get(sheet, ()):
        if draft.has(field):
            groups[draft.values[field]].append(draft)
    return groups


def _is_asked(request: Draft) -> bool:
    """Whether a request is to be planned: nothing is decided any more of one that is delivered or called
    off."""
    return request.values.get("done_on", "") is None and request.values.get("status") != CANCELLED


def _check_topic(request: Draft, seats: list[Draft], findings: Findings) -> None:
    if not request.has("topic") or request.values["topic"] or not _is_asked(request):
        return
    needy = [seat.values.get("seat", "") for seat in seats if seat.values.get("topic") == ""]
    if needy:
        message = (
            f"is blank, and the seat {needy[0]} ({seats[0].sheet.name}) takes the request's topic; fill it in"
        )
        findings.on(request, "topic", message)


def _check_decisions(
    drafts: Drafts, requests: dict[str, Draft], teams: _Seats, astray: Sequence[Draft], findings: Findings
) -> None:
    """`astray` are seats of which the owner cannot be read: they may belong to any team."""
    elsewhere = {seat.values["seat"] for seat in astray if seat.has("seat")}
    rows = drafts.get("Assignments", ())
    for row in rows:
        request = requests.get(row.values.get("request", ""))
        if request is None:
            continue
        team = teams.get(row.values["request"], [])
        names = [seat.values["seat"] for seat in team if seat.has("seat")]
        seat = row.values.get("seat")
        if seat and names and len(names) == len(team) and seat not in elsewhere.union(names):
            message = f"{row.values['request']} has no seat {shown(seat)}, but {', '.join(names)}"
            if twin := twin_of(seat, names):
                message += f": {difference(seat, twin)}"
            findings.on(row, "seat", message)
        unkept = not row.values.get("decision", "?") and request.values.get("done_on", "?") is None
        if unkept and row.values.get("status") in _BINDING:
            message = (
                f"is {row.values['status']}, but without a decision nothing keeps it; write fixed beside it"
            )
            findings.on(row, "status", message, severity="warning")
    _check_locks(rows, findings)


def _check_locks(rows: Sequence[Draft], findings: Findings) -> None:
    """The locks of one request agree with each other and with what is excluded."""
    sound = [row for row in rows if row.has("request", "seat", "expert", "start", "agreement", "decision")]
    excluded = [row for row in sound if row.values["decision"] == EXCLUDED]
    first: dict[tuple[object, ...], Draft] = {}
    for row in sound:
        request, expert, decision = (row.values[field] for field in ("request", "expert", "decision"))
        same = first.setdefault((request, row.values["seat"], expert, decision), row)
        if expert and decision == PREVIOUS and same is not row:  # two locks may say the same
            findings.at(row.spot("expert"), f"{expert} is there twice, first at {same.whole.place}; keep one")
        if decision != FIXED:
            continue
        against = next((other for other in excluded if _is_against(other, row)), None)
        if against is not None:
            findings.at(row.spot("decision"), f"is excluded at {against.whole.place}; keep one of the two")
        for field in ("start", "agreement"):
            value = row.values[field]
            other = first.setdefault((request, field), row) if value else row
            if other.values[field] != value:
                message = f"{value} contradicts {other.values[field]} at {other.spot(field).place}; keep one"
                findings.at(row.spot(field), message)


def _is_against(excluded: Draft, fixed: Draft) -> bool:
    """Whether a row excludes what another fixes: the request, or the person from that seat."""
    if excluded.values["request"] != fixed.values["request"]:
        return False
    person, seat = excluded.values["expert"], excluded.values["seat"]
    return not person or (person == fixed.values["expert"] and seat in ("", fixed.values["seat"]))
