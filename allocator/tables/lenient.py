"""A copy of the drafts in which every cell with a fault is filled so that it is no reason for a warning."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from allocator.tables.cells.dates import FIRST_YEAR, LAST_YEAR
from allocator.tables.checks.directory import Directory, Drafts
from allocator.tables.findings import Draft
from allocator.tables.schema import SHEET_BY_NAME, Column

#: Stands for a code that is not known: it fits whatever it is compared with.
ANY = "*"

_ALWAYS = frozenset(range(7))
_FIRST, _LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)

#: Rows with a fault in these sheets only add reasons for a warning, or say nothing about one.
_DISPENSABLE = frozenset({"Closures", "Interest", "Travel", "History", "Assignments"})

_FILLING: Mapping[tuple[str, str], Any] = MappingProxyType(
    {
        ("Plan", "start"): _FIRST,
        ("Plan", "end"): _LAST,
        ("Plan", "start_days"): _ALWAYS,
        ("Plan", "working_days"): _ALWAYS,
        ("Members", "working_days"): _ALWAYS,
        ("Experts", "languages"): (ANY,),
        ("Availability", "first"): _FIRST,
        ("Availability", "last"): _LAST,
        ("Qualifications", "level"): 5,
        ("Mission types", "days"): 1,
        ("Mission types", "travel_days"): 0,
        ("Requests", "requested_on"): _FIRST,
        ("Requests", "topic"): ANY,
        ("Requests", "languages"): (ANY,),
        ("Requests", "days"): 1,
        ("Seats", "topic"): ANY,
        ("Request seats", "topic"): ANY,
        ("Agreements", "kind"): "fund",
        ("Agreements", "funders"): (),
    }
)


def lenient(drafts: Drafts, directory: Directory) -> Mapping[str, list[Draft]]:
    """All sheets with every row complete; the directory learns of them, and of the code ANY where it is used.

    Rows whose key has a fault, or stands there twice, get a key of their own, which is their place.
    """
    copies = {name: list(_rows(rows)) for name, rows in drafts.items()}
    for draft in (draft for rows in copies.values() for draft in rows):
        for column in draft.sheet.columns:
            if not draft.has(column.field):
                draft.values[column.field] = _filling(draft, column)
                _introduce(draft, column, copies, directory)
    for sheet, field, known in (
        ("Members", "member", directory.members),
        ("Administrations", "administration", directory.administrations),
    ):
        known.update({row.values[field]: row for row in copies.get(sheet, ()) if row.values[field] in known})
    return copies


def _rows(rows: Iterable[Draft]) -> Iterable[Draft]:
    seen: set[str] = set()
    for draft in rows:
        complete = draft.has(*(column.field for column in draft.sheet.columns))
        if not complete and draft.sheet.name in _DISPENSABLE:
            continue
        copy = replace(draft, values=dict(draft.values))
        key = draft.sheet.columns[0]
        if key.kind == "key":
            code = copy.values.get(key.field)
            if code is None or code in seen:
                copy.values[key.field] = code = draft.whole.place
            seen.add(code)
        yield copy


def _filling(draft: Draft, column: Column) -> Any:
    """What stands for a cell with a fault."""
    if (draft.sheet.name, column.field) in _FILLING:
        return _FILLING[draft.sheet.name, column.field]
    if column.required or column.kind == "member":
        return 0 if column.kind == "whole" else ANY
    return column.default


def _introduce(draft: Draft, column: Column, copies: Mapping[str, list[Draft]], directory: Directory) -> None:
    """Make known what the filling refers to: Builders look up Members, employers, experts and types."""
    if draft.values[column.field] != ANY:
        return
    if column.kind == "member":
        directory.members.setdefault(ANY, None)
    elif column.field == "administration":
        directory.administrations.setdefault(ANY, None)
    elif column.field == "mission_type" and draft.sheet.name == "Requests":
        types = copies["Mission types"]
        if not any(row.values.get("mission_type") == ANY for row in types):
            types.append(_type_of_any_kind(draft))


def _type_of_any_kind(draft: Draft) -> Draft:
    """A mission type of one day, in whose row nothing is known."""
    sheet = SHEET_BY_NAME["Mission types"]
    values = {column.field: column.default for column in sheet.columns}
    values |= {"mission_type": ANY, "days": 1, "travel_days": 0}
    return Draft(sheet=sheet, values=values, spots={}, whole=draft.whole)
