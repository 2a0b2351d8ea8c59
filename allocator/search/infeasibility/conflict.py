"""Why nothing is feasible: the smallest set of locks and rules that cannot hold together."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import Conflict
from allocator.matrix import Matrix
from allocator.problem import Bools, Ints
from allocator.rules import RULES
from allocator.rules.coupling.fixed import locks
from allocator.search.infeasibility.collisions import Collisions
from allocator.search.infeasibility.conflict_words import ALWAYS, LOCK, Group, worded
from allocator.search.infeasibility.exclusions import with_exclusions_as_rows
from allocator.search.infeasibility.quickxplain import quickxplain
from allocator.search.infeasibility.smallest_mus import smallest_mus
from allocator.search.parameters import USUAL, InfeasibilityParameters

if TYPE_CHECKING:
    from allocator.problem.rows import Subject


@dataclass(frozen=True)
class _Parts:
    """Groups of rows by position, beside the rows that always hold, and who tells which of them collide."""

    always: Ints
    groups: list[Group]
    collisions: Collisions

    def rows_of(self, members: Sequence[int]) -> Ints:
        """The rows that always hold, and those of some groups."""
        return np.concatenate([self.always, *(self.groups[g].rows for g in members)])

    def whole(self, deadline: float) -> tuple[list[int], bool]:
        """A collision of whole rules and single locks, as groups; whether it is certainly the smallest."""
        bundles = _bundles(self.groups)

        def members(chosen: Sequence[int]) -> list[int]:
            return [g for b in chosen for g in bundles[b]]

        every = range(len(bundles))
        shows = self._shown_by(members(every))
        known = quickxplain([], every, lambda some: shows(self.rows_of(members(some))))
        best = smallest_mus(
            len(bundles),
            known,
            lambda some: self.collisions.proven(self.rows_of(members(some))),
            deadline,
            self.collisions.watch,
        )
        return members(best or known), best is not None and not self.collisions.undecided

    def by_subject(self, members: Sequence[int]) -> list[int]:
        """Of colliding groups the locks, and those subjects of each rule that are needed."""
        lock_groups = [g for g in members if self.groups[g].kind == LOCK]
        rules = [g for g in members if self.groups[g].kind != LOCK]
        shows = self._shown_by(members)
        return [*lock_groups, *quickxplain(lock_groups, rules, lambda some: shows(self.rows_of(some)))]

    def _shown_by(self, members: Sequence[int]) -> Callable[[Ints], bool]:
        """Propagation, if that shows the collision of these groups, else CP-SAT."""
        propagated = self.collisions.propagated
        return propagated if propagated(self.rows_of(members)) else self.collisions.proven


def find_conflict(
    matrix: Matrix, seed: int = 0, parameters: InfeasibilityParameters = USUAL.infeasibility
) -> Conflict:
    """The smallest set of locks and rules without a common point, in words.

    First an unsat core of locks and whole rules from which nothing can be left out (a MUS), by QuickXplain:
    its questions are answered by propagation, if that shows the collision, else by CP-SAT. Then, as far as
    the time goes, the smallest one; then only those subjects of each rule that are needed. `settled` says
    that the set was confirmed a second way; a larger one is reported where that fails.
    """
    problem = matrix.columns.problem
    matrix = with_exclusions_as_rows(matrix)
    always, groups = _groups(matrix)
    deadline = time.perf_counter() + parameters.seconds
    collisions = Collisions(matrix, np.flatnonzero(~_idle(matrix)), deadline, seed)
    parts = _Parts(always, groups, collisions)
    members, is_smallest = parts.whole(deadline)
    found = parts.by_subject(members)
    everything = list(range(len(groups)))
    reported, settled = _confirmed(parts, [found, members, everything], parameters.seconds)
    alone = collisions.settled(np.concatenate([always[:0], *(groups[g].rows for g in reported)]))
    return worded(
        problem,
        [groups[g] for g in reported],
        teams=not alone,
        smallest=is_smallest and settled and reported is found,
        settled=settled,
        incidents=collisions.watch.mishaps.sentences,
    )


def _confirmed(parts: _Parts, sets: Sequence[list[int]], seconds: float) -> tuple[list[int], bool]:
    """The first of some sets that certainly collides; the first of all where none does so."""
    for chosen in sets:
        parts.collisions.deadline = time.perf_counter() + seconds
        if parts.collisions.settled(parts.rows_of(chosen)):
            return chosen, True
    return sets[0], False


def _groups(matrix: Matrix) -> tuple[Ints, list[Group]]:
    """The rows that always hold, and the groups that a planner could lift. Goals' rows are left out."""
    always: list[Ints] = [np.empty(0, dtype=np.int64)]
    parts: dict[tuple[str, Subject, int], list[Ints]] = {}
    for block in matrix.blocks:
        rows = block.first + np.arange(len(block.subject), dtype=np.int64)
        if block.implied:  # they follow from others
            continue
        if block.code == ALWAYS:
            always.append(rows)
        elif block.code in RULES:
            for subject in np.unique(block.subject):
                own = rows[block.subject == subject]
                parts.setdefault((block.code, block.kind, int(subject)), []).append(own)
    groups = [Group(*key, np.concatenate(rows)) for key, rows in parts.items()]
    return np.concatenate(always), groups


def _bundles(groups: list[Group]) -> list[list[int]]:
    """Positions of groups that are lifted together at first: each lock alone, each rule as a whole. Locks
    come first: with all of them in place little is left open, and a question is soon answered."""
    bundles: dict[tuple[bool, str, int], list[int]] = {}
    for g, group in enumerate(groups):
        key = (group.kind != LOCK, group.code, group.subject if group.kind == LOCK else -1)
        bundles.setdefault(key, []).append(g)
    return [bundles[key] for key in sorted(bundles)]


def _idle(matrix: Matrix) -> Bools:
    """Base columns of requests that no lock asks for: nothing needs them unless a minimum does."""
    columns, problem = matrix.columns, matrix.columns.problem
    idle = np.zeros(matrix.shape[1], dtype=bool)
    if any(expert.minimum_missions for expert in problem.plan.experts.values()):
        return idle
    needed: set[str] = set()
    waiting = [lock.request for lock in locks(problem.plan)]
    while waiting:
        code = waiting.pop()
        if code not in needed:
            needed.add(code)
            waiting += problem.plan.requests[code].after
    spare = np.array([request.request not in needed for request in problem.requests], dtype=bool)
    owner = np.concatenate([problem.start_request, columns.z_request, columns.payer_request])
    idle[: columns.base_count] = spare[owner]
    return idle
