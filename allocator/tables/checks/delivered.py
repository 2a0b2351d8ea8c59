"""Whether the rows of Assignments of what has been delivered agree with each other and with the day on which
it was done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from allocator.plan.entities import DECLINED, EXCLUDED, FIXED
from allocator.tables.checks.directory import Drafts
from allocator.tables.findings import Draft, Findings


def delivered_codes(drafts: Drafts) -> set[str]:
    """The requests that are done."""
    requests = (row for row in drafts.get("Requests", ()) if row.has("request"))
    return {row.values["request"] for row in requests if row.values.get("done_on")}


def delivered_drafts(drafts: Drafts) -> dict[str, list[Draft]]:
    """The rows that say how a delivered request was served, by request."""
    done = delivered_codes(drafts)
    rows: dict[str, list[Draft]] = defaultdict(list)
    for row in drafts.get("Assignments", ()):
        went = row.values.get("decision", EXCLUDED) != EXCLUDED and row.values.get("status") != DECLINED
        if went and row.values.get("request") in done:
            rows[row.values["request"]].append(row)
    return rows


def check_delivered(
    drafts: Drafts, requests: Mapping[str, Draft], teams: Mapping[str, Sequence[Draft]], findings: Findings
) -> None:
    """Note dates and payers that contradict, and people for whom the team had no place.

    `teams` are the seats of each request as far as they are known for sure.
    """
    for code, rows in delivered_drafts(drafts).items():
        for field in ("start", "agreement"):
            _check_same(rows, field, findings)
        _check_start(rows, requests[code], findings)
        _check_seats(rows, findings)
        _check_places(code, rows, teams.get(code, ()), findings)


def _check_same(rows: Sequence[Draft], field: str, findings: Findings) -> None:
    """A mission had one start and one payer. (Of two `fixed` rows this is said of all.)"""
    given = [row for row in rows if row.values.get(field)]
    for row in given[1:]:
        first, both = given[0], {given[0].values["decision"], row.values["decision"]}
        if row.values[field] != first.values[field] and both != {FIXED}:
            where = first.spot(field).place
            message = f"{row.values[field]} contradicts {first.values[field]} at {where}; keep what happened"
            findings.at(row.spot(field), message)


def _check_start(rows: Sequence[Draft], request: Draft, findings: Findings) -> None:
    done = request.values.get("done_on")  # not there where the code stands twice
    for row in rows:
        if done and row.values.get("start") and row.values["start"] > done:
            where = request.spot("done_on").place
            message = f"{row.values['start']} is after {done}, when it was done ({where}); correct one"
            findings.on(row, "start", message)


def _check_seats(rows: Sequence[Draft], findings: Findings) -> None:
    """Nobody sat in two seats."""
    first: dict[str, Draft] = {}
    for row in rows:
        if row.values.get("expert") and row.values.get("seat"):
            other = first.setdefault(row.values["expert"], row)
            if other.values["seat"] != row.values["seat"]:
                where = f"{other.values['seat']} at {other.spot('seat').place}"
                findings.at(row.spot("seat"), f"{row.values['expert']} was in the seat {where}; keep one")


def _check_places(code: str, rows: Sequence[Draft], team: Sequence[Draft], findings: Findings) -> None:
    """No seat, and no team, had more people than places."""
    if not team or not all(seat.has("seat", "count") for seat in team):
        return
    count = {seat.values["seat"]: seat.values["count"] for seat in team}
    places = {**count, "": sum(count.values())}
    people: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        expert = row.values.get("expert")
        if not expert or not row.has("seat"):
            continue
        for seat in dict.fromkeys((row.values["seat"], "")):
            if expert in people[seat] or seat not in places:
                continue
            people[seat].append(expert)
            if len(people[seat]) == places[seat] + 1:
                where = f"the seat {seat} of {code}" if seat else f"the team of {code}"
                size, named = _counted(places[seat]), ", ".join(people[seat])
                findings.at(row.spot("expert"), f"{where} has {size}, for {named}; keep those who went")
                break


def _counted(places: int) -> str:
    return f"{places} place" + ("s" if places > 1 else "")
