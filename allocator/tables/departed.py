"""Rows of an earlier allocation that a change leaves no place for: whoever they concern must be told."""

from collections.abc import Mapping

from allocator.plan.entities import PREVIOUS, Decision, Departure
from allocator.tables.checks.directory import Directory
from allocator.tables.findings import Draft


def departure_of(
    draft: Draft, missing: str, drafts: Mapping[str, list[Draft]], directory: Directory
) -> Departure | None:
    """The departure of a row of Assignments; None for one that is no part of an earlier allocation, or of
    which not everything is known. `missing` is what the plan has no more, such as `expert KEN-03`."""
    complete = draft.has(*(column.field for column in draft.sheet.columns))
    if not complete or draft.values["decision"] != PREVIOUS:
        return None
    row = Decision(**draft.values, place=draft.whole.place)
    expert, request = (_row(drafts, *key) for key in (("Experts", row.expert), ("Requests", row.request)))
    if expert is None or request is None or request.values.get("done_on"):
        return None
    name, members = expert.values.get("name"), [request.values.get("member")]
    members += request.values.get("other_members", ())
    return Departure(
        row=row,
        person=f"{row.expert} ({name})" if name else row.expert,
        administration=expert.values.get("administration", ""),
        members=tuple(directory.name_of_member(code) or code for code in members if code),
        missing=missing,
    )


def _row(drafts: Mapping[str, list[Draft]], sheet: str, code: str) -> Draft | None:
    return next((row for row in drafts.get(sheet, ()) if row.values.get(row.sheet.key[0]) == code), None)
