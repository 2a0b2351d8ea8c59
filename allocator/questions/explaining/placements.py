"""A request placed elsewhere: which starts with which people fit beside everything else as it is, and which
can be in no allocation, for many at once and by the activities of rows alone."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator.matrix import System, Tightened, activity_bounds, part_of, relevant_rows, tighten
from allocator.problem import Bools, Ints
from allocator.questions.explaining.swaps import Swaps
from allocator.whatif.base import Base

#: In place of the column of a payer: nobody pays.
NOBODY = -1
_TOGETHER = 1 << 14  # placements looked at in one go


@dataclass(frozen=True)
class Placements:
    """Starts (y columns) of one request with people (z columns: placements x places) in all of its places."""

    start: Ints
    people: Ints

    def __len__(self) -> int:
        return len(self.start)

    def where(self, keep: Bools | Ints) -> "Placements":
        """Some of them."""
        return Placements(self.start[keep], self.people[keep])

    @property
    def columns(self) -> Ints:
        """(placements x columns): the y column and those of the people."""
        return np.concatenate([self.start[:, None], self.people], axis=1)


@dataclass(frozen=True)
class Grounds:
    """The hard rows of a base, on which placements of one request after the other are tried."""

    base: Base

    @cached_property
    def rows(self) -> Ints:
        """The rows of the matrix that decide what is possible."""
        return relevant_rows(self.base.matrix, 0)

    @cached_property
    def system(self) -> System:
        """These rows."""
        return part_of(self.base.matrix, self.rows)

    @cached_property
    def left(self) -> Tightened:
        """What propagation of them leaves of the columns, and which of them shut which."""
        return tighten(self.system)

    @cached_property
    def _swaps(self) -> Swaps:
        return Swaps(self.system, self.base.point, self.base.matrix.columns.base_count)

    def code(self, row: int) -> str:
        """The rule that a row of `system` belongs to."""
        return self.base.matrix.block_of(int(self.rows[row])).code

    def own(self, request: int) -> Ints:
        """The base columns of a request."""
        columns = self.base.matrix.columns
        return np.concatenate(
            [
                self.base.starts(request),
                columns.z[columns.z_request == request],
                columns.f[columns.payer_request == request],
            ]
        )

    def payers(self, request: int) -> Ints:
        """The f columns of a request, that in use first, the others by what they cost; then `NOBODY`."""
        columns, point = self.base.matrix.columns, self.base.point
        own = columns.f[columns.payer_request == request]
        worth = [cost[own] for cost in reversed(self.base_costs)]
        order = np.lexsort([*worth, point[own] == 0])
        return np.append(own[order], NOBODY)

    @cached_property
    def base_costs(self) -> list[Ints]:
        """What each column costs by itself, tier by tier."""
        costs = []
        for tier in self.base.matrix.tiers:
            cost = np.zeros(self.base.matrix.shape[1], dtype=np.int64)
            cost[tier.cost.column] = tier.cost.coefficient
            costs.append(cost)
        return costs

    # -- beside everything else as it is ------------------------------------------------------------------

    def payer_beside(self, request: int, placements: Placements) -> Ints:
        """Per placement, the first payer (its f column, or `NOBODY`) with whom it fits where everything else
        stays as it is; -2 where it does not fit at all."""
        found = np.full(len(placements), -2, dtype=np.int64)
        now = self.own(request)
        now = now[self.base.point[now] > 0]
        for payer in self.payers(request):
            left = np.flatnonzero(found == -2)
            for part in np.split(left, np.arange(_TOGETHER, len(left), _TOGETHER)):
                if len(part):
                    found[part[self._fits(now, placements.where(part), int(payer))]] = payer
        return found

    def _fits(self, now: Ints, placements: Placements, payer: int) -> Bools:
        fine = np.ones(len(placements), dtype=bool)
        fine[self._broken_beside(now, placements, payer)[1]] = False
        return fine

    def broken_beside(self, request: int, placements: Placements, payer: int) -> Ints:
        """The rows of `system` that placements with a payer break where everything else stays as it is."""
        now = self.own(request)
        return np.unique(self._broken_beside(now[self.base.point[now] > 0], placements, payer)[0])

    def _broken_beside(self, now: Ints, placements: Placements, payer: int) -> tuple[Ints, Ints]:
        count = len(placements)
        wanted = _with_payer(placements.columns, payer)
        item = np.arange(count, dtype=np.int64)
        return self._swaps.broken(
            np.concatenate([wanted.ravel(), np.tile(now, count)]),
            np.concatenate([np.repeat(item, wanted.shape[1]), np.repeat(item, len(now))]),
            np.concatenate(
                [np.ones(wanted.size, dtype=np.int64), -np.ones(count * len(now), dtype=np.int64)]
            ),
            count,
        )

    # -- in any allocation --------------------------------------------------------------------------------

    def broken_by(self, request: int, placements: Placements) -> Ints:
        """Per placement, a row of `system` that no allocation with it satisfies; -1 where none shows that.

        Everything else may be as it likes within the bounds that propagation leaves.
        """
        found = np.full(len(placements), -1, dtype=np.int64)
        if not len(placements):
            return found
        columns = self.base.matrix.columns
        pay = columns.f[columns.payer_request == request]
        found = self._broken(request, placements, None)
        for position, payer in enumerate(self.payers(request) if len(pay) else ()):
            left = np.flatnonzero(found < 0)
            broken = self._broken(request, placements.where(left), int(payer))
            if not position:
                last = np.full(len(placements), -1, dtype=np.int64)
                last[left] = broken
            else:
                last[left] = np.where(broken < 0, -1, last[left])
        return np.where(found < 0, last, found) if len(pay) else found

    def _broken(self, request: int, placements: Placements, payer: int | None) -> Ints:
        """The same with one payer; with any, where it is None."""
        lower, upper = self.left.lower.copy(), self.left.upper.copy()
        columns = self.base.matrix.columns
        own = self.own(request)
        if payer is None:
            own = own[own < columns.f[0]] if len(columns.f) else own
        lower[own] = upper[own] = 0
        least, most = activity_bounds(self.system.rows, lower, upper)
        wanted = _with_payer(placements.columns, NOBODY if payer is None else payer)
        count = len(placements)
        entries = self.system.by_column[:, wanted.ravel()].tocoo()
        item = entries.col // wanted.shape[1]
        key, place = np.unique(entries.row.astype(np.int64) * count + item, return_inverse=True)
        change = np.zeros(len(key), dtype=np.int64)
        np.add.at(change, place, entries.data)
        row, owner = np.divmod(key, max(1, count))
        bad = (least[row] + change > self.system.upper[row]) | (most[row] + change < self.system.lower[row])
        found = np.full(count, self.system.shape[0], dtype=np.int64)
        np.minimum.at(found, owner[bad], row[bad])
        for other in np.flatnonzero((least > self.system.upper) | (most < self.system.lower)):
            untouched = np.ones(count, dtype=bool)
            untouched[owner[row == other]] = False
            found[untouched] = np.minimum(found[untouched], other)
        return np.where(found < self.system.shape[0], found, -1)


def _with_payer(columns: Ints, payer: int) -> Ints:
    """The columns of placements with that of a payer, if somebody pays."""
    if payer == NOBODY:
        return columns
    return np.concatenate([columns, np.full((len(columns), 1), payer, dtype=np.int64)], axis=1)
