"""A bound without a linear program: prices of the rows climb the softened dual, ever less soft.

The Lagrangean dual of whole missions has the optimum of the linear relaxation, but its subgradients are of
no use: the cheapest person of a seat changes at a touch. Softened (`Blocks.activity`) it has a gradient,
which is followed with the steps of Adam (Kingma and Ba, ICLR 2015), each price by a step of its own size.
What counts is the bound at the prices reached, which is exact whatever the steps were.
"""

from collections.abc import Callable

import numpy as np

from allocator.moves.blocks import Blocks
from allocator.problem import Doubles

STEPS = 300
_LOOK = 20  # steps between two bounds
_HOT, _COLD = 0.05, 0.0003  # temperature at the first and last step, of what a request is worth
_LONG, _SHORT = 0.05, 0.001  # what a price may change by in a step, first and last, of the same
_INERTIA, _MEMORY = 0.9, 0.99  # of the direction, of its size


def climb(blocks: Blocks, steps: int, tell: Callable[[int], None], stopped: Callable[[], bool]) -> Doubles:
    """Take so many steps, unless stopped; every bound on the cost on the way is told. The prices reached."""
    unit = blocks.unit
    price, inertia, size = np.zeros(len(unit)), np.zeros(len(unit)), np.zeros(len(unit))
    for k in range(steps):
        if stopped():
            break
        done = k / max(1, steps - 1)
        temperature = blocks.worth * _HOT * (_COLD / _HOT) ** done
        over = (blocks.activity(price / unit, temperature) - blocks.limit) / unit
        over[(price <= 0.0) & (over < 0.0)] = 0.0
        inertia = _INERTIA * inertia + (1 - _INERTIA) * over
        size = _MEMORY * size + (1 - _MEMORY) * over * over
        length = blocks.worth * _LONG * (_SHORT / _LONG) ** done / (1 - _INERTIA ** (k + 1))
        typical = np.sqrt(size / (1 - _MEMORY ** (k + 1)))
        price = np.maximum(0.0, price + length * inertia / (typical + 1e-3))
        if (k + 1) % _LOOK == 0 or k + 1 == steps:
            bound = blocks.bound(price / unit)
            if bound is not None:
                tell(bound)
    reached: Doubles = price / unit
    return reached
