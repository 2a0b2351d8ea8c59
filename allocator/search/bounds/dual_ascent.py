"""Dual ascent: a bound without a linear program, from multipliers that climb a smoothed Lagrangian dual.

The Lagrangian dual of whole missions has the optimum of the linear relaxation, but its subgradients are of
no use: the cheapest person of a seat changes with the smallest step. Smoothed (`LagrangianDual.activity`) it
has a gradient, which is followed with the steps of Adam (Kingma and Ba, ICLR 2015), each multiplier by a step
of its own size, while the smoothing is reduced. The bound at the multipliers reached is exact whatever the
steps were.
"""

from collections.abc import Callable

import numpy as np

from allocator.problem import Doubles
from allocator.search.bound_parameters import Schedule
from allocator.search.bounds.lagrangian import LagrangianDual

_LOOK = 20  # steps between two bounds
_INERTIA, _MEMORY = 0.9, 0.99  # of the direction, of its size


def ascend(
    dual: LagrangianDual,
    schedule: Schedule,
    tell: Callable[[int], None],
    stopped: Callable[[], bool],
    multipliers: Doubles | None = None,
) -> Doubles:
    """Follow a schedule, from zero or from the multipliers given, unless stopped; `tell` gets every bound
    on the way. The multipliers reached."""
    unit = dual.unit
    multiplier = np.zeros(len(unit)) if multipliers is None else multipliers * unit
    inertia, size = np.zeros(len(unit)), np.zeros(len(unit))
    for k in range(schedule.steps):
        if stopped():
            break
        done = k / max(1, schedule.steps - 1)
        temperature = dual.worth * schedule.hot * (schedule.cold / schedule.hot) ** done
        reach = dual.worth * schedule.long * (schedule.short / schedule.long) ** done
        over = (dual.activity(multiplier / unit, temperature) - dual.limit) / unit
        over[(multiplier <= 0.0) & (over < 0.0)] = 0.0
        inertia = _INERTIA * inertia + (1 - _INERTIA) * over
        size = _MEMORY * size + (1 - _MEMORY) * over * over
        direction = inertia / (1 - _INERTIA ** (k + 1))
        typical = np.sqrt(size / (1 - _MEMORY ** (k + 1)))
        multiplier = np.maximum(0.0, multiplier + reach * direction / (typical + 1e-3))
        if (k + 1) % _LOOK == 0 or k + 1 == schedule.steps:
            bound = dual.bound(multiplier / unit)
            if bound is not None:
                tell(bound)
    reached: Doubles = multiplier / unit
    return reached
