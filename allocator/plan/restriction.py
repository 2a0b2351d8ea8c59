"""Whether a plan only takes away from an earlier one: then what no allocation of the earlier one could reach,
none of the later one can."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from operator import eq
from typing import Any, TypeVar

from allocator.plan.entities import (
    DECLINED,
    FIXED,
    PREVIOUS,
    Administration,
    Agreement,
    Expert,
    Request,
)
from allocator.plan.plan import Plan

_Row = TypeVar("_Row", Expert, Administration, Agreement, Request)

_OF_AN_EXPERT = ("qualifications", "availability", "interest", "history")
_LOOKED_AT = frozenset({
    "settings", "members", "experts", "administrations", "agreements", "requests", "request_seats",
    "closures", "decisions", "departures", "warnings", "digest", "origin", *_OF_AN_EXPERT,
})  # fmt: skip


def only_takes_away(before: Plan, after: Plan) -> bool:
    """Whether every allocation of `after` that keeps the hard rules is one of `before` that does, requests
    that are gone being not served in it, and every request that is left weighs the same.

    It looks at what planners take away: people, administrations and agreements that withdraw, end sooner or
    give less, windows that narrow, requests cancelled, days closed, people excluded. False where anything
    else has changed, also where that would do no harm.
    """
    return (
        _same_elsewhere(before, after)
        and _settings(before) == _settings(after)
        and before.settings.frozen_until is None
        and before.delivered == after.delivered
        and _each(before.members, after.members, eq)
        and _each(before.experts, after.experts, _expert)
        and all(before.experts[code].minimum_missions == 0 for code in before.experts.keys() - after.experts)
        and _each(before.administrations, after.administrations, _administration)
        and (before.agreements is None) == (after.agreements is None)
        and _each(before.agreements or {}, after.agreements or {}, _agreement)
        and _requests(before, after)
        and set(before.closures) <= set(after.closures)
        and _rows_only_bind(before, after)
    )


def _same_elsewhere(before: Plan, after: Plan) -> bool:
    """All sheets that are not looked at, and what is said of people and requests that are left."""
    others = (each.name for each in fields(before) if each.name not in _LOOKED_AT)
    if any(getattr(before, name) != getattr(after, name) for name in others):
        return False
    if {row for row in before.request_seats if row.request in after.requests} != set(after.request_seats):
        return False
    people = before.experts.keys() - after.experts.keys()
    requests = before.requests.keys() - after.requests.keys()
    return all(
        {
            row for row in getattr(before, name)
            if row.expert not in people and getattr(row, "request", "") not in requests
        }
        == set(getattr(after, name))
        for name in _OF_AN_EXPERT
    )  # fmt: skip


def _settings(plan: Plan) -> Any:
    return replace(plan.settings, title="", frozen_until=None)


def _rows_only_bind(before: Plan, after: Plan) -> bool:
    """Whether rows of Assignments lock and exclude all that they did, of requests that are left."""
    shut = {row for row in _excluded(before) if row[0] in after.requests}
    return _locked(before) <= _locked(after) and shut <= _excluded(after)


def _locked(plan: Plan) -> set[Any]:
    """What rows lock, however far it is agreed. Who has declined is held by nothing."""
    return {
        replace(row, status="draft", status_reason="")
        for row in plan.decisions
        if row.decision == FIXED and row.status != DECLINED
    }


def _excluded(plan: Plan) -> set[tuple[str, str, str]]:
    """(request, seat, person) of the rows that exclude; who declines, declines every seat."""
    return {
        (row.request, "" if row.status == DECLINED else row.seat, row.expert)
        for row in plan.decisions
        if row.excludes
    }


def _each(before: Mapping[str, Any], after: Mapping[str, Any], less: Callable[[Any, Any], bool]) -> bool:
    """Whether all that is left was there, and is the same or less."""
    return all(code in before and less(before[code], row) for code, row in after.items())


def _expert(before: Expert, after: Expert) -> bool:
    said, upper = ("name", "gender", "note"), ("withdrawn_from", "missions", "days")
    return _narrows(before, after, said, upper=upper)


def _administration(before: Administration, after: Administration) -> bool:
    return _narrows(before, after, ("name",), upper=("withdrawn_from", "away_at_once", "days"))


def _agreement(before: Agreement, after: Agreement) -> bool:
    return _narrows(before, after, ("name",), upper=("budget", "last"), lower=("first",))


def _requests(before: Plan, after: Plan) -> bool:
    """Windows may narrow; a request may go if no other waited for it and nothing asked for it."""
    gone = before.requests.keys() - after.requests.keys()
    tied = {code for request in before.requests.values() for code in request.after}
    tied |= {code for code in gone if before.requests[code].done_on is not None}
    tied |= {row.request for row in before.decisions if row.decision not in ("", PREVIOUS)}
    return not gone & tied and _each(before.requests, after.requests, _request)


def _request(before: Request, after: Request) -> bool:
    said, upper, lower = ("expected_result", "indicator"), ("latest_end",), ("earliest_start",)
    return _narrows(before, after, said, upper=upper, lower=lower)


def _narrows(
    before: _Row, after: _Row, said: Sequence[str], *, upper: Sequence[str], lower: Sequence[str] = ()
) -> bool:
    """Whether a row has the same cells but for what is only `said`, and for limits that allow no more."""
    cells: dict[str, Any] = {name: getattr(before, name) for name in (*said, *upper, *lower)}
    return (
        replace(after, **cells) == before
        and all(_not_more(getattr(after, name), cells[name]) for name in upper)
        and all(_not_less(getattr(after, name), cells[name]) for name in lower)
    )


def _not_more(one: Any, other: Any) -> bool:
    """Whether a limit is the same or less; None is no limit."""
    return other is None or (one is not None and one <= other)


def _not_less(one: Any, other: Any) -> bool:
    """Whether a lower limit is the same or more; None is no limit."""
    return other is None or (one is not None and one >= other)
