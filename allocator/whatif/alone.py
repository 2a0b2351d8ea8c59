"""What is wanted beside what is locked alone: a small problem that contains every allocation's part of it.

Where it has no point, nothing that is wanted is possible.
"""

import numpy as np

from allocator.matrix import (
    Linear,
    System,
    activity_bounds,
    complete,
    part_of,
    relevant_rows,
    tighten,
    with_dependents,
)
from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT
from allocator.results.result import Proof
from allocator.search.construct.kept_part import owners
from allocator.search.lns.executors import satisfies
from allocator.search.lns.rivalry import Rivalry
from allocator.search.run import Run
from allocator.search.trust import CP_SAT, HIGHS, PRICES, PROPAGATION
from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Program, Relay, Watch, program_of

_NOTHING = Linear(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))

_ROUNDS = 6  # in which what the rows ask for besides is served too


def seen_alone(run: Run, rivalry: Rivalry, wanted: Ints) -> tuple[Ints | None, Proof | None]:
    """A feasible point with what is wanted, what it builds on and what is locked, nothing else being served;
    or the proof that nothing wanted is possible. Neither where there is no such point, or time ran out."""
    requests = _needed(run, rivalry, wanted)
    for _ in range(_ROUNDS):
        point, proof = _looked_at(run, requests)
        if point is None:
            return None, proof
        broken = run.matrix.broken_rows(point)
        more = np.union1d(requests, _owners_in(run, broken)).astype(np.int64)
        if not len(broken) or len(more) == len(requests):
            return (None if len(broken) else point), None
        requests = more
    return None, None


def _looked_at(run: Run, requests: Ints) -> tuple[Ints | None, Proof | None]:
    """A point in which only some requests are served, and which keeps the rows as far as these go; or the
    proof that there is none."""
    program, free = _without_others(run, requests)
    if tighten(program).broken >= 0:
        return None, Proof(kind="exact", by=(PROPAGATION.name,))
    asked = program.with_cost(_NOTHING)
    limits = run.limits_until(run.deadline(0.5), 1)
    watch = Watch(run.stopped, task="a request alone", mishaps=run.mishaps)
    if highs.reoptimise(asked, limits, watch).empty:
        return None, Proof(kind="exact", by=(PRICES.name,))
    found = cp_sat.minimise(program, limits, watch=watch)
    values = found.point if found.point is None or satisfies(program, found.point) else None
    if values is None:
        heard = _Heard(program, watch)
        again = highs.minimise(asked, limits, watch=heard)
        if found.status == again.status == "infeasible" and heard.point is None:
            return None, Proof(kind="words", by=(CP_SAT.name, HIGHS.name))
        values = heard.point
    if values is None:
        return None, None
    point = run.tightened.lower.copy()
    point[free] = values
    return complete(run.matrix, point), None


class _Heard(Relay):
    """Keeps the last point that is one."""

    def __init__(self, program: Program, outer: Watch) -> None:
        super().__init__(outer)
        self.point: Ints | None = None
        self._program = program

    def improved(self, point: Ints, cost: int) -> None:
        if satisfies(self._program, point):
            self.point = point


def _needed(run: Run, rivalry: Rivalry, wanted: Ints) -> Ints:
    """The wanted requests with all that they are linked to, and those that are locked."""
    columns = run.matrix.columns
    chosen = np.zeros(rivalry.requests, dtype=bool)
    chosen[wanted] = True
    while (more := rivalry.linked[chosen].any(axis=0) & ~chosen).any():
        chosen |= more
    lower = run.tightened.lower
    chosen[columns.problem.start_request[lower[columns.y] > 0]] = True
    chosen[columns.z_request[lower[columns.z] > 0]] = True
    return np.flatnonzero(chosen)


def _owners_in(run: Run, rows: Ints) -> Ints:
    """The requests whose columns stand in some rows."""
    columns = np.unique(run.matrix.rows[rows].indices)
    return np.unique(owners(run.matrix)[columns[columns < run.matrix.columns.base_count]])


def _without_others(run: Run, requests: Ints) -> tuple[Program, Ints]:
    """The rows over the columns of some requests, eased by whatever the others could do; these columns."""
    matrix, tightened = run.matrix, run.tightened
    columns = matrix.columns
    system = part_of(matrix, relevant_rows(matrix, 1))
    base = np.concatenate([
        columns.y[np.isin(columns.problem.start_request, requests)],
        columns.z[np.isin(columns.z_request, requests)],
        columns.f[np.isin(columns.payer_request, requests)],
    ])  # fmt: skip
    free = with_dependents(system, base, columns.base_count)
    touched = np.unique(system.by_column[:, free].indices)
    rows = system.rows[touched]
    low, high = tightened.lower.copy(), tightened.upper.copy()
    low[free] = high[free] = 0
    least, most = activity_bounds(rows, low, high)
    lower, upper = system.lower[touched], system.upper[touched]
    eased = System(
        rows=rows[:, free],
        lower=np.where(lower > -NO_LIMIT, lower - most, lower),
        upper=np.where(upper < NO_LIMIT, upper - least, upper),
        column_lower=tightened.lower[free],
        column_upper=tightened.upper[free],
    )
    return program_of(eased, tighten(eased)), free
