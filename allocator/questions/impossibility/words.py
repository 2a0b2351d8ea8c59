"""Why a request is impossible, in words: what the mission nearest to possible would break."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from allocator.errors import enumerated
from allocator.plan import calendar
from allocator.plan.allocation import Allocation
from allocator.plan.entities import DECLINED, POSTPONED, Decision
from allocator.problem import Problem
from allocator.questions.impossibility.cause import Impossibility, alone
from allocator.rules.base import HARD, Violation, because, rule_name
from allocator.rules.candidates import Candidates
from allocator.rules.coupling import COUPLING
from allocator.rules.eligibility import ELIGIBILITY

_RULES = {module.RULE.code: module for module in (*ELIGIBILITY, *COUPLING)}
_SELECTS = tuple(module.RULE.code for module in ELIGIBILITY)
_NAMED = 5  # people named in a sentence, at most


def why(candidates: Candidates, found: Impossibility) -> str:
    """The reason as a clause: who decided it, who is missing, and what stands in the way of the mission
    nearest to possible."""
    problem = candidates.problem
    nobody = left_out(problem, found.request)
    if nobody and found.rules == ("excluded",):
        return nobody
    parts = [*_missing(candidates, found), _in_the_way(problem, found), *_excluded(problem, found)]
    return "; ".join(part for part in parts if part)


class _Lifted(Protocol):
    """What names the rules in the way of a request."""

    @property
    def rules(self) -> tuple[str, ...]: ...
    @property
    def weekends(self) -> bool: ...


def rules_in_words(found: _Lifted) -> str:
    """The rules whose lifting would help, as words: `language`, `release (weekends)`."""
    names = [rule_name(code) for code in found.rules]
    if found.weekends:
        names[found.rules.index("release")] += " (weekends)"
    return " and ".join(names)


def left_out(problem: Problem, request: str) -> str:
    """Why a request is not to be served: the planner's row, or that it is postponed; empty where it is."""
    asked = problem.plan.requests[request]
    if asked.status == POSTPONED:
        return (
            f"it is postponed{because(asked.status_reason)}: give it a new window and set its status to open"
        )
    row = next((row for row in _exclusions(problem, request) if not row.expert), None)
    return "" if row is None else f"the planner decided not to serve it{_at(row)}"


def _exclusions(problem: Problem, request: str) -> list[Decision]:
    return [row for row in problem.plan.decisions if row.excludes and row.request == request]


def _at(row: Decision) -> str:
    """The cell by which a row excludes, in brackets."""
    place = row.at(row.excluding_field)
    return f" ({place} of the input)" if place else ""


def _missing(candidates: Candidates, found: Impossibility) -> Iterator[str]:
    """The first seat with too few candidates, where rules that select people are in the way."""
    problem = candidates.problem
    seats = np.flatnonzero(problem.seat_request == problem.request_index[found.request])
    lacking = [q for q in seats if candidates.per_seat[q] < problem.seat_count[q]]
    if not lacking or not set(found.rules) & {*_SELECTS, "full_team"}:
        return
    q = lacking[0]
    fell = [
        f"{n} {'fall' if n > 1 else 'falls'} to {rule_name(code)}"
        for code, n in zip(_SELECTS, candidates.funnel[q], strict=True)
        if n
    ]
    few, places = candidates.per_seat[q], problem.seat_count[q]
    left = f"{few} of {places} needed" if few else "nobody"
    yield f"seat {problem.seats[q].seat}: {left} left of {len(problem.experts)} experts ({', '.join(fell)})"


def _in_the_way(problem: Problem, found: Impossibility) -> str:
    """What the mission nearest to possible would break."""
    mission = found.mission
    if mission is None:
        places = problem.team_size[problem.request_index[found.request]]
        experts = len(problem.experts)
        return f"its {places} places need different people, and the plan has {experts}"
    broken = list(_broken(problem, found)) or list(_too_early(problem, found))
    what = f": {'; '.join(broken)}" if broken else ""
    people = f" with {', '.join(mission.experts)}" if mission.experts else ""
    payer = f", paid by {mission.agreement}" if mission.agreement else ""
    names = rules_in_words(found)
    stand = f"rule {names} stands" if len(found.rules) == 1 else f"rules {names} together stand"
    where = f"on {mission.start}{people}{payer}"
    return f"the {stand} in the way {where}{what}{_weekend_advice(problem, found)}{_others(found)}"


def _weekend_advice(problem: Problem, found: Impossibility) -> str:
    """Which days off are not released, where nothing else is missing of the releases."""
    mission, plan = found.mission, problem.plan
    if mission is None or not found.weekends:
        return ""
    missing: set[date] = set()
    for expert in mission.experts:
        departure, back = calendar.away(plan, plan.requests[found.request], expert, mission.start)
        spells = plan.availability_of.get(expert, ((departure, back),))
        days = (departure + timedelta(days=n) for n in range((back - departure).days + 1))
        missing |= {day for day in days if not any(first <= day <= last for first, last in spells)}
    named = ", ".join(f"{day:%A} {day}" for day in sorted(missing)[:_NAMED])
    return f"; only days off are not released ({named}): join the rows of Availability over them"


def _others(found: Impossibility) -> str:
    """Which other rules would help as well."""
    if not found.others:
        return ""
    return (
        f" (lifting {' or '.join(' and '.join(map(rule_name, o)) for o in found.others)} would open it, too)"
    )


def _broken(problem: Problem, found: Impossibility) -> Iterator[str]:
    """What the mission breaks of the rules, as their checks say it."""
    plan, mission = alone(problem.plan), found.mission
    assert mission is not None
    for code in found.rules:
        if code == "sequence":
            yield from _too_early(problem, found)
            continue
        if code == "excluded":
            continue  # all that is excluded is told at the end
        for violation in _RULES[code].check(plan, problem.model, Allocation((mission,))):
            if violation.level is HARD:
                yield named(violation, found.request)


def named(violation: Violation, request: str) -> str:
    """What a violation says, with the people it concerns where the message does not name them."""
    message = violation.message
    whom = [code for code in violation.subject.split(", ") if code != request and not _names(message, code)]
    return f"{', '.join(whom)}: {message}" if whom else message


def _names(text: str, code: str) -> bool:
    """Whether a text names a code, not only a longer one."""
    return re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text) is not None


def _too_early(problem: Problem, found: Impossibility) -> Iterator[str]:
    """Which predecessors keep the mission from its day."""
    mission = found.mission
    assert mission is not None
    gap = problem.plan.requests[found.request].gap_days
    for code, last in found.follows.items():
        if last is None:
            yield f"it follows {code}, which is impossible"
        elif (mission.start - last).days <= gap:
            apart = f", {gap} days apart" if gap else ""
            yield f"it follows {code}{apart}, which ends on {last} at the earliest"


def _excluded(problem: Problem, found: Impossibility) -> Iterator[str]:
    """Whom the planner has excluded, and where."""
    rows = _exclusions(problem, found.request)
    if "excluded" not in found.rules or not rows:
        return
    decided = [f"{row.expert or 'the request'}{_at(row)}" for row in rows if row.status != DECLINED]
    if decided:
        yield f"the planner excluded {enumerated(decided, _NAMED)}"
    declined = [f"{row.expert}{because(row.status_reason)}" for row in rows if row.status == DECLINED]
    if declined:
        yield f"{enumerated(declined, _NAMED)} declined"
