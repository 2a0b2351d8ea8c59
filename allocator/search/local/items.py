"""The columns that the local search over missions may use, in its own order."""

from dataclasses import dataclass

import numpy as np

from allocator.matrix import Matrix, Tightened
from allocator.problem import Bools, Ints


@dataclass(frozen=True)
class Items:
    """People by (start, seat), then starts, payers, auxiliary columns; `column[i]` is the column of item i.

    `group[i]` is the (start, seat) that a person may fill, for other items the number of groups. Starts are
    numbered by request: those of r are `request_start[r]:request_start[r + 1]`, and start s is item
    `first_start + s`. Start s needs the groups `start_group[s]:start_group[s + 1]`; group g holds the items
    `group_first[g]:group_first[g + 1]` for `places[g]` places. The payers of request r are numbered
    `payer_start[r]:payer_start[r + 1]`, and payer p is item `first_payer + p`. `team_start` numbers the
    places of all requests.
    """

    column: Ints
    group: Ints
    first_start: int
    first_payer: int
    first_auxiliary: int
    request_start: Ints
    start_request: Ints
    start_group: Ints
    group_first: Ints
    places: Ints
    payer_start: Ints
    team_start: Ints


def items_of(matrix: Matrix, tightened: Tightened) -> Items:
    """The columns that bounds leave open, without the starts at which some seat finds too few people."""
    columns, problem = matrix.columns, matrix.columns.problem
    open_start = _possible_starts(matrix, tightened)
    z = np.flatnonzero((tightened.upper[columns.z] > 0) & open_start[columns.z_start])
    z = z[np.lexsort((columns.z_expert[z], columns.z_seat[z], columns.z_start[z]))]
    start = np.flatnonzero(open_start)
    f = np.flatnonzero(tightened.upper[columns.f] > 0)
    f = f[np.argsort(columns.payer_request[f], kind="stable")]
    auxiliary = np.arange(columns.base_count, matrix.shape[1])
    key = columns.z_start[z] * max(1, len(problem.seats)) + columns.z_seat[z]
    begins = np.diff(key, prepend=-1) > 0
    group_first = np.flatnonzero(begins)
    group_start, group_seat = np.divmod(key[group_first], max(1, len(problem.seats)))
    requests = np.arange(len(problem.requests) + 1)
    first_payer = len(z) + len(start)
    column = np.concatenate([columns.z[z], columns.y[start], columns.f[f], auxiliary]).astype(np.int64)
    group = np.full(len(column), len(group_first), dtype=np.int64)
    group[: len(z)] = np.cumsum(begins) - 1
    return Items(
        column=column,
        group=group,
        first_start=len(z),
        first_payer=first_payer,
        first_auxiliary=first_payer + len(f),
        request_start=np.searchsorted(problem.start_request[start], requests),
        start_request=problem.start_request[start],
        start_group=np.searchsorted(group_start, np.append(start, len(problem.start_day))),
        group_first=np.append(group_first, len(z)),
        places=problem.seat_count[group_seat],
        payer_start=np.searchsorted(columns.payer_request[f], requests),
        team_start=np.concatenate([[0], np.cumsum(problem.team_size)]),
    )


def _possible_starts(matrix: Matrix, tightened: Tightened) -> Bools:
    """Starts that bounds leave open, with enough people for every seat."""
    columns, problem = matrix.columns, matrix.columns.problem
    open_z = np.flatnonzero(tightened.upper[columns.z] > 0)
    seats = max(1, len(problem.seats))
    key, people = np.unique(columns.z_start[open_z] * seats + columns.z_seat[open_z], return_counts=True)
    start, seat = np.divmod(key, seats)
    enough = people >= problem.seat_count[seat]
    filled = np.bincount(start[enough], minlength=len(problem.start_day))
    wanted = np.bincount(problem.seat_request, minlength=len(problem.requests))
    possible: Bools = (tightened.upper[columns.y] > 0) & (filled == wanted[problem.start_request])
    return possible
