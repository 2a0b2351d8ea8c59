"""Why nothing is feasible: the smallest set of locks and rules that cannot hold together."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from allocator.errors import Conflict
from allocator.matrix import Matrix
from allocator.plan.entities import EXCLUDED
from allocator.problem import Bools, Ints, Problem
from allocator.problem.rows import Subject
from allocator.problem.subjects import subject_code
from allocator.rules import RULES
from allocator.rules.coupling.fixed import locks
from allocator.search.infeasibility.collisions import Collisions
from allocator.search.infeasibility.exclusions import with_exclusions_as_rows
from allocator.search.infeasibility.quickxplain import quickxplain
from allocator.search.infeasibility.smallest_mus import smallest_mus
from allocator.search.parameters import USUAL, InfeasibilityParameters

_ALWAYS = "full_team"  # what a mission is: never lifted
_LOCK = "decision"  # the kind of rows that speak of a locked row


@dataclass(frozen=True)
class _Group:
    """Rows that a planner can lift together: a lock, an exclusion, or a rule for one subject."""

    code: str
    kind: Subject
    subject: int
    rows: Ints


def find_conflict(
    matrix: Matrix, seed: int = 0, parameters: InfeasibilityParameters = USUAL.infeasibility
) -> Conflict:
    """The smallest set of locks and rules without a common point, in words.

    First an unsat core of locks and whole rules from which nothing can be left out (a MUS), by QuickXplain:
    its questions are answered by propagation, if that shows the collision, else by CP-SAT. Then, as far as
    the time goes, the smallest one; then only those subjects of
    each rule that are needed. `settled` says that the set was confirmed a second way; a larger one
    is reported where that fails.
    """
    problem = matrix.columns.problem
    matrix = with_exclusions_as_rows(matrix)
    always, groups = _groups(matrix)
    bundles = _bundles(groups)
    deadline = time.perf_counter() + parameters.seconds
    collisions = Collisions(matrix, np.flatnonzero(~_idle(matrix)), deadline, seed)

    def rows_of(members: Sequence[int], base: Ints = always) -> Ints:
        return np.concatenate([base, *(groups[g].rows for g in members)])

    def of_bundles(chosen: Sequence[int]) -> Ints:
        return rows_of([g for b in chosen for g in bundles[b]])

    every = range(len(bundles))
    shows = collisions.propagated if collisions.propagated(of_bundles(every)) else collisions.proven
    known = quickxplain([], every, lambda some: shows(of_bundles(some)))
    best = smallest_mus(
        len(bundles), known, lambda some: collisions.proven(of_bundles(some)), deadline, collisions.watch
    )
    is_smallest = best is not None and not collisions.undecided
    members = [g for b in best or known for g in bundles[b]]
    lock_groups = [g for g in members if groups[g].kind == _LOCK]
    rules = [g for g in members if groups[g].kind != _LOCK]
    shows = collisions.propagated if collisions.propagated(rows_of(members)) else collisions.proven
    found = [*lock_groups, *quickxplain(lock_groups, rules, lambda some: shows(rows_of(some)))]
    reported, settled = _confirmed(
        collisions, rows_of, [found, members, list(range(len(groups)))], parameters.seconds
    )
    alone = collisions.settled(rows_of(reported, always[:0]))
    return _worded(
        problem,
        [groups[g] for g in reported],
        teams=not alone,
        smallest=is_smallest and settled and reported is found,
        settled=settled,
        incidents=collisions.watch.mishaps.sentences,
    )


def _confirmed(
    collisions: Collisions,
    rows_of: Callable[[Sequence[int]], Ints],
    sets: Sequence[list[int]],
    seconds: float,
) -> tuple[list[int], bool]:
    """The first of some sets that certainly collides; the first of all where none does so."""
    for chosen in sets:
        collisions.deadline = time.perf_counter() + seconds
        if collisions.settled(rows_of(chosen)):
            return chosen, True
    return sets[0], False


def _groups(matrix: Matrix) -> tuple[Ints, list[_Group]]:
    """The rows that always hold, and the groups that a planner could lift. Goals' rows are left out."""
    always: list[Ints] = [np.empty(0, dtype=np.int64)]
    parts: dict[tuple[str, Subject, int], list[Ints]] = {}
    for block in matrix.blocks:
        rows = block.first + np.arange(len(block.subject), dtype=np.int64)
        if block.implied:  # they follow from others
            continue
        if block.code == _ALWAYS:
            always.append(rows)
        elif block.code in RULES:
            for subject in np.unique(block.subject):
                own = rows[block.subject == subject]
                parts.setdefault((block.code, block.kind, int(subject)), []).append(own)
    groups = [_Group(*key, np.concatenate(rows)) for key, rows in parts.items()]
    return np.concatenate(always), groups


def _bundles(groups: list[_Group]) -> list[list[int]]:
    """Positions of groups that stand or fall together at first: each lock alone, each rule as a whole. Locks
    come first: with all of them in place little is left open, and a question is soon answered."""
    bundles: dict[tuple[bool, str, int], list[int]] = {}
    for g, group in enumerate(groups):
        key = (group.kind != _LOCK, group.code, group.subject if group.kind == _LOCK else -1)
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


def _worded(
    problem: Problem,
    found: list[_Group],
    *,
    teams: bool,
    smallest: bool,
    settled: bool,
    incidents: Sequence[str],
) -> Conflict:
    """The groups as sentences in the workbook's words; `teams` says that they collide over full teams."""
    rules: dict[str, list[str]] = {}
    for group in found:
        if group.kind != _LOCK:
            rules.setdefault(group.code, []).append(subject_code(problem, group.kind, group.subject))
    whole = (f"{_ALWAYS}: {RULES[_ALWAYS].sentence}",) if teams else ()
    return Conflict(
        locks=tuple(_lock(problem, row) for row in sorted(g.subject for g in found if g.kind == _LOCK)),
        rules=whole
        + tuple(
            f"{code}: {RULES[code].sentence} ({', '.join(dict.fromkeys(subjects))})"
            for code, subjects in rules.items()
        ),
        smallest=smallest,
        settled=settled,
        incidents=tuple(incidents),
    )


def _lock(problem: Problem, position: int) -> str:
    """A locked or excluded row: where it stands and what it asks for."""
    row = problem.plan.decisions[position]
    if row.decision == EXCLUDED:
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
