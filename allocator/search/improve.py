"""Neighbourhoods of the incumbent, cut out of the matrix, and their gains in a fixed order."""

from dataclasses import dataclass

import numpy as np

from allocator.matrix import Linear, Matrix, slice_of, with_dependents
from allocator.problem import Ints
from allocator.search.neighbourhoods import Neighbourhoods
from allocator.search.slices import Slice, SlicePool
from allocator.solvers.program import Limits, Program, Watch

_WORK = 1  # deterministic units per neighbourhood: about a second


@dataclass(frozen=True)
class Gain:
    """What a round of neighbourhoods brought: the columns freed and their new values, and whether solved."""

    free: Ints
    values: Ints | None
    finished: bool


def improve_round(
    matrix: Matrix,
    program: Program,
    incumbent: Ints,
    neighbourhoods: Neighbourhoods,
    limits: Limits,
    watch: Watch,
    pool: SlicePool,
) -> list[Gain]:
    """One neighbourhood per worker, all from the same incumbent, in a fixed order.

    Each is limited by work, not by time, so that the same incumbent and generator give the same gains,
    wherever the pool solves them; `limits.seconds` only ends a round that the run has no time for.
    """
    problem, columns = matrix.columns.problem, matrix.columns
    served = np.zeros(len(problem.requests), dtype=bool)
    served[problem.start_request[incumbent[columns.y] > 0]] = True
    draws = [neighbourhoods.draw(served) for _ in range(limits.workers)]
    seeds = [int(neighbourhoods.random.integers(1 << 30)) for _ in draws]
    freed = [_free_columns(matrix, program, requests) for requests in draws]
    slices = (
        _slice(program, free, incumbent, Limits(work=_WORK, seed=seed))
        for free, seed in zip(freed, seeds, strict=True)
    )
    outcomes = pool.solve(slices, limits.seconds, watch)
    return [
        Gain(free, outcome.point, outcome.status == "optimal")
        for free, outcome in zip(freed, outcomes, strict=True)
    ]


def merged(incumbent: Ints, gain: Gain) -> Ints:
    """The incumbent with the freed columns at their new values."""
    point = incumbent.copy()
    if gain.values is not None:
        point[gain.free] = gain.values
    return point


def _slice(program: Program, free: Ints, incumbent: Ints, limits: Limits) -> Slice:
    """The slice in which only the free columns may differ from the incumbent."""
    part, _ = slice_of(program, free, incumbent)
    assert program.cost is not None
    small = Program(
        rows=part.rows,
        lower=part.lower,
        upper=part.upper,
        column_lower=part.column_lower,
        column_upper=part.column_upper,
        cost=_restricted(program.cost, free, incumbent),
        frozen=tuple((_restricted(form, free, incumbent), limit) for form, limit in program.frozen),
    )
    return Slice(small, incumbent[free], limits)


def _free_columns(matrix: Matrix, program: Program, requests: Ints) -> Ints:
    """Base columns of the requests, and the auxiliary columns that depend on them."""
    columns = matrix.columns
    chosen = np.zeros(len(columns.problem.requests), dtype=bool)
    chosen[requests] = True
    base = np.concatenate([
        columns.y[chosen[columns.problem.start_request]],
        columns.z[chosen[columns.z_request]],
        columns.f[chosen[columns.payer_request]],
    ])  # fmt: skip
    base = base[program.column_upper[base] > program.column_lower[base]]
    return with_dependents(program, base, columns.base_count)


def _restricted(form: Linear, free: Ints, point: Ints) -> Linear:
    """A form over the free columns, the others' share in its constant."""
    place = np.searchsorted(free, form.column)
    inside = place < len(free)
    inside[inside] = free[place[inside]] == form.column[inside]
    rest = int(form.coefficient[~inside] @ point[form.column[~inside]])
    return Linear(place[inside], form.coefficient[inside], form.constant + rest)
