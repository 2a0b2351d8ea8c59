"""Neighbourhoods of the incumbent: slices of the matrix, solved side by side by CP-SAT."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from allocator.matrix import Linear, Matrix, slice_of, with_dependents
from allocator.problem import Ints
from allocator.search.neighbourhoods import Neighbourhoods
from allocator.solvers import cp_sat
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
) -> list[Gain]:
    """One neighbourhood per worker, all from the same incumbent, in a fixed order.

    Each is limited by work, not by time, so that the same incumbent and generator give the same gains;
    `limits.seconds` only ends a round that the run has no time for.
    """
    problem, columns = matrix.columns.problem, matrix.columns
    served = np.zeros(len(problem.requests), dtype=bool)
    served[problem.start_request[incumbent[columns.y] > 0]] = True
    draws = [neighbourhoods.draw(served) for _ in range(limits.workers)]
    seeds = [int(neighbourhoods.random.integers(1 << 30)) for _ in draws]
    own = [Limits(limits.seconds, _WORK, 1, seed) for seed in seeds]

    def work(position: int) -> Gain:
        return _reconsider(matrix, program, incumbent, draws[position], own[position], watch)

    with ThreadPoolExecutor(limits.workers) as pool:
        return list(pool.map(work, range(len(draws))))


def merged(incumbent: Ints, gain: Gain) -> Ints:
    """The incumbent with the freed columns at their new values."""
    point = incumbent.copy()
    if gain.values is not None:
        point[gain.free] = gain.values
    return point


def _reconsider(
    matrix: Matrix, program: Program, incumbent: Ints, requests: Ints, limits: Limits, watch: Watch
) -> Gain:
    """Solve the slice in which only some requests may change."""
    free = _free_columns(matrix, program, requests)
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
    outcome = cp_sat.minimise(small, limits, hint=incumbent[free], watch=_Quiet(watch))
    return Gain(free, outcome.point, outcome.status == "optimal")


class _Quiet(Watch):
    """Passes a stop on to a neighbourhood, and nothing back."""

    def __init__(self, outer: Watch) -> None:
        super().__init__(stopped=outer.stopped, stoppers=outer.stoppers)


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
