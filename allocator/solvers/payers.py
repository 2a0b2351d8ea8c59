"""Who pays for whom, in columns of their own, instead of amounts that only follow from payers.

The matrix says m[r, a] >= C - M · Σ f[r, other payers]: what agreement a pays for request r is what its team
costs, unless another pays. A relaxation that mixes payers escapes it. Where agreements have providers, w[c,
a] is 1 where candidate c goes and a pays: Σ_a w[c, a] = Σ z of c, on a seat no more go at the expense of a
than it pays for, and budgets count w. The rows about m of these missions are left out.

With all missions split that have several payers, HiGHS alone refuted far targets in dates and cost of the
bundled year in 45 to 91 s that took it 47 to 160, and ended at the least cost in 85 s where it had not in
150; near targets took about as long as before. On a typical year, where anybody may go at anybody's expense
(T, seed 21), a run that split them ended farther from its bounds: so what does not depend is not split.
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
    """What a program leaves open: z columns, the requests for which several may pay, but not all of them for
    everybody, and the pairs (candidate, payer) of these. `width`: of the program; pair i has the column
    width + i."""

    payments: Payments
    width: int
    z: Ints  # positions in payments.z
    split: Bools  # by request
    candidate: Ints
    payer: Ints  # positions in payments.f

    @property
    def columns(self) -> Ints:
        """The column of each pair."""
        return self.width + np.arange(len(self.candidate), dtype=np.int64)

    @property
    def money(self) -> Ints:
        """The amounts that are no longer needed."""
        own = self.payments.money[self.split[self.payments.payer_request]]
        return own[own >= 0]


def with_payers(program: Program) -> Program:
    """A program with columns behind its own for who goes at whose expense: of what the tier allows, at least
    the same missions, people and payers, at the same cost. The first columns of a point are those of the
    original, but for amounts of money: some stay at their lower bounds, and are to be completed."""
    if program.payments is None or not len((choices := _choices(program, program.payments)).candidate):
        return program
    count, money = len(choices.candidate), choices.money
    zeros, ones = np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.int64)
    rows, lower, upper = _rows(choices)
    keep = np.ones(program.shape[0], dtype=bool)
    row = np.repeat(np.arange(program.shape[0]), np.diff(program.rows.indptr))
    keep[row[np.isin(program.rows.indices, money)]] = False
    beside = sparse.csr_array((int(keep.sum()), count), dtype=np.int64)
    whole = sparse.vstack([sparse.hstack([program.rows[keep], beside]), rows], format="csr")
    whole.sort_indices()
    column_upper = program.column_upper.copy()
    column_upper[money] = program.column_lower[money]
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
    candidate = np.unique(payments.z_candidate[z])
    own = payments.seat_request[payments.seat[candidate]]
    row, position = matches(own, request)
    goes = payments.sends[payments.body[candidate[row]], agreement[position]]
    requests = int(max(payments.seat_request.max(initial=-1), payments.payer_request.max(initial=-1))) + 1
    split = (np.bincount(request, minlength=requests) > 1) & (np.bincount(own[row], ~goes, requests) > 0)
    pair = goes & split[own[row]]
    return _Choices(payments, program.shape[1], z, split, candidate[row][pair], payers[position][pair])


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
    z = choices.z[choices.split[payments.seat_request[payments.seat[candidate]]]]
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
    """No agreement pays more than it has: for its pairs, for requests that are not split, and for those that
    nobody else may pay. Of agreements that no pair is about the rows are there."""
    payments, split = choices.payments, choices.split[choices.payments.payer_request]
    capped = np.unique(payments.payer_agreement[split & (payments.money >= 0)])
    counted = np.flatnonzero(~split & (payments.money >= 0))
    payers = np.bincount(payments.payer_request, minlength=len(choices.split))
    sole = np.full(len(choices.split), -1, dtype=np.int64)
    sole[payments.payer_request] = payments.payer_agreement
    sole[payers != 1] = -1
    candidate = payments.z_candidate[choices.z]
    agreement = np.concatenate([
        payments.payer_agreement[choices.payer],
        payments.payer_agreement[counted],
        sole[payments.seat_request[payments.seat[candidate]]],
    ])  # fmt: skip
    column = np.concatenate([choices.columns, payments.money[counted], payments.z[choices.z]])
    cost = [payments.cost[choices.candidate], np.ones(len(counted), dtype=np.int64), payments.cost[candidate]]
    size = np.concatenate(cost)
    counts = np.isin(agreement, capped) & (size != 0)
    nothing = np.full(len(capped), -NO_LIMIT, dtype=np.int64)
    entries = np.searchsorted(capped, agreement[counts]), column[counts], size[counts]
    return entries, nothing, payments.budget[capped]
