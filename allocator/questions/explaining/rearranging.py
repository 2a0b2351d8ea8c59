"""A part of an allocation solved again around a change, everything else staying as it is: what gives way.

Whatever is found is an allocation that can be carried out; that nothing is found proves nothing, since the
rest was held.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod

import numpy as np

from allocator.matrix import Linear, System, complete, part_of, relevant_rows, slice_of, with_dependents
from allocator.problem import Ints
from allocator.questions.explaining.placements import Grounds
from allocator.search.construct.kept_part import owners
from allocator.search.lns.slices import Slice
from allocator.search.lns.subproblems import SlicePool
from allocator.solvers.program import Limits, Program, Watch

_LARGEST = 14  # requests that may change together
_WORK = 4  # deterministic seconds for one part
_COUNTED = 1 << 60  # of a cost, at most


@dataclass(frozen=True)
class Asked:
    """A part to be solved: the requests that may change, columns that must be taken, columns that may not."""

    requests: Ints
    taken: Ints
    shut: Ints

    def wider(self, requests: Ints) -> "Asked":
        """The same with more requests that may change."""
        return replace(self, requests=np.union1d(self.requests, requests))


@dataclass
class Rearranging:
    """Parts of one base. `sought` are costs in order: what must not be lost, then what should not.

    With `within`, a point may cost no more than that in the first so many of them.
    """

    grounds: Grounds
    sought: Sequence[Linear]
    tiers: int  # of the model, on which `sought` depends
    within: tuple[int, ...] = ()
    _pool: SlicePool = field(default_factory=SlicePool)

    @cached_property
    def _system(self) -> System:
        base = self.grounds.base
        return part_of(base.matrix, relevant_rows(base.matrix, self.tiers, implied=False))

    @cached_property
    def _owner(self) -> Ints:
        return owners(self.grounds.base.matrix)

    def owners_of(self, columns: Ints) -> Ints:
        """The requests that some columns belong to; auxiliary ones belong to none."""
        found: Ints = np.unique(self._owner[columns[columns < len(self._owner)]])
        return found

    # -- who is in the way --------------------------------------------------------------------------------

    def holding(self, rows: Ints) -> Ints:
        """The requests that use up some rows of the grounds, directly or through auxiliary columns."""
        system, base = self.grounds.system, len(self._owner)
        found = np.zeros(len(self.grounds.base.problem.requests), dtype=bool)
        seen = np.zeros(system.shape[1], dtype=bool)
        for _ in range(2):
            columns = np.unique(system.rows[rows].indices)
            columns = columns[(self.grounds.base.point[columns] > 0) & ~seen[columns]]
            seen[columns] = True
            found[self._owner[columns[columns < base]]] = True
            beyond = columns[columns >= base]
            if not len(beyond):
                break
            rows = np.unique(system.by_column[:, beyond].indices)
        return np.flatnonzero(found)

    def rivals(self, requests: Ints, most: int = _LARGEST) -> Ints:
        """The served requests that share the most full rows with some; these are left out."""
        base = self.grounds.base
        own = np.flatnonzero(np.isin(self._owner, requests))
        rows = np.unique(self.grounds.system.by_column[:, own].indices)
        entries = self.grounds.system.rows[rows][:, : len(self._owner)].tocoo()
        taken = base.point[entries.col] > 0
        pairs = np.unique(np.stack([entries.row[taken], self._owner[entries.col[taken]]]), axis=1)
        size = np.bincount(entries.row, minlength=len(rows))[pairs[0]]
        votes = np.bincount(pairs[1], weights=1 / size, minlength=len(base.problem.requests))
        votes[requests] = 0
        best = np.argsort(-votes, kind="stable")[: max(0, most - len(requests))]
        found: Ints = best[votes[best] > 0]
        return found

    # -- solving ------------------------------------------------------------------------------------------

    def points(self, asked: Iterable[Asked], until: float, workers: int) -> Iterator[Ints | None]:
        """The best point of each part, None where none was found before `until`; in order."""
        waiting: list[Asked] = []
        for each in asked:
            waiting.append(each)
            if len(waiting) >= 2 * workers:
                yield from self._solved(waiting, until)
                waiting = []
        yield from self._solved(waiting, until)

    def _solved(self, asked: list[Asked], until: float) -> list[Ints | None]:
        seconds = until - time.perf_counter()
        if seconds <= 0 or not asked:
            return [None] * len(asked)
        parts = [self._part(each) for each in asked]
        posed = [part for part in parts if part is not None]
        limits = Limits(seconds, _WORK, 1, 0)
        slices = (Slice(program, self.grounds.base.point[free], limits) for free, program in posed)
        found = iter(self._pool.solve(slices, seconds, Watch(task="parts of the allocation")))
        points: list[Ints | None] = []
        for part in parts:
            outcome = None if part is None else next(found)
            point = None if outcome is None else outcome.point
            points.append(None if point is None or part is None else self._whole(part[0], point))
        return points

    def _part(self, asked: Asked) -> tuple[Ints, Program] | None:
        """The free columns and the program over them; None where the rest rules it out at once."""
        base, system = self.grounds.base, self._system
        own = np.flatnonzero(np.isin(self._owner, asked.requests))
        free = with_dependents(system, own, len(self._owner))
        part, _ = slice_of(system, free, base.point)
        lower, upper = part.column_lower.copy(), part.column_upper.copy()
        lower[np.searchsorted(free, asked.taken)] = 1
        upper[np.searchsorted(free, asked.shut)] = 0
        if (lower > upper).any():
            return None
        part = replace(part, column_lower=lower, column_upper=upper)
        program = Program(
            rows=part.rows,
            lower=part.lower,
            upper=part.upper,
            column_lower=lower,
            column_upper=upper,
            cost=None,
        )
        forms = [self._within(form, free) for form in self.sought]
        for form, limit in zip(forms, self.within, strict=False):
            program = program.with_frozen(form, limit)
        cost = _in_order(forms[len(self.within) :], upper - lower)
        return free, program.with_cost(cost)

    def _within(self, form: Linear, free: Ints) -> Linear:
        """A form over the free columns, the others being as they are."""
        place = np.searchsorted(free, form.column)
        place[place == len(free)] = 0
        inside = free[place] == form.column
        held = form.coefficient[~inside] @ self.grounds.base.point[form.column[~inside]]
        return Linear(place[inside], form.coefficient[inside], form.constant + int(held))

    def _whole(self, free: Ints, values: Ints) -> Ints | None:
        """The whole point, if every row holds."""
        matrix = self.grounds.base.matrix
        point = self.grounds.base.point.copy()
        point[free] = values
        point = complete(matrix, point)
        return point if matrix.feasible(point) else None


def _in_order(forms: Sequence[Linear], width: Ints) -> Linear | None:
    """One cost under which less of an earlier form is worth more than all of the later ones, the last ones
    left out where that is more than can be counted; None without forms."""
    reach = [1 + int(np.abs(form.coefficient) @ width[form.column]) for form in forms]
    count = len(forms)
    while count > 1 and prod(reach[:count]) > _COUNTED:
        count -= 1
    total, scale = np.zeros(len(width), dtype=np.int64), 1
    for form, far in zip(reversed(forms[:count]), reversed(reach[:count]), strict=True):
        total[form.column] += scale * form.coefficient
        scale *= far
    column = np.flatnonzero(total)
    return Linear(column, total[column]) if len(column) else None
