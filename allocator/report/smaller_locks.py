"""Locks that name less than a row of the result holds, shown on the row that they hold."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from allocator.plan.entities import FIXED, LOCKABLE, Decision

_Of = TypeVar("_Of")


def with_smaller_locks(
    rows: Iterable[tuple[_Of, Decision]], held: Iterable[Decision]
) -> Iterator[tuple[_Of, Decision]]:
    """The rows, each lock of `held` that no row shows being written on the first one that holds all it names.

    Several of them on one row hold together what each of them holds. (A row that the plan's frozen date holds
    is `previous` again when it is read: `allocator.tables.fed_back`.)
    """
    left = [row for row in held if row.decision == FIXED]
    written = list(rows)
    for number, (of, row) in enumerate(written):
        own = [lock for lock in left if _is_part(lock, row)]
        left = [lock for lock in left if lock not in own]
        whole = row.decision == FIXED
        written[number] = of, row if whole or not own else replace(row, decision=FIXED, locks=_held(own))
    yield from written


def as_read(row: Decision) -> Decision:
    """A row as the reader takes it in: without what its lock does not hold."""
    if not row.locks:
        return row
    blanks = {"seat": "", "expert": "", "start": None, "agreement": ""}
    free = {field: blank for field, blank in blanks.items() if field not in row.locks}
    return replace(row, **free, locks=())  # type: ignore[arg-type]


def shows(written: Decision, lock: Decision) -> bool:
    """Whether a row of the result holds all that a lock does."""
    if written.decision != FIXED or not _is_part(lock, written):
        return False
    return not written.locks or set(_named(lock)) <= {*written.locks}


def _held(locks: list[Decision]) -> tuple[str, ...]:
    named = {field for lock in locks for field in _named(lock)}
    return tuple(field for field in LOCKABLE if field in named) or ("request",)


def _named(lock: Decision) -> tuple[str, ...]:
    return tuple(field for field in LOCKABLE if getattr(lock, field))


def _is_part(lock: Decision, row: Decision) -> bool:
    same = all(getattr(lock, field) == getattr(row, field) for field in _named(lock))
    return lock.request == row.request and same
