"""Trades as planners read them: made here alone, from an allocation, its differences and an interval."""

from collections.abc import Iterator, Sequence

from allocator.errors import enumerated
from allocator.plan import Plan
from allocator.plan.allocation import Mission
from allocator.results.explanation import Difference, Move
from allocator.results.interval import Interval
from allocator.results.result import Result

_NAMED = 6  # requests or missions named in a sentence, at most
_SERVED = "served"


def trade_sentence(
    result: Result, mission: Mission, found: Difference, goal: str, unit: str, loss: Interval
) -> str:
    """`R012 can go on 2027-03-08 with KEN-03 and FRA-02; R031 (priority 4) would drop out; nothing cheaper
    exists: 2 weight units would be lost.`"""
    parts = [f"{mission.request} can go {how(mission)}", *exchanged(result.plan, found)]
    if parts[1:] == []:
        parts.append("nothing else changes")
    parts.append(_loss_words(result, goal, unit, loss))
    return f"{'; '.join(parts)}."


def how(mission: Mission) -> str:
    """When, with whom and at whose expense: `on 2027-03-08 with KEN-03 and FRA-02, paid by A-05`."""
    payer = f", paid by {mission.agreement}" if mission.agreement else ""
    return f"on {mission.start} with {listed(mission.experts)}{payer}"


def exchanged(plan: Plan, found: Difference) -> Iterator[str]:
    """Who drops out, who is served besides and which missions move, a part of a sentence each."""
    if found.dropped:
        yield f"{_requests(plan, found.dropped)} would drop out"
    if found.added:
        yield f"{_requests(plan, found.added)} would be served too"
    if found.moved:
        moved = enumerated((move_words(move) for move in found.moved), _NAMED)
        yield f"{'this moves' if len(found.moved) == 1 else 'these move'}: {moved}"


def _requests(plan: Plan, codes: Sequence[str]) -> str:
    return enumerated((f"{code} (priority {plan.requests[code].priority})" for code in codes), _NAMED)


def move_words(move: Move) -> str:
    """What changes about a mission that is kept: `R031 on 2027-03-15 with NLD-02 for NLD-01`."""
    parts = [] if move.on is None else [f"on {move.on}"]
    if move.joined or move.left:
        parts.append(f"with {listed(move.joined) or 'nobody'} for {listed(move.left) or 'nobody'}")
    if move.was_paid_by != move.paid_by:
        parts.append(f"paid by {move.paid_by or 'nobody'}")
    return f"{move.request} {' '.join(parts)}"


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _loss_words(result: Result, goal: str, unit: str, loss: Interval) -> str:
    """What serving it costs, and how sure that is."""
    assert loss.high is not None
    if loss.high < 0:
        return f"nothing is lost: {amount(result, goal, unit, -loss.high)} would be gained"
    if loss.high == 0:
        return f"nothing is lost: the goal {goal} is as good"
    lost = f"{amount(result, goal, unit, loss.high)} would be lost"
    if loss.settled:
        return f"nothing cheaper exists: {lost}"
    if loss.low is not None and loss.low > 0:
        return f"at least {amount(result, goal, unit, loss.low)} and at most {lost}"
    return f"at most {lost}; whether it could cost less, or nothing, is not settled"


def amount(result: Result, goal: str, unit: str, number: int) -> str:
    """An amount of a goal: requests where that goal counts nothing else and all of them weigh the same."""
    weights = {result.model.priorities[request.priority] for request in result.plan.open_requests}
    if goal == _SERVED and len(weights) == 1 and not number % min(weights):
        requests = number // min(weights)
        return f"{requests:,} request{'' if requests == 1 else 's'}"
    if goal == _SERVED:
        return f"{number:,} weight unit{'' if number == 1 else 's'}"
    return f"{number:,} {unit} of the goal {goal}"
