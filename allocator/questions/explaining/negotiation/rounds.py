"""The cheapest changes, one after the other; and the least loss where nothing is changed."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from allocator.plan.allocation import Allocation
from allocator.questions.explaining.negotiation.cells import Cell, cells_of
from allocator.questions.explaining.negotiation.priced import Priced, priced
from allocator.questions.explaining.negotiation.seeking import Seeker
from allocator.questions.explaining.negotiation.widened import Widened, widen
from allocator.results.interval import Interval
from allocator.search.outcome import allocation_of
from allocator.solvers.program import Limits
from allocator.whatif.base import Base


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
        found = _cheapest(system.without(told), limits, until)
        if found is None:
            return
        yield found[0]
        if found[1] is None:
            return
        told.append(found[1])


def nearest_trade(base: Base, request: int, limits: Limits, *, most_loss: int) -> Found | None:
    """The request served under the plan as it is, by what can be decided anew around it, with the least loss
    found; None where nothing was found."""
    system = priced(base, Widened(base.result.plan, base.result.model, base.matrix, request), [], most_loss)
    found = _cheapest(system, limits, _until(limits))
    return None if found is None else found[0]


def _until(limits: Limits) -> float | None:
    return None if limits.seconds is None else time.perf_counter() + limits.seconds


def _cheapest(system: Priced, limits: Limits, until: float | None) -> tuple[Found, int | None] | None:
    """The cheapest change, and the dearest of its cells; None where none was found, or there is none."""
    seeker = Seeker(system, limits, until)
    seeker.seek()
    if seeker.best is None:
        return None
    amounts = system.amounts(seeker.best)
    price, loss = system.price(amounts), int(seeker.best[system.loss])
    low = seeker.least - system.dearest * loss
    matrix = system.widened.matrix
    found = Found(
        asked=tuple((system.cells[c], int(amounts[c])) for c in np.flatnonzero(amounts)),
        price=Interval(max(0, min(low, price)), price),
        loss=loss,
        allocation=allocation_of(matrix, seeker.best[: matrix.shape[1]]),
    )
    return found, system.dearest_of(amounts) if amounts.any() else None
