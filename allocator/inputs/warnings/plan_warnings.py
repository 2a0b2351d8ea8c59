"""All warnings about how the sheets work together, in one pass."""

from collections.abc import Mapping, Sequence

from allocator.inputs.warnings.employers import check_employers
from allocator.inputs.warnings.experts import check_people
from allocator.inputs.warnings.pairing import check_pairs
from allocator.inputs.warnings.payers import check_payers
from allocator.inputs.warnings.qualified import find_fits
from allocator.inputs.warnings.starts import Calendar
from allocator.inputs.warnings.windows import check_sequence, check_start_days, check_windows
from allocator.plan.plan import Plan
from allocator.tables.findings import Draft, Findings


def note_doubts(plan: Plan, drafts: Mapping[str, Sequence[Draft]], findings: Findings) -> None:
    """Note every warning of a plan whose rows are `drafts`. What the planner excludes is left alone."""
    requests = {
        draft.values["request"]: draft
        for draft in drafts.get("Requests", ())
        if plan.is_open(draft.values["request"]) and draft.values["request"] not in plan.not_to_serve
    }
    agreements = {draft.values["agreement"]: draft for draft in drafts.get("Agreements", ())}
    calendar = Calendar(plan)
    starts = {request.request: calendar.starts_of(request) for request in plan.open_requests}
    fits = find_fits(plan, starts)
    for draft in drafts.get("Plan", ()):
        check_start_days(plan, draft, findings)
    check_windows(plan, starts, requests, findings)
    check_sequence(plan, starts, requests, findings)
    check_people(plan, drafts, fits, findings)
    check_employers(plan, drafts, findings)
    check_pairs(plan, fits, requests, findings)
    check_payers(plan, starts, fits, agreements, requests, findings)
