"""What questions about a result start from: the result under what the planner has excluded by now, of which
the search that found it may not have known."""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from allocator.app.position import exclusions
from allocator.errors import Fault, InputError
from allocator.plan.entities import EXCLUDED
from allocator.plan.fingerprint import fingerprint
from allocator.report.result import Result
from allocator.rules.eligibility import excluded

if TYPE_CHECKING:
    from allocator.app.position import Pairs, Position
    from allocator.plan import Plan
    from allocator.plan.entities import Decision
    from allocator.results import result as records
    from allocator.results.result import Status

_MEMO = "as it is asked about"


def asked_of(result: Result, plan: "Plan", position: "Position") -> Result:
    """A result of a plan on the desk whose own plan excludes whom plan and desk do by now, and nobody else;
    what else the plan has become is not in it. Whoever goes all the same, as it stands, may stay where they
    are. It is the result itself where that changes nothing, else made once.
    """
    made: _Made | None = result.memo.get(_MEMO)
    if made is None or made.plan is not plan or made.excluded != position.excluded:
        rows = _rows(result, plan, position)
        if rows == result.plan.decisions:
            found = None
        elif made is not None and made.found is not None and made.found.plan.decisions == rows:
            found = made.found
        else:
            found = _under(result, rows)
        made = result.memo[_MEMO] = _Made(plan, position.excluded, found)
    return result if made.found is None else made.found


class _Made(NamedTuple):
    """What was made of a result, and for what; None where that is the result itself."""

    plan: "Plan"
    excluded: "Pairs"
    found: Result | None


def _rows(result: Result, plan: "Plan", position: "Position") -> "tuple[Decision, ...]":
    """The rows of a result's plan, of those that exclude the ones that plan and desk have by now."""
    own = {_whom(row): row for row in plan.decisions if row.decision == EXCLUDED}
    told = result.plan.decisions
    rows = [row for row in told if row.decision != EXCLUDED or _whom(row) in own]
    known = {_whom(row) for row in rows if row.decision == EXCLUDED}
    now = {**own, **{_whom(row): row for row in exclusions(result.plan, position)}}
    new = (row for whom, row in now.items() if whom not in known)
    return (*rows, *(row for row in new if _is_about(result.plan, row) and not _goes(result, row)))


def _is_about(plan: "Plan", row: "Decision") -> bool:
    return row.request in plan.requests and (not row.expert or row.expert in plan.experts)


def _goes(result: Result, row: "Decision") -> bool:
    """Whether what a row excludes happens as it stands."""
    mission = result.allocation.by_request.get(row.request)
    return mission is not None and any(
        row.expert in ("", place.expert) and row.shuts(place.seat) for place in mission.team
    )


def _whom(row: "Decision") -> tuple[str, str, str]:
    return row.request, row.seat, row.expert


def _under(result: Result, rows: "tuple[Decision, ...]") -> Result:
    """A result whose plan has other rows. What no allocation can pass, none can with fewer people; where
    somebody may go again, nothing is known of bounds."""
    plan = replace(result.plan, decisions=rows)
    if set(result.plan.decisions) <= set(rows):
        told = replace(result.provenance, plan_content=fingerprint(plan))
        return replace(result, plan=plan, provenance=told, searched=None)
    status: Status = "feasible" if result.status == "optimal" else result.status
    goals = tuple(replace(goal, bound=None, proven=False, proof=None) for goal in result.goals)
    return replace(result, plan=plan, goals=goals, status=status, searched=None)


def who_may_go(plan: "Plan", request: str, seat: str) -> list[str]:
    """The experts of a plan whom none of its rows excludes from a seat of a request."""
    rows = [row for row in plan.decisions if row.request == request and row.excludes and row.shuts(seat)]
    return sorted(set(plan.experts).difference(row.expert for row in rows))


def refuse_excluded(plan: "Plan", found: "records.Result") -> None:
    """Raises InputError where a result sends somebody whom a plan excludes by now."""
    broken = excluded.check(plan, found.model, found.allocation)
    faults = [Fault(place=each.subject, message=each.message) for each in broken]
    if faults:
        raise InputError("change", faults)
