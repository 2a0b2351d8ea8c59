"""Why nothing is feasible: the smallest set of locks and rules that cannot hold together."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from allocator.errors import Conflict
from allocator.matrix import Linear, Matrix
from allocator.matrix.matrix import csr
from allocator.problem import Bools, Ints, Problem
from allocator.rows import NO_LIMIT, Subject
from allocator.rules import RULES
from allocator.rules.coupling.fixed import locks
from allocator.search.exclusions import with_exclusions_as_rows
from allocator.solvers import cp_sat
from allocator.solvers.program import Limits, Program
from allocator.subjects import subject_code

_SECONDS = 60.0  # for the whole search; past them the set is called a set, not the smallest
_ALWAYS = "full_team"  # what a mission is: never lifted
_LOCK = "decision"  # the kind of rows that speak of a locked row

Collides = Callable[[Sequence[int]], bool]


@dataclass(frozen=True)
class _Group:
    """Rows that a planner can lift together: a lock, an exclusion, or a rule as it speaks of one subject."""

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
    problem = matrix.columns.problem
    matrix = with_exclusions_as_rows(matrix)
    always, groups = _groups(matrix)
    bundles = _bundles(groups)

    free = np.flatnonzero(~_idle(matrix))
    columns = matrix.rows[:, free]

    def infeasible(members: Sequence[int], base: Ints = always, *, presolve: bool = True) -> bool:
        keep = np.sort(np.concatenate([base, *(groups[g].rows for g in members)]))
        program = _without_cost(matrix, columns, free, keep)
        limits = Limits(max(1.0, deadline - time.perf_counter()), None, 1, seed)
        return cp_sat.minimise(program, limits, presolve=presolve).status == "infeasible"

    chosen, smallest = _smallest(
        len(bundles), lambda some: infeasible([g for b in some for g in bundles[b]]), deadline
    )
    members = [g for b in chosen for g in bundles[b]]
    held = [g for g in members if groups[g].kind == _LOCK]
    rules = _needed(held, [g for g in members if groups[g].kind != _LOCK], infeasible)
    found = [*held, *rules]
    settled = infeasible(found) and infeasible(found, presolve=False)
    alone = infeasible(found, always[:0])
    named = [groups[g] for g in found]
    return _worded(problem, named, teams=not alone, smallest=smallest and settled, settled=settled)


def _groups(matrix: Matrix) -> tuple[Ints, list[_Group]]:
    """The rows that always hold, and the groups that a planner could lift. Goals' rows are left out."""
    always: list[Ints] = [np.empty(0, dtype=np.int64)]
    parts: dict[tuple[str, Subject, int], list[Ints]] = {}
    for block in matrix.blocks:
        rows = block.first + np.arange(len(block.subject), dtype=np.int64)
        if block.code == _ALWAYS:
            always.append(rows)
        elif block.code in RULES:
            for subject in np.unique(block.subject):
                own = rows[block.subject == subject]
                parts.setdefault((block.code, block.kind, int(subject)), []).append(own)
    groups = [_Group(*key, np.concatenate(rows)) for key, rows in parts.items()]
    return np.concatenate(always), groups


def _bundles(groups: list[_Group]) -> list[list[int]]:
    """Positions of groups that stand or fall together at first: each lock alone, each rule as a whole."""
    bundles: dict[tuple[str, int], list[int]] = {}
    for g, group in enumerate(groups):
        key = (group.code, group.subject if group.kind == _LOCK else -1)
        bundles.setdefault(key, []).append(g)
    return list(bundles.values())


def _without_cost(matrix: Matrix, columns: Any, free: Ints, rows: Ints) -> Program:
    """Some rows over the free columns, all others being zero, and nothing to minimise."""
    lower, upper = matrix.lower[rows], matrix.upper[rows]
    part = columns[rows]
    speaks = (np.diff(part.indptr) > 0) | (lower > 0) | (upper < 0)
    return Program(
        rows=part[speaks],
        lower=lower[speaks],
        upper=upper[speaks],
        column_lower=matrix.column_lower[free],
        column_upper=matrix.column_upper[free],
        cost=None,
    )


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


def _worded(problem: Problem, found: list[_Group], *, teams: bool, smallest: bool, settled: bool) -> Conflict:
    """The groups as sentences in the workbook's words; `teams` says that they collide over full teams."""
    rules: dict[str, list[str]] = {}
    for group in found:
        if group.kind != _LOCK:
            rules.setdefault(group.code, []).append(subject_code(problem, group.kind, group.subject))
    whole = (f"{_ALWAYS}: {RULES[_ALWAYS].sentence}",) if teams else ()
    return Conflict(
        locks=tuple(_lock(problem, group.subject) for group in found if group.kind == _LOCK),
        rules=whole
        + tuple(
            f"{code}: {RULES[code].sentence} ({', '.join(dict.fromkeys(subjects))})"
            for code, subjects in rules.items()
        ),
        smallest=smallest,
        settled=settled,
    )


def _lock(problem: Problem, position: int) -> str:
    """A locked or excluded row: where it stands and what it asks for."""
    row = problem.plan.decisions[position]
    if row.decision == "excluded":
        who = (
            f"{row.expert}{f' as {row.seat}' if row.seat else ''} excluded"
            if row.expert
            else "not to be served"
        )
        return f"{row.at('decision') or 'Assignments'}: {row.request} {who}"
    asked = [
        f"{row.expert}{f' as {row.seat}' if row.seat else ''}" if row.expert else "",
        f"on {row.start}" if row.start else "",
        f"paid by {row.agreement}" if row.agreement else "",
    ]
    what = ", ".join(part for part in asked if part) or "served"
    return f"{row.at('decision') or 'Assignments'}: {row.request} {what}"
