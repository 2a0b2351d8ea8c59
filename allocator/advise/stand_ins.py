"""Who could take the places of an allocation with everything else as it is."""

from functools import cached_property

import numpy as np

from allocator.matrix import complete, part_of, relevant_rows
from allocator.plan.allocation import Allocation
from allocator.problem import Ints
from allocator.problem.start_ranges import spread
from allocator.questions.explaining.swaps import Swaps
from allocator.search.outcome import allocation_of
from allocator.whatif.base import Base


class StandIns:
    """Every place taken in a base, with the z columns of those who could take it instead."""

    def __init__(self, base: Base) -> None:
        self._base, self._columns = base, base.matrix.columns

    @cached_property
    def _able(self) -> dict[int, Ints]:
        """By taken column: the columns of who could take the place, in order."""
        columns, point = self._columns, self._base.point
        key = columns.z_start * max(1, len(self._base.problem.seats)) + columns.z_seat
        order = np.argsort(key, kind="stable")
        taken = np.flatnonzero(point[columns.z] > 0)
        first, last = (np.searchsorted(key[order], key[taken], side) for side in ("left", "right"))
        item, offset = spread(last - first)
        rival, place = order[first[item] + offset], taken[item]
        free = point[columns.z[rival]] == 0
        rival, place = columns.z[rival[free]], columns.z[place[free]]
        hard = part_of(self._base.matrix, relevant_rows(self._base.matrix, 0))
        able = Swaps(hard, point, columns.base_count).possible(rival, place)
        found = {int(columns.z[z]): rival[:0] for z in taken}
        for z in np.unique(place[able]):
            found[int(z)] = rival[able & (place == z)]
        return found

    def by_place(self) -> dict[tuple[str, str, str], list[str]]:
        """By (request, seat, whose): who could take the place."""
        return {self._place(z): [self._expert(rival) for rival in rivals] for z, rivals in self._able.items()}

    def replaced(self, taken: Ints) -> Ints | None:
        """A point in which others take all of these places, a different one each; None where none is
        found."""
        matrix = self._base.matrix
        point, used = self._base.point.copy(), set[int]()
        for z in taken:
            rivals = [c for c in self._able[int(z)] if self._whose(c) not in used]
            for rival in rivals:
                changed = point.copy()
                changed[[z, rival]] = 0, 1
                changed = complete(matrix, changed)
                if matrix.feasible(changed):
                    point, used = changed, used | {self._whose(rival)}
                    break
            else:
                return None
        return point

    def allocation(self, point: Ints) -> Allocation:
        """The allocation that a point is."""
        return allocation_of(self._base.matrix, point)

    def _z(self, column: int) -> int:
        return int(column) - len(self._base.problem.start_request)

    def _whose(self, column: int) -> int:
        return int(self._columns.z_expert[self._z(column)])

    def _expert(self, column: int) -> str:
        return self._base.problem.experts[self._whose(column)]

    def _place(self, column: int) -> tuple[str, str, str]:
        z, problem = self._z(column), self._base.problem
        request = problem.requests[int(self._columns.z_request[z])].request
        return request, problem.seats[int(self._columns.z_seat[z])].seat, self._expert(column)
