"""What has to fit together between the cells of one input."""

from collections.abc import Iterator

from allocator.plan.entities import CANCELLED
from allocator.tables.cells.cells import shown
from allocator.tables.cells.suggest import did_you_mean
from allocator.tables.checks.delivered import delivered_drafts
from allocator.tables.checks.directory import Directory, Drafts
from allocator.tables.checks.spelling import FAMILIES, check_spelling
from allocator.tables.findings import Draft, Findings

#: Sheets whose rows run from one day to another.
_SPANS = (
    ("Plan", "start", "end"),
    ("Closures", "first", "last"),
    ("Availability", "first", "last"),
    ("Requests", "earliest_start", "latest_end"),
    ("Agreements", "first", "last"),
)

#: What an empty sheet means: usually that it is still to be filled in.
_EMPTY = {
    "Requests": "has no row, so there is nothing to allocate; add what Members ask for",
    "Experts": "has no row, so nobody can be sent; add who can",
    "Agreements": "has no row, so nobody can pay for any mission; add the agreements, or delete the sheet",
}

_USUAL_PROFILES = frozenset({"CMA", "TOE", "ET"})


def check(drafts: Drafts, directory: Directory, findings: Findings) -> None:
    """Note everything that does not fit. A value with a fault of its own is left out of the comparison."""
    for sheet, first, last in _SPANS:
        for draft in drafts.get(sheet, ()):
            _check_span(draft, first, last, findings)
    for draft in drafts.get("Experts", ()):
        _check_expert(draft, findings)
    for sheet, field in (*FAMILIES["profiles"], *FAMILIES["topics"]):
        for draft in drafts.get(sheet, ()):
            _check_star(draft, field, findings)
    _check_requests(drafts, findings)
    _check_order(drafts, findings)
    _check_profiles(drafts, findings)
    check_spelling(drafts, findings)
    _check_travel(drafts, directory, findings)
    for sheet, message in _EMPTY.items():
        if sheet in drafts and not drafts[sheet] and directory.is_sure_of(sheet):
            findings.sheet(sheet, message, severity="warning")


def _check_span(draft: Draft, first: str, last: str, findings: Findings) -> None:
    if not draft.has(first, last) or draft.values[first] is None or draft.values[last] is None:
        return
    if draft.values[last] < draft.values[first]:
        header = draft.spot(first).header
        message = (
            f"{draft.values[last]} is before {header} {draft.values[first]}; exchange the two or correct one"
        )
        findings.on(draft, last, message)
        draft.fail(first)


def _check_expert(draft: Draft, findings: Findings) -> None:
    if draft.has("missions", "minimum_missions") and draft.values["missions"] is not None:
        least, most = draft.values["minimum_missions"], draft.values["missions"]
        if least > most:
            findings.on(
                draft, "minimum_missions", f"{least} is more than missions, {most}; {most} or less is right"
            )


def _check_star(draft: Draft, field: str, findings: Findings) -> None:
    """`*` says any topic, and only of a qualification."""
    if draft.sheet.name != "Qualifications" and "*" in (draft.values.get(field) or ""):
        right = "leave it blank for any" if field == "topics" else "write one topic"
        findings.on(draft, field, f"'*' belongs in Qualifications only; {right}")


def _check_requests(drafts: Drafts, findings: Findings) -> None:
    plan = next(iter(drafts.get("Plan", ())), None)
    for draft in drafts.get("Requests", ()):
        if draft.has("member") and draft.values["member"] in draft.values.get("other_members", ()):
            findings.on(draft, "other_members", "names the asking Member itself; leave it out")
        asked, done = draft.values.get("requested_on"), draft.values.get("done_on")
        if asked and done and done < asked:
            findings.on(draft, "done_on", f"{done} is before requested on {asked}; correct one")
        if plan is not None and not done and draft.values.get("status") != CANCELLED:
            _check_window(draft, plan, findings)


def _check_window(draft: Draft, plan: Draft, findings: Findings) -> None:
    """Warn of windows in which no mission can be. The plan's own days are known here or not looked at."""
    earliest, latest = draft.values.get("earliest_start"), draft.values.get("latest_end")
    start, end = plan.values.get("start"), plan.values.get("end")
    asked, wish = draft.values.get("requested_on"), draft.values.get("preferred_start")
    found: list[tuple[str, str]] = []
    if earliest and end and earliest > end:
        found.append(
            ("earliest_start", f"{earliest} is after the plan's end {end}; the request cannot be served")
        )
    if latest and start and latest < start:
        found.append(
            ("latest_end", f"{latest} is before the plan's start {start}; the request cannot be served")
        )
    if latest and asked and latest < asked:
        found.append(("latest_end", f"{latest} is before requested on {asked}; the request cannot be served"))
    first, last = earliest or start, latest or end
    if wish and first and last and not first <= wish <= last:
        found.append(("preferred_start", f"{wish} is outside the request's window, {first} to {last}"))
    for field, message in found:
        findings.on(draft, field, message, severity="warning")


