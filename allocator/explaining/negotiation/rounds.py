"""The cheapest changes, one after the other: each is sought around the request first, then further out, and
held against a bound that no change can pass."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from allocator.allocation import Allocation
from allocator.explaining.negotiation.cells import Cell, cells_of
from allocator.explaining.negotiation.priced import Priced, over, priced
from allocator.explaining.negotiation.widened import Widened, widen
from allocator.matrix import Linear, System, tighten
from allocator.problem import Ints
from allocator.results.interval import Interval
from allocator.search.outcome import allocation_of
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Outcome, Watch, program_of
from allocator.whatif.base import Base

_RINGS = (0, 6, 16)  # missions of the base that may be decided anew beside the request
_WHOLE = 6_000  # columns up to which everything may be decided anew
_CALMING = 0.4  # seconds for an answer that costs the same and moves less
_SHARE = 0.25  # of the time left, for one program at most


@dataclass(frozen=True)
class Found:
    """A change that serves the request: how far which cells are moved, at what price in all, and an
    allocation of the changed plan.

    `price` is an interval for the least price of any change by which the others lose no more and which does
    without the dearest part of those told before. `loss` is what all others lose in the last coverage tier.
    """

    asked: tuple[tuple[Cell, int], ...]
    price: Interval
    loss: int
    allocation: Allocation


def cheapest_changes(base: Base, request: int, limits: Limits, *, most_loss: int = 0) -> Iterator[Found]:
    """The cheapest change found, then the cheapest without the part for which most of the price of the one
    before was, and so on, while there is time. One that asks for nothing ends them: nothing needs to change.

    The others may lose up to `most_loss` by a change in the last coverage tier; one by which they lose less
    comes first.
    """
    until = _until(limits)
    widened = widen(base.problem, base.matrix.columns.candidates, request)
    system = priced(base, widened, cells_of(widened), most_loss)
    told: list[int] = []
    while system.cells:
        best = _cheapest(system.without(told), limits, until)
        if best is None:
            return
        yield _found(system, *best)
        amounts = system.amounts(best[0])
        if not amounts.any():
            return
        told.append(system.dearest_of(amounts))


def nearest_trade(base: Base, request: int, limits: Limits, *, most_loss: int) -> Found | None:
    """The request served under the plan as it is, by what can be decided anew around it, with the least loss
    found; None where nothing was found."""
    system = priced(base, Widened(base.result.plan, base.result.model, base.matrix, request), [], most_loss)
    best = _cheapest(system, limits, _until(limits))
    return None if best is None else _found(system, *best)


def _until(limits: Limits) -> float | None:
    return None if limits.seconds is None else time.perf_counter() + limits.seconds


def _cheapest(system: Priced, limits: Limits, until: float | None) -> tuple[Ints, int] | None:
    """The point that costs least of those found, and a bound on the cost of all; None where none was found."""
    least = _least(system, limits, until)
    best: Ints | None = None
    for ring in _rings(system, lambda: best) if least is not None else ():
        hint = None if best is None else best[ring.free]
        outcome = _solve(ring.part, over(system.cost, ring.free), _limits(limits, until), hint)
        if ring.is_whole and outcome.status == "infeasible":
            return None
        if ring.is_whole and outcome.bound is not None:
            least = max(least or 0, outcome.bound)
        if outcome.point is not None:
            point = system.point.copy()
            point[ring.free] = outcome.point
            if best is None or system.cost.value(point) < system.cost.value(best):
                best = _calmer(system, ring, point, _limits(limits, until))
        if best is not None and system.cost.value(best) <= (least or 0):
            break
        if until is not None and time.perf_counter() > until:
            break
    return None if best is None else (best, least or 0)


def _calmer(system: Priced, ring: "_Ring", point: Ints, limits: Limits) -> Ints:
    """A point that costs no more and gives up less of the base; the same where none is found soon."""
    changes, cost = over(system.changes, ring.free), over(system.cost, ring.free)
    if not ring.others or (changes.value(point[ring.free]) == changes.value(system.point[ring.free])):
        return point
    seconds = _CALMING if limits.seconds is None else min(_CALMING, limits.seconds)
    frozen = (cost, cost.value(point[ring.free]))
    outcome = _solve(ring.part, changes, replace(limits, seconds=seconds), point[ring.free], frozen)
    if outcome.point is None:
        return point
    calmer = point.copy()
    calmer[ring.free] = outcome.point
    return calmer


@dataclass(frozen=True)
class _Ring:
    """What may be decided anew beside the request: a part of the system, its columns, how many missions."""

    part: System
    free: Ints
    others: int
    is_whole: bool = False


def _least(system: Priced, limits: Limits, until: float | None) -> int | None:
    """A bound on the cost of every change; None where not even the request by itself can be served."""
    part, free = system.relaxed()
    outcome = _solve(part, over(system.cost, free), _limits(limits, until))
    return None if outcome.status == "infeasible" else max(0, outcome.bound or 0)


def _rings(system: Priced, best: Callable[[], Ints | None]) -> Iterator[_Ring]:
    """The request with more missions each time; everything at once where that is little. Where nothing can be
    asked for, whoever is in the way may be dropped first, and is then looked for a place."""
    if system.system.shape[1] <= _WHOLE:
        yield _Ring(system.system, np.arange(system.system.shape[1]), len(system.neighbours), is_whole=True)
        return
    if not system.cells:
        yield _Ring(*system.droppable(), len(system.neighbours))
    for size in _RINGS if system.cells else _RINGS[1:]:
        point = best()
        dropped = system.neighbours[:0] if point is None else system.dropped(point)
        missions = np.union1d(dropped, system.neighbours[:size])
        yield _Ring(*system.part(missions), len(missions))


def _limits(limits: Limits, until: float | None) -> Limits:
    left = None if until is None else max(0.05, _SHARE * (until - time.perf_counter()))
    return Limits(left, limits.work, limits.workers, limits.seed)


def _solve(
    system: System, cost: Linear, limits: Limits, hint: Ints | None = None,
    frozen: tuple[Linear, int] | None = None,
) -> Outcome:  # fmt: skip
    """The least cost over a system, `frozen` going no higher; what CP-SAT says is possible is checked."""
    tightened = tighten(system)
    if tightened.broken >= 0:
        return Outcome("infeasible")
    program = program_of(system, tightened).with_cost(cost)
    program = program if frozen is None else program.with_frozen(*frozen)
    outcome = cp_sat.minimise(program, limits, hint=hint, watch=Watch(task="what to change"))
    if outcome.point is not None and not _holds(system, outcome.point, frozen):
        return Outcome("unknown")
    return outcome


def _holds(system: System, point: Ints, frozen: tuple[Linear, int] | None) -> bool:
    if frozen is not None and frozen[0].value(point) > frozen[1]:
        return False
    activity = system.rows @ point
    inside = (point >= system.column_lower) & (point <= system.column_upper)
    return bool(inside.all() and ((activity >= system.lower) & (activity <= system.upper)).all())


def _found(system: Priced, point: Ints, least: int) -> Found:
    amounts = system.amounts(point)
    used = np.flatnonzero(amounts)
    price, loss = system.price(amounts), int(point[system.loss])
    low = least - system.dearest * loss
    matrix = system.widened.matrix
    return Found(
        asked=tuple((system.cells[c], int(amounts[c])) for c in used),
        price=Interval(max(0, min(low, price)), price),
        loss=loss,
        allocation=allocation_of(matrix, point[: matrix.shape[1]]),
    )
