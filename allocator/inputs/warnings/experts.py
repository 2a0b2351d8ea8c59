"""Experts who cannot be sent, and qualifications and releases that count for nothing in this plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from allocator.inputs.warnings.qualified import Fits
from allocator.plan.plan import Plan
from allocator.tables.findings import Draft, Findings
from allocator.tables.lenient import ANY

if TYPE_CHECKING:
    from allocator.problem import Bools

Drafts = Mapping[str, Sequence[Draft]]


def check_people(plan: Plan, drafts: Drafts, fits: Fits, findings: Findings) -> None:
    """Warn of experts who qualify for nothing or are never released, and of rows outside the plan."""
    spent = _check_expiry(plan, drafts, findings)
    absent = _check_releases(plan, drafts, findings)
    rows = {row.expert for row in plan.qualifications}
    fitting: Bools = np.any(fits.fit, axis=0)
    asked: Bools = np.any(fits.asked, axis=0)
    for i, draft in enumerate(drafts.get("Experts", ())):
        code = draft.values["expert"]
        if code in absent:
            message = (
                f"is never released in the plan, {plan.settings.start} to {plan.settings.end}: every row in "
                "Availability lies outside, so the person cannot be sent"
            )
        elif code in spent or (code not in rows and ANY in rows) or code == draft.whole.place:
            continue
        elif code not in rows:
            message = "has no row in Qualifications and cannot be sent; add one"
        elif not plan.open_requests or fitting[i]:
            continue
        elif asked[i]:
            message = (
                "holds a profile and topic that are asked for, but with no status, level or date that "
                "suffices; the person cannot be sent"
            )
        else:
            message = "holds no profile and topic that an open request asks for; the person cannot be sent"
        findings.on(draft, "expert", message, severity="warning")


def _check_expiry(plan: Plan, drafts: Drafts, findings: Findings) -> set[str]:
    """Note qualifications that end before the plan begins; the experts concerned, and those of whom a row
    has a profile that no seat asks for, which is noted elsewhere."""
    concerned = set()
    profiles = {seat.profile for seat in plan.seats} | {seat.profile for seat in plan.request_seats}
    for draft in drafts.get("Qualifications", ()):
        until = draft.values["valid_until"]
        if until is not None and until < plan.settings.start:
            message = f"is before the plan starts on {plan.settings.start}; the row counts for nothing"
            findings.on(draft, "valid_until", message, severity="warning")
            concerned.add(draft.values["expert"])
        if draft.values["profile"] not in profiles:
            concerned.add(draft.values["expert"])
    return concerned


def _check_releases(plan: Plan, drafts: Drafts, findings: Findings) -> set[str]:
    """Note availability outside the plan; the experts who have no other."""
    inside: set[str] = set()
    outside: dict[str, list[Draft]] = defaultdict(list)
    settings = plan.settings
    day = timedelta(days=1)
    for draft in drafts.get("Availability", ()):
        if draft.values["last"] < settings.start or draft.values["first"] > settings.end:
            outside[draft.values["expert"]].append(draft)
        else:
            inside.add(draft.values["expert"])
    for draft in (draft for expert in outside if expert in inside for draft in outside[expert]):
        if draft.values["last"] + day == settings.start or draft.values["first"] - day == settings.end:
            continue  # journeys may leave the plan's period, and rows that touch are one release
        if draft.values["last"] < settings.start:
            message = f"is before the plan starts on {settings.start}; the row releases nobody in this plan"
            findings.on(draft, "last", message, severity="warning")
        else:
            message = f"is after the plan ends on {settings.end}; the row releases nobody in this plan"
            findings.on(draft, "first", message, severity="warning")
    return outside.keys() - inside
