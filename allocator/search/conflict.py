"""Why nothing is feasible: the smallest set of locks and rules that cannot hold together."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from allocator.errors import Conflict
from allocator.matrix import Linear, Matrix
from allocator.matrix.matrix import csr
from allocator.problem import Ints, Problem
from allocator.rows import NO_LIMIT, Subject
from allocator.rules import RULES
from allocator.rules.coupling.fixed import locks
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Program
from allocator.subjects import subject_code

_SECONDS = 60.0  # for the whole search; past them the set is called a set, not the smallest
_ALWAYS = "full_team"  # what a mission is: never lifted, never named
_LOCK = "decision"  # the kind of rows that speak of a locked row

Collides = Callable[[Sequence[int]], bool]


@dataclass(frozen=True)
class _Group:
    """Rows that a planner can lift together: one lock, or one rule as it speaks of one subject."""

    code: str
    kind: Subject
    subject: int
    rows: Ints


def find_conflict(matrix: Matrix, seed: int = 0) -> Conflict:
    """The smallest set of locks and rules without a common point, in words.

    First the smallest set of locks and whole rules, by implicit hitting sets (Ignatiev et al., "Smallest
    MUS Extraction with Minimal Hitting Set Dualization", CP 2015); then only those subjects of each rule
    that are needed, by QuickXplain (Junker, AAAI 2004). Confirmed with presolve on and off.
    """
    deadline = time.perf_counter() + _SECONDS
    always, groups = _groups(matrix)
    bundles = _bundles(groups)

    def program(members: Sequence[int]) -> Program:
        keep = np.sort(np.concatenate([always, *(groups[g].rows for g in members)]))
        return _without_cost(matrix, keep)

    def infeasible(members: Sequence[int], *, presolve: bool = True) -> bool:
        limits = Limits(max(1.0, deadline - time.perf_counter()), None, 1, seed)
        return cp_sat.minimise(program(members), limits, presolve=presolve).status == "infeasible"

    chosen, smallest = _smallest(
        len(bundles), lambda some: infeasible([g for b in some for g in bundles[b]]), deadline
    )
    members = [g for b in chosen for g in bundles[b]]
    held = [g for g in members if groups[g].kind == _LOCK]
    rules = _needed(held, [g for g in members if groups[g].kind != _LOCK], infeasible)
    found = [*held, *rules]
    settled = infeasible(found) and infeasible(found, presolve=False)
    return _worded(matrix.columns.problem, [groups[g] for g in found], smallest and settled, settled)


def _groups(matrix: Matrix) -> tuple[Ints, list[_Group]]:
    """The rows that always hold, and the groups that a planner could lift. Goals' rows are left out."""
    always: list[Ints] = [np.empty(0, dtype=np.int64)]
    groups: list[_Group] = []
    for block in matrix.blocks:
        rows = block.first + np.arange(len(block.subject), dtype=np.int64)
        if block.code == _ALWAYS:
            always.append(rows)
        elif block.code in RULES:
            for subject in np.unique(block.subject):
                own = rows[block.subject == subject]
                groups.append(_Group(block.code, block.kind, int(subject), own))
    return np.concatenate(always), groups


def _bundles(groups: list[_Group]) -> list[list[int]]:
    """Positions of groups that stand or fall together at first: each lock alone, each rule as a whole."""
    bundles: dict[tuple[str, int], list[int]] = {}
    for g, group in enumerate(groups):
        key = (group.code, group.subject if group.kind == _LOCK else -1)
        bundles.setdefault(key, []).append(g)
    return list(bundles.values())


def _without_cost(matrix: Matrix, rows: Ints) -> Program:
    """Some rows of the matrix, only requests in play open, nothing to minimise."""
    upper = matrix.column_upper.copy()
    upper[_idle(matrix)] = 0
    return Program(
        rows=matrix.rows[rows],
        lower=matrix.lower[rows],
        upper=matrix.upper[rows],
        column_lower=matrix.column_lower,
        column_upper=upper,
        cost=None,
    )


def _idle(matrix: Matrix) -> Ints:
    """Starts of requests that no lock asks for: leaving them out breaks nothing unless a minimum asks."""
    problem = matrix.columns.problem
    if any(expert.minimum_missions for expert in problem.plan.experts.values()):
        return np.empty(0, dtype=np.int64)
    needed: set[str] = set()
    waiting = [lock.request for lock in locks(problem.plan)]
    while waiting:
        code = waiting.pop()
        if code not in needed:
            needed.add(code)
            waiting += problem.plan.requests[code].after
    asked = np.array([request.request in needed for request in problem.requests], dtype=bool)
    return np.flatnonzero(~asked[problem.start_request])


def _smallest(count: int, collides: Collides, deadline: float) -> tuple[list[int], bool]:
    """A set of bundles that collides, and whether no smaller one does."""
    corrections: list[list[int]] = []
    while time.perf_counter() < deadline:
        chosen = _hitting_set(count, corrections)
        if chosen is None:
            break
        if collides(chosen):
            return chosen, True
        grown = list(chosen)
        for b in range(count):
            if b not in grown and not collides([*grown, b]):
                grown.append(b)
        corrections.append([b for b in range(count) if b not in grown])
    return _needed([], list(range(count)), collides), False


def _hitting_set(count: int, sets: list[list[int]]) -> list[int] | None:
    """The fewest bundles that meet every set; None where a set is empty."""
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
    point = cp_sat.minimise(program, Limits()).point
    return None if point is None else [int(b) for b in np.flatnonzero(point)]


def _needed(held: list[int], some: list[int], collides: Collides) -> list[int]:
    """QuickXplain: a subset of `some`, none of which can be left out, that collides beside `held`."""
    if not some or collides(held):
        return []
    if len(some) == 1:
        return some
    middle = len(some) // 2
    left, right = some[:middle], some[middle:]
    from_right = _needed([*held, *left], right, collides) if not collides([*held, *left]) else []
    from_left = _needed([*held, *from_right], left, collides)
    return [*from_left, *from_right]


def _worded(problem: Problem, found: list[_Group], smallest: bool, settled: bool) -> Conflict:
    """The groups as sentences in the workbook's words."""
    rules: dict[str, list[str]] = {}
    for group in found:
        if group.kind != _LOCK:
            rules.setdefault(group.code, []).append(subject_code(problem, group.kind, group.subject))
    return Conflict(
        locks=tuple(_lock(problem, group.subject) for group in found if group.kind == _LOCK),
        rules=tuple(
            f"{code}: {RULES[code].sentence} ({', '.join(dict.fromkeys(subjects))})"
            for code, subjects in rules.items()
        ),
        smallest=smallest,
        settled=settled,
    )


def _lock(problem: Problem, position: int) -> str:
    """A locked row: where it stands and what it asks for."""
    row = problem.plan.decisions[position]
    asked = [
        f"{row.expert}{f' as {row.seat}' if row.seat else ''}" if row.expert else "",
        f"on {row.start}" if row.start else "",
        f"paid by {row.agreement}" if row.agreement else "",
    ]
    what = ", ".join(part for part in asked if part) or "served"
    return f"{row.place or 'Assignments'}: {row.request} {what}"
