"""Locks and rules that collide, in the words of the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass

from allocator.errors import Conflict
from allocator.plan.entities import DECLINED
from allocator.problem import Ints, Problem
from allocator.problem.rows import Subject
from allocator.problem.subjects import subject_code
from allocator.rules import RULES

ALWAYS = "full_team"  # what a mission is: never lifted
LOCK = "decision"  # the kind of rows that belong to a locked row


@dataclass(frozen=True)
class Group:
    """Rows that a planner can lift together: a lock, an exclusion, or a rule for one subject."""

    code: str
    kind: Subject
    subject: int
    rows: Ints


def worded(
    problem: Problem,
    found: list[Group],
    *,
    teams: bool,
    smallest: bool,
    settled: bool,
    incidents: Sequence[str],
) -> Conflict:
    """The groups as sentences in the workbook's words; `teams` says that they collide over full teams."""
    rules: dict[str, list[str]] = {}
    for group in found:
        if group.kind != LOCK:
            rules.setdefault(group.code, []).append(subject_code(problem, group.kind, group.subject))
    whole = (f"{ALWAYS}: {RULES[ALWAYS].sentence}",) if teams else ()
    return Conflict(
        locks=tuple(_lock(problem, row) for row in sorted(g.subject for g in found if g.kind == LOCK)),
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
    if row.excludes:
        if row.status == DECLINED:
            return f"{row.at('status') or 'Assignments'}: {row.expert} has declined {row.request}"
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
