"""A fingerprint of what a plan says to the rules and the goals, whatever it was read from."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from allocator.plan.entities import PREVIOUS, Decision, Request
from allocator.plan.plan import Plan

#: Fields that no rule and no goal looks at: a name or a note may be edited, and what was proven still is.
_FREE = frozenset(
    {"title", "name", "gender", "reason", "note", "expected_result", "indicator", "status_reason"}
)
_NO_SHEETS = frozenset({"departures", "warnings", "digest", "origin"})


def fingerprint(plan: Plan) -> str:
    """SHA-256, in hexadecimal, over all that may matter to an allocation of the plan: two plans with the same
    one have the same allocations, of the same values.

    The order of rows does not count, but for those of one request in Assignments; nor do names and notes,
    Members that no request speaks of, rows of Assignments that decide nothing, and how far locks are agreed.
    A blank that the reader resolves is the same as what it stands for.
    """
    content = {each.name: _records(plan, each.name) for each in fields(plan) if each.name not in _NO_SHEETS}
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _records(plan: Plan, name: str) -> list[str] | None:
    """The records of a sheet as texts in a fixed order; None where the plan was read without it."""
    held = getattr(plan, name)
    if held is None:
        return None
    records: Iterable[Any] = [held]
    if isinstance(held, Mapping):
        records = held.values()
    elif isinstance(held, tuple):
        records = held
    if name == "members":
        hosts = {code for request in plan.requests.values() for code in plan.members_of(request)}
        records = [record for record in records if record.member in hosts]
    if name == "decisions":
        told = (row for row in plan.decisions if row.excludes or _decides(plan, row))
        rows = [_without_status(plan, row) for row in told]
        # the first row of a request says when its mission was and who paid, where several differ
        return [_text(row) for row in sorted(rows, key=lambda row: row.request)]
    if name == "requests":
        records = [_resolved(plan, request) for request in records]
    return sorted(map(_text, records))


def _decides(plan: Plan, row: Decision) -> bool:
    return row.decision != "" or plan.requests[row.request].done_on is not None


def _without_status(plan: Plan, row: Decision) -> Decision:
    """A row without how far it is agreed, where that binds nobody."""
    binds = row.excludes or (row.decision == PREVIOUS and plan.is_open(row.request))
    return row if binds else replace(row, status="draft")


def _resolved(plan: Plan, request: Request) -> Request:
    first = request.earliest_start or plan.settings.start
    return replace(request, earliest_start=first, latest_end=request.latest_end or plan.settings.end)


def _text(record: Any) -> str:
    own = (each for each in fields(record) if "kind" in each.metadata and each.name not in _FREE)
    return json.dumps([_plain(getattr(record, each.name)) for each in own])


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value
