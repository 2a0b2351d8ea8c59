"""A smallest unsatisfiable subset (SMUS) by implicit hitting sets.

Ignatiev, Previti, Liffiton and Marques-Silva, Smallest MUS extraction with minimal hitting set dualization,
CP 2015.
"""

import time
from collections.abc import Sequence

import numpy as np

from allocator.matrix import Linear
from allocator.matrix.matrix import csr
from allocator.matrix.sparse_rows import times
from allocator.problem.rows import NO_LIMIT
from allocator.search.infeasibility.quickxplain import Collides
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Program, Watch


def smallest_mus(
    count: int, known: Sequence[int], collides: Collides, deadline: float, watch: Watch
) -> list[int] | None:
    """A smallest set of 0..count-1 that collides; None where the time does not suffice.

    `known` collides, and everything together does. Every colliding set meets every
    correction, a set without which the rest does not collide. Each member of `known` is first tried as a
    correction by itself; where all are, `known` is the smallest at once.
    """
    corrections = [[b] for b in known if not collides([other for other in range(count) if other != b])]
    while time.perf_counter() < deadline:
        chosen = _hitting_set(count, corrections, Limits(deadline - time.perf_counter()), watch)
        if chosen is None:
            return None
        if set(known) <= set(chosen) or collides(chosen):
            return list(known) if set(known) <= set(chosen) else chosen
        rest = [b for b in range(count) if b not in chosen]
        kept = set(_grown(chosen, rest, collides))
        corrections.append([b for b in rest if b not in kept])
    return None


def _grown(chosen: list[int], rest: list[int], collides: Collides) -> list[int]:
    """`chosen`, which does not collide, with as many of `rest` as go with it, taken in halves: few do not."""
    if not rest or not collides([*chosen, *rest]):
        return [*chosen, *rest]
    if len(rest) == 1:
        return chosen
    middle = len(rest) // 2
    return _grown(_grown(chosen, rest[:middle], collides), rest[middle:], collides)


def _hitting_set(count: int, sets: Sequence[Sequence[int]], limits: Limits, watch: Watch) -> list[int] | None:
    """The fewest of 0..count-1 that meet every set; None where a set is empty, or it is not known."""
    if not all(sets):
        return None
    row = np.array([i for i, members in enumerate(sets) for _ in members], dtype=np.int64)
    column = np.array([b for members in sets for b in members], dtype=np.int64)
    every = np.arange(count, dtype=np.int64)
    program = Program(
        rows=csr(row, column, np.ones(len(row), dtype=np.int64), (len(sets), count)),
        lower=np.ones(len(sets), dtype=np.int64),
        upper=np.full(len(sets), NO_LIMIT, dtype=np.int64),
        column_lower=np.zeros(count, dtype=np.int64),
        column_upper=np.ones(count, dtype=np.int64),
        cost=Linear(every, np.ones(count, dtype=np.int64)),
    )
    said = [cp_sat.minimise(program, limits, watch=watch, presolve=presolve) for presolve in (True, False)]
    points = [found.point for found in said if found.status == "optimal" and found.point is not None]
    meets = [point for point in points if (times(program.rows, point) >= 1).all()]
    return [int(b) for b in np.flatnonzero(min(meets, key=np.sum))] if meets else None
