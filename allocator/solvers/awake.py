"""Solver processes that have started: the first question to one waits for its libraries to load."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy import sparse

from allocator.matrix import Linear
from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Limits, Program, Watch

_MOST = 30.0  # seconds that a solver may take to start


def awake() -> None:
    """Wait until a process of each solver answers; at once where they are at rest. One that cannot be started
    is not waited for: whoever needs it will hear of that."""
    one, limits = np.ones(1, dtype=np.int64), Limits(seconds=_MOST)
    program = Program(
        rows=sparse.csr_array(np.ones((1, 1), dtype=np.int64)), lower=one, upper=one,
        column_lower=0 * one, column_upper=one, cost=Linear(0 * one, one),
    )  # fmt: skip
    with ThreadPoolExecutor(2) as threads:
        asked = (
            threads.submit(cp_sat.minimise, program, limits, watch=Watch(task="starting")),
            threads.submit(highs.minimise, program, limits, watch=Watch(task="starting")),
        )
        for each in asked:
            each.result()