def _check_order(drafts: Drafts, findings: Findings) -> None:
    """No request may, over its predecessors, wait for itself; what is done waits for nothing."""
    requests = {
        draft.values["request"]: draft for draft in drafts.get("Requests", ()) if draft.has("request")
    }
    after = {
        code: [earlier for earlier in draft.values.get("after", ()) if earlier in requests]
        for code, draft in requests.items()
        if draft.values.get("done_on") is None
    }
    for cycle in _cycles(after):
        text = " after ".join([*cycle, cycle[0]])
        message = f"the requests wait for each other in a circle: {text}; take one of them out"
        findings.on(requests[cycle[0]], "after", message)


def _cycles(after: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """One cycle from every knot of requests that wait for each other, found without recursion."""
    finished: set[str] = set()
    for root in after:
        path: list[str] = []
        rest = [iter([root])]
        while rest:
            code = next(rest[-1], None)
            if code is None:
                rest.pop()
                if path:
                    finished.add(path.pop())
            elif code in path:
                yield tuple(path[path.index(code) :])
            elif code in after and code not in finished:
                path.append(code)
                rest.append(iter(after[code]))


def _check_profiles(drafts: Drafts, findings: Findings) -> None:
    """A profile that no seat asks for and that is none of the usual ones is likely misspelt."""
    seats = [*drafts.get("Seats", ()), *drafts.get("Request seats", ())]
    known = _USUAL_PROFILES | {draft.values["profile"] for draft in seats if draft.has("profile")}
    for draft in drafts.get("Qualifications", ()):
        profile = draft.values.get("profile")
        if profile and profile not in known:
            hint = did_you_mean(profile, known)
            findings.on(
                draft, "profile", f"no seat asks for the profile {shown(profile)}{hint}", severity="warning"
            )


def _check_travel(drafts: Drafts, directory: Directory, findings: Findings) -> None:
    """With a sheet Travel, every journey from an expert's region to a request's has a row."""
    if "Travel" not in drafts or any(not row.has("from_region", "to_region") for row in drafts["Travel"]):
        return
    if not directory.is_sure_of("Travel"):
        return
    known = {(row.values["from_region"], row.values["to_region"]) for row in drafts["Travel"]}
    homes: dict[str, str] = {}
    for draft in drafts.get("Experts", ()):
        if draft.has("expert", "administration"):
            region = directory.region_of_administration(draft.values["administration"])
            homes.setdefault(region, draft.values["expert"])
    goals: dict[str, str] = {}
    for draft in drafts.get("Requests", ()):
        asked = draft.values.get("status") != CANCELLED and draft.values.get("done_on", "?") is None
        if asked and draft.has("request", "member"):
            goals.setdefault(directory.region_of_member(draft.values["member"]), draft.values["request"])
    journeys = {(home, goal): (homes[home], goals[goal]) for home in homes for goal in goals}
    for (home, goal), (expert, request) in sorted(
        (_delivered_journeys(drafts, directory) | journeys).items()
    ):
        if home and goal and (home, goal) not in known:
            findings.sheet(
                "Travel", f"has no row from {home} to {goal} (as for {expert} on {request}); add it"
            )


def _delivered_journeys(drafts: Drafts, directory: Directory) -> dict[tuple[str, str], tuple[str, str]]:
    """(region of the expert, region of the Member) of what is delivered, each with an example: their cost has
    been paid."""
    employer = {
        row.values.get("expert"): row.values.get("administration") for row in drafts.get("Experts", ())
    }
    host = {row.values.get("request"): row.values.get("member") for row in drafts.get("Requests", ())}
    found = {}
    for request, rows in delivered_drafts(drafts).items():
        for row in rows:
            body, member = employer.get(row.values.get("expert")), host.get(request)
            if body and member:
                regions = directory.region_of_administration(body), directory.region_of_member(member)
                found[regions] = row.values["expert"], request
    return found
