"""Points of the matrix from allocations, and the completion of auxiliary columns from missions."""

from typing import NamedTuple

import numpy as np

from allocator.matrix.matrix import Matrix, System, limits_left
from allocator.matrix.sparse_rows import times
from allocator.matrix.tighten import Tightened, tighten
from allocator.plan.allocation import Allocation
from allocator.problem import Ints


class Searched(NamedTuple):
    """A matrix, what propagation leaves of its columns at the outset, and the point that a result is."""

    matrix: Matrix
    tightened: Tightened
    point: Ints


def point_of(matrix: Matrix, allocation: Allocation) -> Ints:
    """The point that an allocation is. Missions that the matrix cannot hold (another grid, a candidate that
    fell to a rule) are left out."""
    columns, problem = matrix.columns, matrix.columns.problem
    point = np.zeros(matrix.shape[1], dtype=np.int64)
    first_z = len(problem.start_day)
    order = np.argsort(columns.z_start, kind="stable")
    first = np.searchsorted(columns.z_start[order], np.arange(len(problem.start_day) + 1))
    for mission in allocation.missions:
        request = problem.request_index.get(mission.request)
        if request is None:
            continue
        own = np.arange(problem.start_offset[request], problem.start_offset[request + 1])
        start = own[problem.start_day[own] == problem.day_number(mission.start)]
        if not len(start):
            continue
        point[start] = 1
        people = order[first[start[0]] : first[start[0] + 1]]
        taken = {(place.seat, place.expert) for place in mission.team}
        for z in people:
            if (problem.seats[columns.z_seat[z]].seat, problem.experts[columns.z_expert[z]]) in taken:
                point[first_z + z] = 1
        if mission.agreement in problem.agreements:
            pays = columns.payer_request == request
            pays &= columns.payer_agreement == problem.agreements.index(mission.agreement)
            point[columns.f[pays]] = 1
    return complete(matrix, point)


def complete(matrix: Matrix, point: Ints) -> Ints:
    """The same missions, with slacks, loads and the like as small (or great) as they can be.

    A solver may leave them looser than the missions need. Where the missions break a row of
    auxiliary columns these stay as they were.
    """
    base = matrix.columns.base_count
    touched, rows = matrix.auxiliary
    missions = point.copy()
    missions[base:] = 0
    lower, upper = limits_left(matrix, touched, times(matrix.rows, missions)[touched])
    bounds = matrix.column_lower[base:], matrix.column_upper[base:]
    implied = tighten(System(rows, lower, upper, *bounds))
    if implied.broken >= 0:
        return point
    completed = np.where(matrix.greatest[base:], implied.upper, implied.lower)
    return np.concatenate([point[:base], completed])
