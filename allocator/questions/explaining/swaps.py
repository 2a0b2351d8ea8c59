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
        pairs = len(into)
        by_column = self.system.by_column
        changes = _summed(*_entries(by_column[:, into], 1), *_entries(by_column[:, out], -1), pairs=pairs)
        none = np.empty(0, dtype=np.int64)
        moved = _Changes(none, none, none)
        fine = np.ones(pairs, dtype=bool)
        for _ in range(_ROUNDS):
            column, pair, step = self._followed(changes, moved, pairs)
            moved = _summed(moved.row, moved.pair, moved.step, column, pair, step, pairs=pairs)
            row, item, size = _entries(self.system.by_column[:, column], 1)
            more = row, pair[item], size * step[item]
            changes = _summed(changes.row, changes.pair, changes.step, *more, pairs=pairs)
            if not len(column):
                break
        else:
            fine[self._followed(changes, moved, pairs)[1]] = False  # still moving: not settled
        too_much = self.point[moved.row] + moved.step > self.system.column_upper[moved.row]
        fine[moved.pair[too_much]] = False
        activity = self._activity[changes.row] + changes.step
        broken = (activity < self.system.lower[changes.row]) | (activity > self.system.upper[changes.row])
        fine[changes.pair[broken]] = False
        return fine

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
