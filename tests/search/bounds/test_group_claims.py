"""What a group of tiers rules out rests on all of them: taken up again in the middle, it holds no longer.

The search is replaced by one that accepts points better in the first tier and worse in one of the group: what
a run tells in the end is held against all points, and its incumbent against what is left of the columns.
"""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from allocator.matrix import Linear, Matrix
from allocator.problem import Ints
from allocator.search.bounds import group_proof
from allocator.search.bounds.tier_groups import group_of
from allocator.search.parameters import USUAL
from allocator.search.run import Run
from allocator.search.trust import NEIGHBOURHOODS
from tests.search.test_taken_up_again import run_of

PLANS, DRAWS = 40, 10
#: Costs of the four tiers: from, below, and the share of columns that have any.
COSTS = ((-3, 1, 0.5), (-2, 2, 0.15), (0, 9, 0.9), (-5, 6, 0.8))
_WALKS = replace(USUAL, repairs=replace(USUAL.repairs, whole_up_to=0))  # nothing is solved whole


class Falls:
    """Accepts a point that is better in the first tier and, where there is one, worse in the third only."""

    def __init__(self, run: Run, points: list[Ints], random: Random, after: int) -> None:
        self._run, self._points, self._random, self._after = run, points, random, after

    def improve(self, *_: object) -> None:
        values = self._run.matrix.values
        now = values(self._run.known_incumbent)
        if len(self._run.frozen) < self._after:
            return
        better = [p for p in self._points if values(p)[0] < now[0]]
        behind = [p for p in better if values(p)[1] <= now[1] and values(p)[2] > now[2]]
        if better:
            self._run.accept(3, self._random.choice(behind or better), NEIGHBOURHOODS)


def with_costs(matrix: Matrix, seed: int) -> Matrix:
    """The matrix with random costs of its four tiers."""
    random, base = np.random.default_rng(seed), matrix.columns.base_count
    tiers = []
    for tier, (low, high, share) in zip(matrix.tiers, COSTS, strict=True):
        size = np.where(random.random(base) < share, random.integers(low, high, base), 0)
        column = np.flatnonzero(size)
        tiers.append(replace(tier, cost=Linear(column, size[column].astype(np.int64))))
    return replace(matrix, tiers=tuple(tiers))


@pytest.mark.parametrize("after", [2, 3])
def test_no_claim_outlives_the_tiers_it_rests_on(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    sizes = {4: 1, 3: 2}  # the first tier alone, the next two together, then the last

    monkeypatch.setattr(
        group_proof, "group_of", lambda tiers, left: group_of(tiers[: sizes.get(len(tiers), 1)], left)
    )
    tried = fallen = 0
    for seed in range(PLANS):
        if (made := run_of(seed)) is None:
            continue
        for draw in range(DRAWS):
            matrix, random = with_costs(made[0].matrix, seed * 100 + draw), Random(seed * 7 + draw)
            values = matrix.values
            run = Run(matrix, made[0].tightened, made[0].limits, 0.0, parameters=_WALKS)
            ranked = sorted(made[1], key=lambda p: values(p)[1:3])
            run.begin(ranked[random.randrange(min(6, len(ranked)))])
            fallen += follow(run, made[1], random, after, (seed, draw))
            tried += 1
    assert tried >= 50 and fallen >= 5


def follow(run: Run, points: list[Ints], random: Random, after: int, name: object) -> int:
    """Prove in groups; how often a tier was taken up again."""
    values, again, back = run.matrix.values, run.take_up_again, []

    def watched() -> int:
        back.append(again())
        left, incumbent = run.remaining_bounds(), run.known_incumbent
        assert (incumbent >= left.lower).all() and (incumbent <= left.upper).all(), name
        return back[-1]

    run.take_up_again = watched  # type: ignore[method-assign]
    group_proof.prove_in_groups(run, Falls(run, points, random, after))
    last = values(run.known_incumbent)
    for t, bounds in enumerate(run.testimony.bounds):
        as_good = [values(p)[t] for p in points if all(map(int.__le__, values(p)[:t], last))]
        assert max(bounds.values(), default=min(as_good)) <= min(as_good), (name, t)
    return len(back)
