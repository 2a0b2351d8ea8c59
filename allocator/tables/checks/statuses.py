"""What becomes of people and requests: whether it fits together, and what follows from it.

Rows of Assignments that are `done` say that their request is delivered: its `done on`, where it is blank, is
the last working day of the mission that they date.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from allocator.plan.calendar import days_from
from allocator.plan.entities import CANCELLED, DECLINED, DONE, EXCLUDED, FIXED, OPEN
from allocator.tables.checks.directory import Drafts
from allocator.tables.findings import Draft, Findings

_Rows = Mapping[str, Sequence[Draft]]


def settle_statuses(drafts: Drafts, findings: Findings) -> None:
    """Note statuses that contradict each other, and fill in when a mission was done."""
    requests = {row.values["request"]: row for row in drafts.get("Requests", ()) if row.has("request")}
    rows = _by_request(drafts)
    for code, request in requests.items():
        own = rows.get(code, ())
        _check_request(request, requests, findings)
        _check_called_off(request, own, findings)
        _check_declined(own, findings)
        _settle_done(code, request, own, drafts, findings)


def _by_request(drafts: Drafts) -> _Rows:
    rows: dict[str, list[Draft]] = defaultdict(list)
    for row in drafts.get("Assignments", ()):
        if row.has("request", "status", "decision"):
            rows[row.values["request"]].append(row)
    return rows


def _check_request(request: Draft, requests: Mapping[str, Draft], findings: Findings) -> None:
    """What is delivered is neither postponed nor cancelled, and no request waits for what is cancelled."""
    status = request.values.get("status", OPEN)
    done = request.values.get("done_on")
    if status != OPEN and done:
        where = request.spot("done_on").place
        findings.on(request, "status", f"is {status}, and done on {done} at {where}; clear one of the two")
    if status == CANCELLED or done:
        return
    for code in request.values.get("after", ()):
        earlier = requests.get(code)
        if earlier is not None and earlier.values.get("status") == CANCELLED:
            where = earlier.spot("status").place
            message = (
                f"waits for {code}, which is cancelled ({where}); take {code} out, or cancel this one too"
            )
            findings.on(request, "after", message)
            return


def _check_called_off(request: Draft, rows: Sequence[Draft], findings: Findings) -> None:
    """What is postponed or cancelled is neither locked nor done."""
    status = request.values.get("status", OPEN)
    if status == OPEN:
        return
    where = request.spot("status").place
    for row in rows:
        code = row.values["request"]
        if row.values["decision"] == FIXED:
            message = f"locks {code}, which is {status} ({where}); clear this cell, or set {code} to open"
            findings.at(row.spot("decision"), message)
        if row.values["status"] == DONE:
            message = f"is done, but {code} is {status} ({where}); correct one of the two"
            findings.at(row.spot("status"), message)


def _check_declined(rows: Sequence[Draft], findings: Findings) -> None:
    """Somebody declines, and is then not locked to the same request, nor has been there."""
    declined = {
        row.values["expert"]: row
        for row in reversed(rows)
        if row.values["status"] == DECLINED and row.values.get("expert")
    }
    for row in rows:
        if not row.has("expert"):
            continue
        expert = row.values["expert"]
        if row.values["status"] == DECLINED and not expert:
            message = "is declined, but names nobody; write who has declined, or set the request to cancelled"
            findings.at(row.spot("status"), message)
        if expert not in declined:
            continue
        where = declined[expert].spot("status").place
        if row.values["decision"] == FIXED:
            message = f"locks {expert}, who has declined ({where}); clear one of the two"
            findings.at(row.spot("decision"), message)
        elif row.values["status"] == DONE and row.values["decision"] != EXCLUDED:
            message = f"is done, but {expert} has declined ({where}); keep one of the two"
            findings.at(row.spot("status"), message)


def _settle_done(
    code: str, request: Draft, rows: Sequence[Draft], drafts: Drafts, findings: Findings
) -> None:
    """The request is delivered where its rows are done, all of them that went."""
    done = [row for row in rows if row.values["status"] == DONE]
    for row in done:
        if row.values["decision"] == EXCLUDED:
            findings.at(row.spot("decision"), "is excluded, and done; keep one of the two")
    if not done or request.values.get("status", OPEN) != OPEN or not request.has("done_on"):
        return
    for row in rows:
        if row.values["status"] not in (DONE, DECLINED) and row.values["decision"] != EXCLUDED:
            where = done[0].spot("status").place
            message = (
                f"is {row.values['status']}, but {code} is done ({where}): write done for all who went, "
                "declined for who did not"
            )
            findings.at(row.spot("status"), message)
    if request.values["done_on"] is None:
        request.values["done_on"] = _last_day(code, request, done, drafts, findings)


def _last_day(
    code: str, request: Draft, done: Sequence[Draft], drafts: Drafts, findings: Findings
) -> date | None:
    """The last day of a mission by the start in its rows."""
    start = next((row.values["start"] for row in done if row.values.get("start")), None)
    days, weekdays = _days_of(request, drafts), _weekdays_of(request, drafts)
    if start is None:
        if all(row.has("start") for row in done):
            message = f"is done, but no row says when; give the start of {code}, or its done on in Requests"
            findings.at(done[0].spot("status"), message)
        return None
    if not days or not weekdays:
        return None  # a fault of its own
    return days_from(start, days, weekdays)[-1]


def _days_of(request: Draft, drafts: Drafts) -> int:
    kind = request.values.get("mission_type")
    return int(
        request.values.get("days") or _first(drafts, "Mission types", "mission_type", kind, "days") or 0
    )


def _weekdays_of(request: Draft, drafts: Drafts) -> frozenset[int]:
    own = _first(drafts, "Members", "member", request.values.get("member"), "working_days")
    plan = next(iter(drafts.get("Plan", ())), None)
    return own or (plan.values.get("working_days") if plan else None) or frozenset()


def _first(drafts: Drafts, sheet: str, key: str, code: Any, field: str) -> Any:
    """A field of the row with a code; None where there is no such row."""
    found: Iterator[Any] = (
        row.values.get(field) for row in drafts.get(sheet, ()) if row.values.get(key) == code
    )
    return next(found, None)
