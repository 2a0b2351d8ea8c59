"""What questions about a result start from: the result under what the planner has excluded by now, of which
the search that found it may not have known."""

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.app.position import exclusions
from allocator.errors import Fault, InputError
from allocator.plan.entities import EXCLUDED
from allocator.plan.fingerprint import fingerprint
from allocator.report.result import Result
from allocator.rules.eligibility import excluded

if TYPE_CHECKING:
    from allocator.app.position import Position
    from allocator.plan import Plan
    from allocator.plan.entities import Decision
    from allocator.results import result as records
    from allocator.results.result import Status

_MEMO = "as it is asked about"


def asked_of(result: Result, plan: "Plan", position: "Position") -> Result:
    """A result of a plan on the desk whose own plan excludes whom plan and desk do by now, and nobody else.
    Whoever goes all the same, as it stands, may stay where they are. It is the result itself where that
    changes nothing, else made once.
    """
    goes = {(place.request, place.expert) for _, place in result.allocation.assignments()}
    own = {_whom(row) for row in plan.decisions if row.decision == EXCLUDED}
    told = result.plan.decisions
    rows = [row for row in told if row.decision != EXCLUDED or _whom(row) in own]
    new = (row for row in exclusions(result.plan, position) if (row.request, row.expert) not in goes)
    asked = (*rows, *(row for row in new if _whom(row) not in own))
    if asked == told:
        return result
    if _MEMO not in result.memo or result.memo[_MEMO].plan.decisions != asked:
        result.memo[_MEMO] = _under(result, asked)
    found: Result = result.memo[_MEMO]
    return found


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
