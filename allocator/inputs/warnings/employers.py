"""Employers without a country whose name means a Member: nobody is kept from advising the own country."""

from collections.abc import Mapping, Sequence

from allocator.plan.entities import SECRETARIAT
from allocator.plan.national_names import members_named_in
from allocator.plan.plan import Plan
from allocator.plan.reference import members
from allocator.tables.cells.cells import shown
from allocator.tables.findings import Draft, Findings

_SHOWN = 4


def check_employers(plan: Plan, drafts: Mapping[str, Sequence[Draft]], findings: Findings) -> None:
    """Warn at the blank country of an employer that is no Member and bears the name, code, adjective or
    service of one, where it could matter: its experts could be sent there, or share the country with others.
    """
    staff: dict[str, list[str]] = {}
    for expert in plan.experts.values():
        staff.setdefault(expert.administration, []).append(expert.expert)
    for draft in drafts.get("Administrations", ()):
        code, name = draft.values["administration"], draft.values["name"] or ""
        if code == SECRETARIAT or code not in staff or plan.administrations[code].country:
            continue
        named = members_named_in(name) or members_named_in(code)
        matters = _why_it_matters(plan, named, staff[code]) if named else ""
        if matters:
            countries = " or ".join(members()[member].name for member in sorted(named))
            message = (
                f"is blank, but {shown(name or code)} speaks of {countries}: {matters}; "
                f"write {' or '.join(sorted(named))}"
            )
            findings.on(draft, "country", message, severity="warning")


def _why_it_matters(plan: Plan, named: frozenset[str], own: Sequence[str]) -> str:
    """What a blank country permits, or an empty text."""
    hosts = [r.request for r in plan.open_requests if named.intersection(plan.members_of(r))]
    people = [code for code in plan.experts if plan.administration_of(code).country in named]
    reasons = []
    if hosts:
        reasons.append(f"{_listed(own)} may be sent there ({_listed(hosts)}) as if from abroad")
    if len(own) + len(people) > 1:
        reasons.append(f"{_listed([*own, *people])} count as from different countries")
    return " and ".join(reasons)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" and others" if len(names) > _SHOWN else "")
