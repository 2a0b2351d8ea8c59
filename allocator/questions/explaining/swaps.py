"""Which people could take each other's places with everything else as it is, for many pairs at once."""

from dataclasses import dataclass, field

import numpy as np

from allocator.matrix import System
from allocator.matrix.sparse_rows import SparseColumns, times
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT
from allocator.problem.start_ranges import spread

_ROUNDS = 4  # auxiliary columns follow people, and each other a few times


@dataclass(frozen=True)
class _Changes:
    """How activities of rows (or values of columns) change: `step[k]` in row `row[k]` for pair `pair[k]`,
    each (row, pair) once and in order."""

    row: Ints
    pair: Ints
    step: Ints

    def at(self, row: Ints, pair: Ints, pairs: int) -> Ints:
        """The changes of some rows for some pairs, 0 where there is none."""
        known = self.row * pairs + self.pair
        wanted = row * pairs + pair
        place = np.minimum(np.searchsorted(known, wanted), max(0, len(known) - 1))
        hit = known[place] == wanted if len(known) else np.zeros(len(wanted), dtype=bool)
        return np.where(hit, self.step[place] if len(known) else 0, 0)


@dataclass
class Swaps:
    """A point of a system of hard rows, in which single places are given to somebody else.

    Auxiliary columns, from `base` on, follow: each takes the least value that its rows leave it.
    """

    system: System
    point: Ints
    base: int
    _activity: Ints = field(init=False)
    _keeps: tuple[Ints, Ints, Ints] = field(init=False)  # row, column, size, by column
    _by_row: tuple[Ints, Ints] = field(init=False)  # the same by row: row, column

    def __post_init__(self) -> None:
        system = self.system
        self._activity = times(system.rows, self.point)
        entries = system.rows.tocoo()
        row, size = entries.row, entries.data
        keeps = (system.lower[row] > -NO_LIMIT) & (size > 0) | (system.upper[row] < NO_LIMIT) & (size < 0)
        kept = np.flatnonzero(keeps & (entries.col >= self.base))
        kept = kept[np.lexsort((row[kept], entries.col[kept]))]
        self._keeps = (row[kept].astype(np.int64), entries.col[kept].astype(np.int64), size[kept])
        order = np.argsort(self._keeps[0], kind="stable")
        self._by_row = (self._keeps[0][order], self._keeps[1][order])

    def possible(self, into: Ints, out: Ints) -> Bools:
        """Per pair, whether column `into` could be 1 where column `out` is now."""
        pair = np.arange(len(into), dtype=np.int64)
        step = np.repeat(np.array([1, -1], dtype=np.int64), len(into))
        return self.fits(np.concatenate([into, out]), np.concatenate([pair, pair]), step, len(into))

    def fits(self, column: Ints, pair: Ints, step: Ints, pairs: int) -> Bools:
        """Per pair, whether all its columns could be changed by their steps together: column `column[k]` by
        `step[k]` for pair `pair[k]`."""
        fine = np.ones(pairs, dtype=bool)
        fine[self.broken(column, pair, step, pairs)[1]] = False
        return fine

    def broken(self, column: Ints, pair: Ints, step: Ints, pairs: int) -> tuple[Ints, Ints]:
        """(row, pair) of the rows that such changes break; of an auxiliary column that they take too far, all
        rows that keep it."""
        row, item, size = _entries(self.system.by_column[:, column], 1)
        none = np.empty(0, dtype=np.int64)
        changes = _summed(none, none, none, row, pair[item], size * step[item], pairs=pairs)
        moved, unsettled = _Changes(none, none, none), (none, none)
        for _ in range(_ROUNDS):
            aux, owner, by = self._followed(changes, moved, pairs)
            moved = _summed(moved.row, moved.pair, moved.step, aux, owner, by, pairs=pairs)
            row, item, size = _entries(self.system.by_column[:, aux], 1)
            more = row, owner[item], size * by[item]
            changes = _summed(changes.row, changes.pair, changes.step, *more, pairs=pairs)
            if not len(aux):
                break
        else:
            unsettled = self._followed(changes, moved, pairs)[:2]  # still moving: counts as broken
        over = self.point[moved.row] + moved.step > self.system.column_upper[moved.row]
        shut = np.concatenate([moved.row[over], unsettled[0]])
        row, item, _ = _entries(self.system.by_column[:, shut], 1)
        kept = np.concatenate([moved.pair[over], unsettled[1]])[item]
        activity = self._activity[changes.row] + changes.step
        bad = (activity < self.system.lower[changes.row]) | (activity > self.system.upper[changes.row])
        return np.concatenate([changes.row[bad], row]), np.concatenate([changes.pair[bad], kept])

    def _followed(self, changes: _Changes, moved: _Changes, pairs: int) -> tuple[Ints, Ints, Ints]:
        """(column, pair, step) of the auxiliary columns that a change moves, beyond where they are moved."""
        row, column, size = self._keeps
        first, last = (np.searchsorted(self._by_row[0], changes.row, side) for side in ("left", "right"))
        item, offset = spread(last - first)
        key = np.unique(self._by_row[1][first[item] + offset] * pairs + changes.pair[item])
        touched, pair = np.divmod(key, pairs)
        first, last = (np.searchsorted(column, touched, side) for side in ("left", "right"))
        item, offset = spread(last - first)
        k = first[item] + offset
        now = self.point[touched] + moved.at(touched, pair, pairs)
        rest = self._activity[row[k]] + changes.at(row[k], pair[item], pairs) - size[k] * now[item]
        limit = np.where(size[k] > 0, self.system.lower[row[k]], self.system.upper[row[k]])
        value = self.system.column_lower[touched].copy()
        np.maximum.at(value, item, -((rest - limit) // size[k]))
        differs = np.flatnonzero(value != now)
        return touched[differs], pair[differs], (value - now)[differs]


def _entries(columns: SparseColumns, sign: int) -> tuple[Ints, Ints, Ints]:
    """(row, position, size) of a sparse block of columns."""
    entries = columns.tocoo()
    return entries.row.astype(np.int64), entries.col.astype(np.int64), sign * entries.data


def _summed(
    row: Ints, pair: Ints, step: Ints, more_row: Ints, more_pair: Ints, more_step: Ints, *, pairs: int
) -> _Changes:
    """Changes added up, in order of (row, pair)."""
    key = np.concatenate([row * pairs + pair, more_row * pairs + more_pair])
    distinct, place = np.unique(key, return_inverse=True)
    total = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(total, place, np.concatenate([step, more_step]))
    keep = np.flatnonzero(total)
    return _Changes(distinct[keep] // pairs, distinct[keep] % pairs, total[keep])
