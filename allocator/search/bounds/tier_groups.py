"""Several tiers at once: one form that orders points as the tiers do, one after the other, as far as a solver
in floating point can be given its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from allocator.matrix import Linear, TierObjective, Tightened
from allocator.problem import Ints

_ROOM = 1 << 24  # of the form's largest coefficient, about: linear relaxations stay exact to a unit


@dataclass(frozen=True)
class TierGroup:
    """Consecutive tiers as one `cost`: the sum over them of `unit` · (cost - constant) / `step`.

    `most` is what (cost - constant) / step of each can be at most within the bounds it was made for; a unit
    of a tier counts more than all that the tiers after it can differ by.
    """

    tiers: tuple[TierObjective, ...]
    cost: Linear
    units: tuple[int, ...]
    steps: tuple[int, ...]
    most: tuple[int, ...]

    def bounds(self, bound: int, point: Ints) -> list[int]:
        """What a bound on the group's cost says of tier after tier: of the first, and of each that follows
        one in which it leaves nothing better than `point`, among points as good in those before."""
        found: list[int] = []
        left = bound
        for i, tier in enumerate(self.tiers):
            later = sum(u * most for u, most in zip(self.units[i + 1 :], self.most[i + 1 :], strict=True))
            steps = -(-(left - later) // self.units[i])
            value = tier.cost.value(point)
            found.append(min(value, steps * self.steps[i] + tier.cost.constant))
            if found[-1] < value:
                break
            left -= self.units[i] * ((value - tier.cost.constant) // self.steps[i])
        return found


def group_of(tiers: Sequence[TierObjective], bounds: Tightened) -> TierGroup:
    """The first of some tiers, with as many that follow as the numbers of one form have room for."""
    steps, ranges = zip(*(_range(tier.cost, bounds) for tier in tiers), strict=True)
    count, width = 1, ranges[0][1] - ranges[0][0] + 1
    while count < len(tiers):
        width *= ranges[count][1] - ranges[count][0] + 1
        if width > _ROOM:
            break
        count += 1
    units = [1] * count
    for i in range(count - 2, -1, -1):
        units[i] = units[i + 1] * (ranges[i + 1][1] - ranges[i + 1][0] + 1)
    total = np.zeros(len(bounds.lower), dtype=np.int64)
    for tier, unit, step in zip(tiers, units, steps, strict=False):
        total[tier.cost.column] += tier.cost.coefficient // step * unit
    column = np.flatnonzero(total)
    return TierGroup(
        tiers=tuple(tiers[:count]), cost=Linear(column, total[column]), units=tuple(units),
        steps=steps[:count], most=tuple(most for _, most in ranges[:count]),
    )  # fmt: skip


def _range(cost: Linear, bounds: Tightened) -> tuple[int, tuple[int, int]]:
    """What all coefficients of a cost are multiples of, and between what the cost lies in these steps."""
    step = max(1, int(np.gcd.reduce(cost.coefficient))) if len(cost.column) else 1
    ends = np.stack([bounds.lower[cost.column], bounds.upper[cost.column]]) * (cost.coefficient // step)
    return step, (int(ends.min(axis=0).sum()), int(ends.max(axis=0).sum()))
