"""What still holds of a known allocation: the feasible part of its missions, where a search starts anew."""

import numpy as np

from allocator.matrix import Matrix, Tightened, complete
from allocator.problem import Ints
from allocator.rules.coupling import fixed

_LOCKS = fixed.RULE.code

_NONE: Ints = np.empty(0, dtype=np.int64)


def feasible_part(matrix: Matrix, tightened: Tightened, point: Ints, spared: Ints = _NONE) -> Ints | None:
    """A feasible point with as many missions of `point` as a greedy removal leaves; None where even the
    missions that are left break a row, as a lock does that asks for what is missing.

    Missions that hold a column which is shut go first. Then, as long as rows are broken, one of each broken
    row: the mission that counts in most of them, of the least worth in the first tier where several do, then
    the same of the rows in which that does not count; one that a lock asks for only where no other can.
    Missions of `spared` requests are not removed.
    """
    kept, broken = reduced(matrix, tightened, point, spared)
    return kept if not len(broken) and matrix.feasible(kept) else None


def reduced(matrix: Matrix, tightened: Tightened, point: Ints, spared: Ints = _NONE) -> tuple[Ints, Ints]:
    """What `feasible_part` leaves of a point, and the rows that it breaks even so."""
    base, owner = matrix.columns.base_count, owners(matrix)
    kept = point.copy()
    shut = kept[:base] > tightened.upper[:base]
    _remove(kept, owner, np.unique(owner[shut]))
    worth, locked = _worth(matrix, owner), _locked(matrix, owner)
    while True:
        kept = complete(matrix, kept)
        broken = matrix.broken_rows(kept)
        entries = matrix.rows[broken][:, :base].tocoo()
        taken = kept[entries.col] > 0
        counts = np.unique(np.stack([entries.row[taken], owner[entries.col[taken]]]), axis=1)
        counts = counts[:, ~np.isin(counts[1], spared)]
        if not counts.size:
            return kept, broken
        unlocked = counts[:, ~np.isin(counts[1], locked)]
        row, request = unlocked if unlocked.size else counts
        _remove(kept, owner, _one_of_each(row, request, worth))


def _one_of_each(row: Ints, request: Ints, worth: Ints) -> Ints:
    """Requests that count in all the rows together, those first that count in most; `row` and `request` are
    what counts in what."""
    chosen, left = [], np.ones(len(row), dtype=bool)
    while left.any():
        votes = np.bincount(request[left])
        most = np.flatnonzero(votes == votes.max())
        chosen.append(most[np.argmin(worth[most])])
        left &= ~np.isin(row, row[request == chosen[-1]])
    return np.array(chosen, dtype=np.int64)


def owners(matrix: Matrix) -> Ints:
    """The request of every base column."""
    columns = matrix.columns
    return np.concatenate([columns.problem.start_request, columns.z_request, columns.payer_request])


def _remove(point: Ints, owner: Ints, requests: Ints) -> None:
    point[: len(owner)][np.isin(owner, requests)] = 0


def _locked(matrix: Matrix, owner: Ints) -> Ints:
    """The requests that a lock asks to be served."""
    rows = [block.first + np.arange(len(block.subject)) for block in matrix.blocks if block.code == _LOCKS]
    asked = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    column = matrix.rows[asked[matrix.lower[asked] > 0]].indices
    return np.unique(owner[column[column < len(owner)]])


def _worth(matrix: Matrix, owner: Ints) -> Ints:
    """What serving each request saves in the first tier, about: its cheapest start."""
    worth = np.zeros(len(matrix.columns.problem.requests), dtype=np.int64)
    cost = matrix.tiers[0].cost
    inside = cost.column < len(matrix.columns.problem.start_request)
    np.maximum.at(worth, owner[cost.column[inside]], -cost.coefficient[inside])
    return worth
