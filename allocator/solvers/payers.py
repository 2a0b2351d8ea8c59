"""Who pays for whom, in columns of their own, instead of amounts that only follow from payers.

The matrix says m[r, a] >= C - M · Σ f[r, other payers]: what agreement a pays for request r is what its team
costs, unless another pays. A relaxation that mixes payers escapes it. Here w[c, a] is 1 where candidate c
goes and a pays: Σ_a w[c, a] = Σ z of c, on a seat no more go at the expense of a than it pays for, and each
budget counts w. The m, and the rows that define them, are left out. Of the bundled year (one dump of each
tier, seeds 0 to 2) HiGHS alone found and proved the best fit in 37 s and the least cost in 85, where it had
neither after 100 and 150 s; near targets took it as long as before.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from allocator.matrix.matrix import csr
from allocator.matrix.payments import Payments
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT, numbered
from allocator.problem.start_ranges import matches
from allocator.solvers.program import Program

Entries = tuple[Ints, Ints, Ints]  # row, column, coefficient


@dataclass(frozen=True)
class _Choices:
    """What a program leaves open: z columns, the payers of each request, and the pairs (candidate, payer) of
    requests for which several may pay. `width`: of the program; pair i has column width + i."""

    payments: Payments
    width: int
    z: Ints  # positions in payments.z
    payers: Ints  # positions in payments.f
    several: Bools  # by request
    candidate: Ints
    payer: Ints

    @property
    def columns(self) -> Ints:
        """The column of each pair."""
        return self.width + np.arange(len(self.candidate), dtype=np.int64)


def with_payers(program: Program) -> Program:
    """The same program with columns behind its own for who goes at whose expense. The first columns of a
    point are those of the original, but for amounts of money, which are zero."""
    if program.payments is None or not len((choices := _choices(program, program.payments)).candidate):
        return program
    payments, count = program.payments, len(choices.candidate)
    zeros, ones = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    rows, lower, upper = _rows(choices)
    about_money = np.isin(program.rows.indices, payments.money)
    keep = np.ones(program.shape[0], dtype=bool)
    keep[np.repeat(np.arange(program.shape[0]), np.diff(program.rows.indptr))[about_money]] = False
    whole = sparse.vstack(
        [
            sparse.hstack([program.rows[keep], sparse.csr_array((int(keep.sum()), count), dtype=np.int64)]),
            rows,
        ],
        format="csr",
    )
    whole.sort_indices()
    column_upper = program.column_upper.copy()
    column_upper[payments.money] = program.column_lower[payments.money]
    return replace(
        program,
        rows=whole,
        lower=np.concatenate([program.lower[keep], lower]),
        upper=np.concatenate([program.upper[keep], upper]),
        column_lower=np.concatenate([program.column_lower, zeros]),
        column_upper=np.concatenate([column_upper, ones]),
        grain=None if program.grain is None else np.concatenate([program.grain, ones]),
        sums=None if program.sums is None else np.concatenate([program.sums, -ones]),
        payments=None,
    )


def _choices(program: Program, payments: Payments) -> _Choices:
    z = np.flatnonzero(program.column_upper[payments.z] > 0)
    payers = np.flatnonzero(program.column_upper[payments.f] > 0)
    request, agreement = payments.payer_request[payers], payments.payer_agreement[payers]
    requests = int(max(payments.seat_request.max(initial=-1), request.max(initial=-1))) + 1
    matters = (payments.budget < NO_LIMIT) | ~payments.sends.all(axis=0)
    several = np.bincount(request, minlength=requests) > 1
    several &= np.bincount(request, matters[agreement], requests) > 0
    candidate = np.unique(payments.z_candidate[z])
    candidate = candidate[several[payments.seat_request[payments.seat[candidate]]]]
    row, position = matches(payments.seat_request[payments.seat[candidate]], request)
    goes = payments.sends[payments.body[candidate[row]], agreement[position]]
    pairs = candidate[row][goes], payers[position][goes]
    return _Choices(payments, program.shape[1], z, payers, several, *pairs)


def _rows(choices: _Choices) -> tuple[sparse.csr_array, Ints, Ints]:
    """The rows about pairs, over all columns, and their bounds."""
    parts = _everybody(choices), _seats(choices), _budgets(choices)
    first = np.cumsum([0, *(len(lower) for _, lower, _ in parts)])
    row, column, size = (
        np.concatenate([entries[i] + (first[k] if i == 0 else 0) for k, (entries, _, _) in enumerate(parts)])
        for i in range(3)
    )
    width = choices.width + len(choices.candidate)
    lower, upper = (np.concatenate([part[i] for part in parts]) for i in (1, 2))
    return csr(row, column, size, (len(lower), width)), lower, upper


def _everybody(choices: _Choices) -> tuple[Entries, Ints, Ints]:
    """Whoever goes, goes at the expense of one: Σ z - Σ w = 0."""
    payments, candidate = choices.payments, choices.payments.z_candidate[choices.z]
    z = choices.z[choices.several[payments.seat_request[payments.seat[candidate]]]]
    wanted = np.unique(payments.z_candidate[z])
    row = np.searchsorted(wanted, np.concatenate([payments.z_candidate[z], choices.candidate]))
    column = np.concatenate([payments.z[z], choices.columns])
    size = np.concatenate([np.ones(len(z), dtype=np.int64), -np.ones(len(choices.candidate), dtype=np.int64)])
    zeros = np.zeros(len(wanted), dtype=np.int64)
    return (row, column, size), zeros, zeros


def _seats(choices: _Choices) -> tuple[Entries, Ints, Ints]:
    """Nobody goes at the expense of what does not pay: Σ w - places · f <= 0 by seat and payer."""
    payments = choices.payments
    row, (seat, payer) = numbered(payments.seat[choices.candidate], choices.payer)
    each = np.arange(len(seat), dtype=np.int64)
    size = np.concatenate([np.ones(len(row), dtype=np.int64), -payments.places[seat]])
    column = np.concatenate([choices.columns, payments.f[payer]])
    nothing = np.full(len(seat), -NO_LIMIT, dtype=np.int64)
    return (np.concatenate([row, each]), column, size), nothing, np.zeros(len(seat), dtype=np.int64)


def _budgets(choices: _Choices) -> tuple[Entries, Ints, Ints]:
    """No agreement pays more than it has: its pairs, and the people of missions that nobody else may pay."""
    payments, payers = choices.payments, choices.payers
    capped = np.flatnonzero(payments.budget < NO_LIMIT)
    number = np.cumsum(payments.budget < NO_LIMIT) - 1
    sole = np.full(len(choices.several), -1, dtype=np.int64)
    alone = ~choices.several[payments.payer_request[payers]]
    sole[payments.payer_request[payers[alone]]] = payments.payer_agreement[payers[alone]]
    candidate = payments.z_candidate[choices.z]
    agreement = np.concatenate(
        [payments.payer_agreement[choices.payer], sole[payments.seat_request[payments.seat[candidate]]]]
    )
    column = np.concatenate([choices.columns, payments.z[choices.z]])
    cost = np.concatenate([payments.cost[choices.candidate], payments.cost[candidate]])
    counts = (agreement >= 0) & (payments.budget[agreement] < NO_LIMIT) & (cost != 0)
    nothing = np.full(len(capped), -NO_LIMIT, dtype=np.int64)
    entries = number[agreement[counts]], column[counts], cost[counts]
    return entries, nothing, payments.budget[capped]
