"""Several tiers as one form: it orders points as they do, and what bounds it bounds them."""

from itertools import product

import numpy as np

from allocator.goals.tiers import TierKind
from allocator.matrix import Linear, TierObjective, Tightened
from allocator.search.bounds.tier_groups import group_of


def _tiers(random: np.random.Generator, columns: int, count: int) -> tuple[TierObjective, ...]:
    found = []
    for number in range(count):
        size = random.integers(-3, 4, columns) * random.choice([1, 2, 5])
        column = np.flatnonzero(size)
        cost = Linear(column, size[column].astype(np.int64), int(random.integers(-5, 6)))
        found.append(TierObjective(f"tier {number}", TierKind("min", "", {}), cost, {}))
    return tuple(found)


def test_a_group_orders_points_as_its_tiers_do_and_its_bounds_are_theirs() -> None:
    for seed in range(40):
        random = np.random.default_rng(seed)
        columns = int(random.integers(2, 5))
        tiers = _tiers(random, columns, 3)
        upper = random.integers(1, 3, columns)
        bounds = Tightened(np.zeros_like(upper), upper, np.full(columns, -1), -1)
        group = group_of(tiers, bounds)
        assert group.tiers == tiers
        box = np.array(list(product(*(range(u + 1) for u in upper))))
        points = box[random.random(len(box)) < 0.5]
        if not len(points):
            continue
        values = [tuple(tier.cost.value(x) for tier in tiers) for x in points]
        costs = [group.cost.value(x) for x in points]
        assert sorted(range(len(points)), key=lambda i: (values[i], i)) == sorted(
            range(len(points)), key=lambda i: (costs[i], i)
        )
        for bound in (min(costs), min(costs) - int(random.integers(1, 8))):
            for x, known in zip(points, values, strict=True):
                for t, said in enumerate(group.bounds(bound, x)):
                    as_good = [
                        v[t] for v in values if all(a <= b for a, b in zip(v[:t], known, strict=False))
                    ]
                    assert said <= min(as_good)
        best = points[costs.index(min(costs))]
        assert tuple(group.bounds(min(costs), best)) == min(values)


def test_a_group_ends_where_its_numbers_would_be_too_large() -> None:
    random = np.random.default_rng(1)
    tiers = _tiers(random, 3, 2)
    wide = np.full(3, 10_000)
    group = group_of(tiers, Tightened(np.zeros_like(wide), wide, np.full(3, -1), -1))
    assert group.tiers == tiers[:1]
