"""Every team that a request could be served by, start by start."""

from collections.abc import Iterator
from itertools import combinations
from math import comb, prod

import numpy as np

from allocator.problem import Bools, Ints
from allocator.questions.explaining.placements import Grounds, Placements
from allocator.whatif.base import Base


def placements_of(grounds: Grounds, request: int, most: int) -> tuple[Placements, Bools]:
    """Every start of a request with everybody whom propagation leaves in its places, one in each; about so
    many at most, that of the allocation among them. The second value: of which starts all are there."""
    base, upper = grounds.base, grounds.left.upper
    columns, problem = base.matrix.columns, base.problem
    seats = np.flatnonzero(problem.seat_request == request)
    counts = [int(problem.seat_count[q]) for q in seats]
    own = np.flatnonzero((columns.z_request == request) & (upper[columns.z] > 0))
    starts = base.starts(request)
    looked_at = np.ones(len(starts), dtype=bool)
    found: list[Placements] = []
    size = 0
    for k in np.argsort(base.point[starts] == 0, kind="stable"):
        s = starts[k]
        here = own[columns.z_start[own] == s]
        groups = [here[columns.z_seat[here] == q] for q in seats]
        ways = prod(comb(len(able), count) for able, count in zip(groups, counts, strict=True))
        if not upper[s] or not ways:
            continue
        if size and size + ways > most:
            looked_at[k] = False
            continue
        size += ways
        people = _product([_chosen(able, count) for able, count in zip(groups, counts, strict=True)])
        people = people[_different(columns.z_expert[people])]
        found.append(Placements(np.full(len(people), s, dtype=np.int64), columns.z[people]))
    return _joined(base, request, found), looked_at


def _joined(base: Base, request: int, found: list[Placements]) -> Placements:
    places = int(base.problem.team_size[request])
    nobody = np.empty((0, places), dtype=np.int64)
    return Placements(
        np.concatenate([np.empty(0, dtype=np.int64), *(each.start for each in found)]),
        np.concatenate([nobody, *(each.people for each in found)]),
    )


def _chosen(able: Ints, count: int) -> Ints:
    """(ways x count): every way to fill the equal places of a seat."""
    if count == 1:
        return able[:, None]
    ways = list(combinations(range(len(able)), count))
    return able[np.array(ways, dtype=np.int64).reshape(len(ways), count)]


def _product(parts: list[Ints]) -> Ints:
    """(ways x places): every way with every way of the other seats."""
    grid = np.indices([len(part) for part in parts]).reshape(len(parts), -1)
    return np.concatenate([part[at] for part, at in zip(parts, grid, strict=True)], axis=1)


def _different(experts: Ints) -> Ints:
    """Which rows name nobody twice."""
    in_order = np.sort(experts, axis=1)
    return np.flatnonzero((in_order[:, 1:] != in_order[:, :-1]).all(axis=1))


def team_numbers(base: Base, placements: Placements) -> tuple[Ints, Ints]:
    """Which team each placement sends, and the first placement of each: the same people in the same seats."""
    columns = base.matrix.columns
    z = placements.people - len(columns.y)
    who = columns.z_candidate[z] if z.size else z  # a candidate is a person for a seat
    _, first, number = np.unique(np.sort(who, axis=1), axis=0, return_index=True, return_inverse=True)
    return number.reshape(-1).astype(np.int64), first.astype(np.int64)


def places_of(base: Base, people: Ints) -> Iterator[tuple[str, str]]:
    """(seat, expert) of some z columns."""
    columns, problem = base.matrix.columns, base.problem
    for z in people - len(columns.y):
        yield problem.seats[columns.z_seat[z]].seat, problem.experts[columns.z_expert[z]]
