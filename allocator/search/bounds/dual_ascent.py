"""A bound without a linear program: prices of the rows climb the softened dual, ever less soft.

The Lagrangean dual of whole missions has the optimum of the linear relaxation, but its subgradients are of
no use: the cheapest person of a seat changes at a touch. Softened (`Blocks.activity`) it has a gradient,
which is followed with the steps of Adam (Kingma and Ba, ICLR 2015), each price by a step of its own size.
What counts is the bound at the prices reached, which is exact whatever the steps were.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from allocator.problem import Doubles
from allocator.search.bounds.lagrangian import Blocks


class Schedule(NamedTuple):
    """How many steps, and in units of what a request is worth, at the first and at the last of them, the
    temperature and what a price may change by."""

    steps: int
    hot: float
    cold: float
    long: float
    short: float


FIRST = Schedule(300, 0.05, 0.0003, 0.05, 0.001)
#: Where a tier before is one of the rows: its price is far from zero, and steps must be longer to reach it.
LATER = Schedule(300, 0.4, 0.002, 0.5, 0.002)
AGAIN = Schedule(1000, 0.01, 0.0003, 0.02, 0.0003)  # from prices reached

_LOOK = 20  # steps between two bounds
_INERTIA, _MEMORY = 0.9, 0.99  # of the direction, of its size


def climb(
    blocks: Blocks,
    schedule: Schedule,
    tell: Callable[[int], None],
    stopped: Callable[[], bool],
    prices: Doubles | None = None,
) -> Doubles:
    """Follow a schedule, from no prices or from those given, unless stopped; every bound on the cost on the
    way is told. The prices reached."""
    unit = blocks.unit
    price = np.zeros(len(unit)) if prices is None else prices * unit
    inertia, size = np.zeros(len(unit)), np.zeros(len(unit))
    for k in range(schedule.steps):
        if stopped():
            break
        done = k / max(1, schedule.steps - 1)
        temperature = blocks.worth * schedule.hot * (schedule.cold / schedule.hot) ** done
        reach = blocks.worth * schedule.long * (schedule.short / schedule.long) ** done
        over = (blocks.activity(price / unit, temperature) - blocks.limit) / unit
        over[(price <= 0.0) & (over < 0.0)] = 0.0
        inertia = _INERTIA * inertia + (1 - _INERTIA) * over
        size = _MEMORY * size + (1 - _MEMORY) * over * over
        direction = inertia / (1 - _INERTIA ** (k + 1))
        typical = np.sqrt(size / (1 - _MEMORY ** (k + 1)))
        price = np.maximum(0.0, price + reach * direction / (typical + 1e-3))
        if (k + 1) % _LOOK == 0 or k + 1 == schedule.steps:
            bound = blocks.bound(price / unit)
            if bound is not None:
                tell(bound)
    reached: Doubles = price / unit
    return reached
