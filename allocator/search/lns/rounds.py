"""Rounds of large neighbourhood search: parts of the matrix solved side by side, the rest as it is.

Shaw, Using constraint programming and local search methods to solve vehicle routing problems, CP 1998. Each
round draws one neighbourhood per worker around the same incumbent (`neighbourhoods.py`, of kinds chosen by
`selection.py`), CP-SAT solves them (`subproblems.py`), and their gains are put together.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.matrix import Linear, Matrix, complete, slice_of, with_dependents
from allocator.problem import Ints
from allocator.search.background import InBackground
from allocator.search.lns.neighbourhoods import NEIGHBOURHOODS
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.lns.selection import Selection
from allocator.search.lns.slices import Slice
from allocator.search.lns.subproblems import SlicePool
from allocator.search.tier_search import TierSearch
from allocator.search.trust import NEIGHBOURHOODS as WITNESS
from allocator.solvers.program import Limits, Program, Status, Watch


class NeighbourhoodRounds:
    """The rounds of one tier; `count` of them so far."""

    def __init__(self, search: TierSearch, background: InBackground | None = None) -> None:
        self.count = 0
        self._search, self._background = search, background

    def next(self, deadline: float | None, workers: int) -> bool:
        """One round; whether it improved the incumbent."""
        search, run, before = self._search, self._search.run, self._search.incumbent
        self.count += 1
        limits = search.limits(deadline, workers)
        watch = Watch(run.stopped, task="neighbourhoods", goal=search.goal, mishaps=run.mishaps)
        with search.stopping(watch):
            gains = improve_round(
                search.matrix, search.program, before, self._selection, limits, watch, run.pool
            )
        for gain in gains:
            self._check(before, gain)
            better = gain.values is not None and self._accept(before, gain)
            self._selection.learn(gain.kind, finished=gain.finished, gained=better)
            run.count_neighbourhood(NEIGHBOURHOODS[gain.kind].name, gained=better)
        if self._background is not None:
            self._background.poll()
        run.report(search.t, "round")
        return search.incumbent is not before

    def _accept(self, before: Ints, gain: "Gain") -> bool:
        """Whether a gain was accepted. Two of a round may use up the same thing."""
        search = self._search
        if search.incumbent is before:
            return search.accept(merged(before, gain), WITNESS)
        both = complete(search.matrix, merged(search.incumbent, gain))
        return search.matrix.feasible(both) and search.accept(both, WITNESS)

    def _check(self, before: Ints, gain: "Gain") -> None:
        """Hold what is said of a neighbourhood against the point it was drawn around, which is one of it."""
        cost = self._search.matrix.tiers[self._search.t].cost.value
        least = [] if gain.bound is None else [gain.bound]
        if gain.status == "optimal" and gain.values is not None:
            least.append(cost(merged(before, gain)))
        if gain.status == "infeasible" or max(least, default=cost(before)) > cost(before):
            self._search.distrust(WITNESS, "that a part of a plan cannot be as good as it is")

    @cached_property
    def _selection(self) -> Selection:
        search = self._search
        random = np.random.default_rng([search.run.limits.seed, search.t, search.run.passes])
        rivalry = rivalry_of(search.matrix, search.run.tightened)
        return Selection(rivalry, random, search.parameters.neighbourhoods)


@dataclass(frozen=True)
class Gain:
    """What a neighbourhood brought: its kind, the columns freed and their new values, a bound on the cost of
    the tier with these columns free, and how it ended."""

    kind: int
    free: Ints
    values: Ints | None
    bound: int | None
    status: Status

    @property
    def finished(self) -> bool:
        """Whether it was solved to its end, as the solver says."""
        return self.status == "optimal"


def improve_round(
    matrix: Matrix,
    program: Program,
    incumbent: Ints,
    selection: Selection,
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
    draws = [selection.draw(served) for _ in range(limits.workers)]
    seeds = [int(selection.random.integers(1 << 30)) for _ in draws]
    freed = [free_columns(matrix, program, drawn.requests) for drawn in draws]
    slices = (
        sliced(program, free, incumbent, Limits(work=selection.parameters.work, seed=seed))
        for free, seed in zip(freed, seeds, strict=True)
    )
    outcomes = pool.solve(slices, limits.seconds, watch)
    return [
        Gain(drawn.kind, free, outcome.point, outcome.bound, outcome.status)
        for drawn, free, outcome in zip(draws, freed, outcomes, strict=True)
    ]


def merged(incumbent: Ints, gain: Gain) -> Ints:
    """The incumbent with the freed columns at their new values."""
    point = incumbent.copy()
    if gain.values is not None:
        point[gain.free] = gain.values
    return point


def sliced(program: Program, free: Ints, incumbent: Ints, limits: Limits) -> Slice:
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
        grain=None if program.grain is None else program.grain[free],
    )
    return Slice(small, incumbent[free], limits)


def free_columns(matrix: Matrix, program: Program, requests: Ints) -> Ints:
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
