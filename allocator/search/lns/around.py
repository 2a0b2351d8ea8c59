"""Exact neighbourhoods around a change: some requests solved anew by CP-SAT, all tiers at once (or as many
as one number has room for), while all else stays as it is."""

from collections.abc import Sequence

import numpy as np

from allocator.matrix import Linear, TierObjective, part_of, relevant_rows
from allocator.problem import Ints
from allocator.search.lns.rivalry import Rivalry
from allocator.search.lns.rounds import free_columns, sliced
from allocator.search.run import Run
from allocator.search.trust import NEIGHBOURHOODS
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Program, Watch, program_of

_ROOM = 1 << 60
_LINKED = 1e3  # a request that builds on another, in people who could go on both


class Around:
    """Neighbourhoods of one run, whose incumbent they improve in all its tiers, or in so many first ones."""

    def __init__(self, run: Run, rivalry: Rivalry, tiers: int | None = None) -> None:
        self._run, self._rivalry = run, rivalry
        self._tiers = run.matrix.tiers[:tiers]
        system = part_of(run.matrix, relevant_rows(run.matrix, len(self._tiers)))
        self._program = program_of(system, run.tightened)
        self._tried: set[bytes] = set()

    def improve(self, seeds: Ints, size: int, seconds: float | None) -> bool:
        """Solve the seeds and those that compete with them most anew; whether that improved the run."""
        return self.improve_all(neighbours(self._rivalry, seeds, size), seconds)

    def improve_all(self, requests: Ints, seconds: float | None) -> bool:
        """Solve some requests anew; whether that improved the run."""
        run, point = self._run, self._run.known_incumbent
        key = requests.tobytes() + point.tobytes()
        if key in self._tried or not len(requests):
            return False
        self._tried.add(key)
        free = free_columns(run.matrix, self._program, requests)
        cost = first_tiers(self._tiers, self._program, free)
        if cost is None:
            return False
        part = sliced(self._program.with_cost(cost), free, point, Limits()).program
        limits = Limits(seconds, run.parameters.neighbourhoods.work, 1, run.limits.seed)
        watch = Watch(run.stopped, task="neighbourhoods", goal="", mishaps=run.mishaps)
        run.watches.append(watch)
        try:
            found = cp_sat.minimise(part, limits, hint=point[free], watch=watch)
        finally:
            run.watches.remove(watch)
        last = len(self._tiers) - 1
        if found.status == "infeasible":
            run.distrust(0, NEIGHBOURHOODS, "that a part of a plan cannot be as good as it is")
        if found.point is None:
            return False
        whole = point.copy()
        whole[free] = found.point
        return run.accept(last, whole, NEIGHBOURHOODS)


def neighbours(rivalry: Rivalry, seeds: Ints, size: int) -> Ints:
    """Some requests, and those that share most people, money and weeks with any of them, `size` in all."""
    overlap = (rivalry.first[seeds, None] <= rivalry.last) & (rivalry.last[seeds, None] >= rivalry.first)
    score = (rivalry.shared[seeds] * overlap + _LINKED * rivalry.linked[seeds]).max(axis=0)
    score[seeds] = np.inf
    count = min(len(score), max(size, len(seeds)))
    best = np.argpartition(-score, count - 1)[:count]
    return np.sort(best[score[best] > 0]).astype(np.int64)


def first_tiers(tiers: Sequence[TierObjective], program: Program, free: Ints) -> Linear | None:
    """The form of as many first tiers as its numbers have room for."""
    forms = (lexicographic(tiers[:count], program, free) for count in range(len(tiers), 0, -1))
    return next((form for form in forms if form is not None), None)


def lexicographic(tiers: Sequence[TierObjective], program: Program, free: Ints) -> Linear | None:
    """One form over all columns that orders points which differ in `free` columns alone as the tiers do, one
    after the other; None where its numbers would be too large."""
    width = np.zeros(program.shape[1], dtype=np.int64)
    width[free] = (program.column_upper - program.column_lower)[free]
    total = np.zeros(program.shape[1], dtype=np.int64)
    unit = 1
    reach = 0.0
    for tier in reversed(tiers):
        own = width[tier.cost.column] > 0
        column, size = tier.cost.column[own], tier.cost.coefficient[own]
        common = int(np.gcd.reduce(size)) if len(size) else 1
        span = float(np.abs(size // max(1, common)).astype(np.float64) @ width[column])
        reach += unit * span
        if reach >= _ROOM:
            return None
        total[column] += size // max(1, common) * unit
        unit *= int(span) + 1
    column = np.flatnonzero(total)
    return Linear(column, total[column])
