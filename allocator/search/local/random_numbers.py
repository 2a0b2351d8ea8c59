"""Random numbers of compiled code, from one state that stands among the single numbers of a search."""

import numpy as np

from allocator.problem import Ints
from allocator.search.local.compiler import compiled

_MULTIPLIER, _INCREMENT = 6364136223846793005, 1442695040888963407  # Knuth, MMIX


@compiled
def draw_from(tally: Ints, at: int, below: int) -> int:
    """A random number from 0 to `below` - 1, `below` below 2^31; the state is `tally[at]`. Unsigned,
    for the product passes 64 bits: numba tells the compiler that a signed one never does."""
    now = np.uint64(tally[at]) * np.uint64(_MULTIPLIER) + np.uint64(_INCREMENT)
    tally[at] = np.int64(now)
    return int((np.int64(now >> np.uint64(33)) * below) >> 31)
