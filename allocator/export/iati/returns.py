"""A result as activities of the IATI Standard 2.03 (iatistandard.org): one per agreement.

Codes from its code lists are named where they are used. What is planned stands as planned disbursements, what
is delivered as expenditure, each with the cost that the workbook shows for the mission.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ElementTree, indent, tostring

from allocator.errors import Fault, InputError
from allocator.export.iati.activity import Activity, Reporter, Visit, add_activity
from allocator.export.whole_files import write_whole
from allocator.plan import Plan
from allocator.report.stays import Stay, delivered_stays, stays
from allocator.results.result import Result

if TYPE_CHECKING:
    from datetime import date

    from allocator.plan.entities import Agreement

_VERSION = "2.03"
_HEAD = 4096  # bytes, in which the name of the outermost element stands
#: An agency's code in a register, a hyphen, the organisation's own number: XM-DAC-47, GB-GOV-1.
_IDENTIFIER = re.compile(r"[A-Z]{2}-[A-Z0-9_]+-[^\s/&?|]+")


def write_iati(result: Result, path: str | Path, *, organisation: str, name: str, kind: str = "40") -> None:
    """Write what a result plans and what was delivered as activities of the organisation that reports.

    `organisation` is its identifier as org-id.guide gives it, `kind` a code of the list OrganisationType, by
    default 40, multilateral. Missions that no agreement pays stand in an activity of the plan. Amounts are
    those of the sheet Agreements. Raises InputError for an identifier that is none, for a result without
    missions and agreements, and where the file cannot be written.
    """
    if not _IDENTIFIER.fullmatch(organisation):
        message = "is no identifier of an organisation, such as XM-DAC-12345; org-id.guide lists them"
        raise InputError("IATI", [Fault(place=organisation or "organisation", message=message)])
    reporter = Reporter(identifier=organisation, kind=kind, name=name)
    root = Element("iati-activities", {"version": _VERSION, "generated-datetime": _created(result)})
    for activity in _activities(result, reporter):
        add_activity(root, activity)
    if not len(root):
        message = "has neither agreements nor missions, so there is nothing to return"
        raise InputError("IATI", [Fault(place="the result", message=message)])
    tree = ElementTree(root)
    indent(tree)
    text = tostring(root, encoding="utf-8", xml_declaration=True)
    write_whole({Path(path): text + b"\n"})


def is_iati(path: Path) -> bool:
    """Whether a file is of activities for donors; an empty one may become so."""
    try:
        head = path.read_bytes()[:_HEAD]
    except OSError:
        return False
    return not head or b"<iati-activities" in head


def _created(result: Result) -> str:
    """When the result was made, so that the same result gives the same file."""
    return result.provenance.created


def _activities(result: Result, reporter: Reporter) -> Iterator[Activity]:
    """An activity for every agreement, used or not; one for what nobody pays where there is such a thing."""
    plan = result.plan
    visits = _visits(result)
    used: set[str] = set()
    payers: Mapping[str, Agreement] = plan.agreements or {}
    for code in [*payers, *([""] if visits.get("") else [])]:
        agreement = payers.get(code)
        yield Activity(
            identifier=_identifier(reporter, code or plan.settings.title, used),
            reporter=reporter,
            plan=plan,
            agreement=agreement,
            visits=tuple(visits.get(code, ())),
        )


def _identifier(reporter: Reporter, code: str, used: set[str]) -> str:
    """An identifier that no other activity has, made of the code."""
    own = re.sub(r"[^A-Za-z0-9._-]+", "-", code).strip("-") or "activity"
    found, number = own, 1
    while found in used:
        number += 1
        found = f"{own}-{number}"
    used.add(found)
    return f"{reporter.identifier}-{found}"


def _visits(result: Result) -> dict[str, list[Visit]]:
    """Missions by the agreement that pays, an empty text for none: those delivered, then those planned."""
    found: dict[str, list[Visit]] = defaultdict(list)
    for done, team in ((True, delivered_stays(result.plan)), (False, stays(result))):
        by_request: dict[str, list[Stay]] = defaultdict(list)
        for stay in team:
            by_request[stay.place.request].append(stay)
        for own in by_request.values():
            found[own[0].mission.agreement or ""].append(_visit(result.plan, own, done))
    return found


def _visit(plan: Plan, team: list[Stay], done: bool) -> Visit:
    request = team[0].request
    last: date = request.done_on if done and request.done_on else team[0].last
    return Visit(
        request=request,
        members=plan.members_of(request),
        first=min(team[0].mission.start, last),
        last=last,
        cost=sum(stay.cost for stay in team),
        experts=tuple(stay.place.expert for stay in team),
        done=done,
    )
