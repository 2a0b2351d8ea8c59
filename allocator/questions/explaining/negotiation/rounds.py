"""The cheapest changes, one after the other; and the least loss where nothing is changed."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from allocator.plan.allocation import Allocation
from allocator.questions.explaining.negotiation.cells import Cell, cells_of
from allocator.questions.explaining.negotiation.priced import priced
from allocator.questions.explaining.negotiation.seeking import Seeker
from allocator.questions.explaining.negotiation.widened import Widened, widen
from allocator.results.interval import Interval
from allocator.search.outcome import allocation_of
from allocator.solvers.program import Limits
from allocator.whatif.base import Base

#: By tier, how much may be lost at most; None where it may be anything.
Most = Sequence[int | None]


@dataclass(frozen=True)
class Found:
    """A change that serves the request: how far which cells are moved, at what price in all, and an
    allocation of the changed plan.

    `price` is an interval for the least price of any change by which no more is lost and which does without
    the dearest part of those told before. `losses` are by how much each coverage tier is worse; in the last
    one, what all others lose.
    """

    asked: tuple[tuple[Cell, int], ...]
    price: Interval
    losses: tuple[int, ...]
    allocation: Allocation


def cheapest_changes(base: Base, request: int, limits: Limits, *, most: Most) -> Iterator[Found]:
    """The cheapest change found, then the cheapest without the part for which most of the price of the one
    before was, and so on, while there is time. One that asks for nothing ends them: nothing needs to change.

    In each coverage tier a change may lose up to `most`, in the last one the others alone; one by which less
    is lost comes first.
    """
    until = _until(limits)
    widened = widen(base.problem, base.matrix.columns.candidates, request)
    system = priced(base, widened, cells_of(widened), most)
    told: list[int] = []
    seeker = Seeker(system, limits, until)
    while system.cells:
        seeker = seeker.after(system.without(told))
        seeker.seek()
        if seeker.best is None:
            return
        found = _found(seeker)
        yield found
        if not found.asked:
            return
        told.append(system.dearest_of(system.amounts(seeker.best)))


def nearest_trade(base: Base, request: int, limits: Limits, *, floor: int = 0) -> Found | None:
    """The request served under the plan as it is, by what can be decided anew around it, with the least loss
    found; None where nothing was found. None is known to lose less than `floor` in the last coverage tier."""
    whole = Widened(base.result.plan, base.result.model, base.matrix, request)
    system = priced(base, whole, [], [None] * base.coverage)
    seeker = Seeker(system, limits, _until(limits), floor=floor)
    seeker.seek()
    return None if seeker.best is None else _found(seeker)


def _until(limits: Limits) -> float | None:
    return None if limits.seconds is None else time.perf_counter() + limits.seconds


def _found(seeker: Seeker) -> Found:
    """The best that a search came to."""
    assert seeker.best is not None
    system, matrix = seeker.system, seeker.system.widened.matrix
    amounts, losses = system.amounts(seeker.best), system.losses(seeker.best)
    price = system.price(amounts)
    lost = sum(weight * loss for weight, loss in zip(system.weights, losses, strict=True))
    return Found(
        asked=tuple((system.cells[c], int(amounts[c])) for c in np.flatnonzero(amounts)),
        price=Interval(max(0, min(seeker.least - lost, price)), price),
        losses=losses,
        allocation=allocation_of(matrix, seeker.best[: matrix.shape[1]]),
    )
