"""Locks that hold less than their row names: the row shows all, its cell `locks` says what of it is held."""

from collections.abc import Mapping
from contextlib import suppress

from allocator.plan.entities import FIXED, LOCKABLE
from allocator.tables.cells.cells import is_blank, parse
from allocator.tables.raw import RawRow
from allocator.tables.schema import Sheet, normalised


def held_part(sheet: Sheet, row: RawRow, positions: Mapping[str, int]) -> RawRow:
    """A row of Assignments as the lock that it is: without the cells that it does not hold. `positions` are
    those of the fields. Any other row stays as it is."""
    held = held_fields(sheet, row, positions)
    if not held:
        return row
    free = {positions[field] for field in LOCKABLE if field in positions and field not in held}
    cells = tuple(None if at in free else cell for at, cell in enumerate(row.cells))
    return RawRow(row.number, cells, row.added)


def held_fields(sheet: Sheet, row: RawRow, positions: Mapping[str, int]) -> tuple[str, ...]:
    """What a lock holds of its row, where it says so in a way that can be read; else nothing."""
    if "decision" not in positions or "locks" not in positions:
        return ()
    decision, locks = (row.cell(positions[field]) for field in ("decision", "locks"))
    if is_blank(locks) or normalised(str(decision)) != FIXED:
        return ()
    with suppress(ValueError):
        return tuple(parse(sheet.column("locks"), locks))
    return ()
