"""Start ranges: for each (expert, seat) pair, the stretches of starts at which the pair is allowed."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allocator.problem.arrays import Bools, Ints
from allocator.problem.problem import Problem

#: Positions in arrays so large that it matters how much memory they take.
Smalls = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Rows (expert, seat, starts `lo` to `hi - 1`). A pair may have several disjoint rows, or none.

    `lo` and `hi` are positions in the problem's array of starts, inside the slice of the seat's request.
    """

    expert: Ints
    seat: Ints
    lo: Ints
    hi: Ints

    def where(self, keep: Bools) -> "Ranges":
        """The rows marked in `keep`."""
        return Ranges(self.expert[keep], self.seat[keep], self.lo[keep], self.hi[keep])

    def within(self, lo: Ints, hi: Ints) -> "Ranges":
        """The rows cut to `lo:hi`; empty ones are left out."""
        lo, hi = np.maximum(self.lo, lo), np.minimum(self.hi, hi)
        keep = lo < hi
        return Ranges(self.expert[keep], self.seat[keep], lo[keep], hi[keep])

    def repeated(self, times: Ints) -> "Ranges":
        """Row i `times[i]` times over, in place."""
        return Ranges(*(np.repeat(a, times) for a in (self.expert, self.seat, self.lo, self.hi)))


#: What an eligibility rule leaves of ranges; made once for a problem, called for portions of its pairs.
Sieve = Callable[[Ranges], Ranges]


def all_pairs(problem: Problem, seats: range) -> Ranges:
    """Every expert with each of these seats and every start of its request, seat by seat."""
    experts = len(problem.experts)
    seat = np.repeat(np.arange(seats.start, seats.stop, dtype=np.int64), experts)
    request = problem.seat_request[seat]
    expert = np.tile(np.arange(experts, dtype=np.int64), len(seats))
    return Ranges(expert, seat, problem.start_offset[request], problem.start_offset[request + 1])


def holding_pairs(problem: Problem, seats: range) -> Ranges:
    """The same with those experts alone who hold what the seat needs, whatever the status: far fewer. The
    rule `qualification` is always hard, so nobody else can be a candidate."""
    demand = problem.held.seat_demand[seats.start : seats.stop]
    holder, holders_end = problem.held.holders
    first = np.concatenate([[0], holders_end]).astype(np.int64)
    owner, position = spread(np.diff(first)[demand])
    request = problem.seat_request[owner + seats.start]
    expert = holder[first[demand[owner]] + position]
    return Ranges(
        expert, owner + seats.start, problem.start_offset[request], problem.start_offset[request + 1]
    )


def spread(lengths: Ints) -> tuple[Ints, Ints]:
    """Owner and position within the owner for `lengths[i]` items of each owner i."""
    owner = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64) if len(lengths) else lengths
    return owner, np.arange(len(owner), dtype=np.int64) - np.repeat(first, lengths)


def matches(keys: Ints, among: Ints) -> tuple[Ints, Ints]:
    """All (i, j) with `keys[i] == among[j]`, in order of i."""
    order = np.argsort(among, kind="stable")
    found = among[order]
    first, last = (np.searchsorted(found, keys, side) for side in ("left", "right"))
    owner, position = spread(last - first)
    return owner, order[first[owner] + position]


def entries_at(start: Ints | Smalls, chosen: Ints | Smalls) -> tuple[Ints, Ints]:
    """Positions of the entries of chosen rows or items, and which of the chosen each belongs to; `start` is
    where the entries of each begin, with an end."""
    first = start[chosen].astype(np.int64)
    which, offset = spread(start[chosen + 1] - first)
    return first[which] + offset, which
