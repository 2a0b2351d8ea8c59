"""What one allocation makes of the requests of another: who drops out, moves, or goes with other people."""

from collections.abc import Iterator

from allocator.errors import enumerated
from allocator.matrix import Matrix
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Mission
from allocator.problem import Ints
from allocator.results.alternatives import Change, GoalLoss

_ORDER = ("drops", "comes", "moves", "other people", "other payer")


def changes_between(plan: Plan, before: Allocation, after: Allocation, apart: str = "") -> tuple[Change, ...]:
    """The requests that are served otherwise, those that drop out first; the request `apart` is left out."""
    old, new = before.by_request, after.by_request
    codes = [code for code in plan.requests if code != apart and (code in old or code in new)]
    found = [change for code in codes for change in _changes(plan, code, old.get(code), new.get(code))]
    return tuple(sorted(found, key=lambda change: _ORDER.index(change.kind)))


def _changes(plan: Plan, code: str, old: Mission | None, new: Mission | None) -> Iterator[Change]:
    """What happens to one request; first of all its date, then its people, then who pays."""
    weight = f"(priority {plan.requests[code].priority})"
    if new is None:
        yield Change(request=code, kind="drops", sentence=f"{code} {weight} drops out")
    elif old is None:
        sentence = f"{code} {weight} comes in, on {new.start} with {', '.join(new.experts)}"
        yield Change(request=code, kind="comes", sentence=sentence)
    elif old.start != new.start:
        others = "" if sorted(old.team) == sorted(new.team) else f" with {', '.join(new.experts)}"
        yield Change(request=code, kind="moves", sentence=f"{code} moves to {new.start}{others}")
    elif sorted(old.team) != sorted(new.team):
        yield Change(request=code, kind="other people", sentence=f"{code}: {_exchanged(old, new)}")
    elif old.agreement != new.agreement:
        sentence = f"{code} paid by {new.agreement or 'nobody'} instead of {old.agreement or 'nobody'}"
        yield Change(request=code, kind="other payer", sentence=sentence)


def _exchanged(old: Mission, new: Mission) -> str:
    """Who goes instead of whom; the same people may change their seats."""
    come = [code for code in new.experts if code not in old.experts]
    gone = [code for code in old.experts if code not in new.experts]
    if not come:
        return "the same people in other seats"
    return f"{enumerated(come, len(come))} instead of {enumerated(gone, len(gone))}"


def losses_between(matrix: Matrix, before: tuple[int, ...], point: Ints) -> tuple[GoalLoss, ...]:
    """By how much each goal is served less at a point than at one of these costs, where they differ."""
    after = matrix.values(point)
    return tuple(
        GoalLoss(goal=tier.name, unit=tier.kind.unit, loss=cost - known)
        for tier, known, cost in zip(matrix.tiers, before, after, strict=True)
        if cost != known
    )
