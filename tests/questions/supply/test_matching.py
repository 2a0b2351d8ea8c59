"""Places filled with different people: counted against every way of filling them."""

from itertools import permutations

import numpy as np
import pytest

from allocator.problem.matching import most_filled


@pytest.mark.parametrize("seed", range(25))
def test_no_way_of_filling_fills_more(seed: int) -> None:
    rng = np.random.default_rng(seed)
    fits = rng.random((rng.integers(1, 5), rng.integers(1, 6))) < rng.choice([0.2, 0.4, 0.7])
    places, people = fits.shape
    spare = np.zeros((places, places), dtype=bool)  # whoever sits there fills nothing
    wide = np.hstack([fits, spare])
    orders = permutations(range(people + places), places)
    assert most_filled(fits) == max(int(wide[range(places), order].sum()) for order in orders)
