"""Who pays for whom, in columns of their own, instead of amounts that only follow from payers.

The matrix says m[r, a] >= C - M · Σ f[r, other payers]: what agreement a pays for request r is what its team
costs, unless another pays. A relaxation that mixes payers escapes it. So w[c, a] is 1 where candidate c goes
and a pays: Σ_a w[c, a] = Σ z of c, on a seat no more go at the expense of a than it pays for, and budgets
count w. There is no w where an agreement does not provide the candidate, or has less than the cheapest team
costs with whom. The rows about m of these missions are left out.

With all missions split that have several payers, HiGHS alone refuted far targets in dates and cost of the
bundled year in 45 to 91 s that took it 47 to 160, and ended at the least cost in 85 s where it had not in
150; near targets took about as long as before. On a typical year, where anybody may go at anybody's expense
(T, seed 21), a run that split them ended farther from its bounds: so what does not depend is not split.

Where amounts are so large that they would be written in digits, all are split, for then M is too. Of a plan
whose costs differ a million times (family `amounts`, seed 2) the relaxation says that no more than 448 can be
served. HiGHS alone said 443 after 12 s and 441 after 18; with nothing split it came to no bound as good as
the relaxation's in two minutes.
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
from allocator.solvers.small import WIDE

Entries = tuple[Ints, Ints, Ints]  # row, column, coefficient


@dataclass(frozen=True)
class _Choices:
    """What a program leaves open: z columns, the payer that a request has where it has but one (-1), the
    requests of which amounts are no longer needed, and the pairs (candidate, payer) of those that are split.
    `width`: of the program; pair i has the column width + i."""

    payments: Payments
    width: int
    z: Ints  # positions in payments.z
    sole: Ints  # by request, an agreement
    split: Bools  # by request
    counted: Bools  # by request: split, or of one payer at most
    candidate: Ints
    payer: Ints  # positions in payments.f

    @property
    def columns(self) -> Ints:
        """The column of each pair."""
        return self.width + np.arange(len(self.candidate), dtype=np.int64)

    @property
    def money(self) -> Ints:
        """The amounts that are no longer needed."""
        own = self.payments.money[self.counted[self.payments.payer_request]]
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
    goes &= _least_teams(payments, candidate)[row] <= payments.budget[agreement[position]]
    several = _several(program, payments)
    depends = has_wide_amounts(program) | (np.bincount(own[row], ~goes, len(several)) > 0)
    split = depends & several
    sole = np.full(len(several), -1, dtype=np.int64)
    sole[request] = agreement
    sole[several] = -1
    pair = goes & split[own[row]]
    candidate, payer = candidate[row][pair], payers[position][pair]
    return _Choices(payments, program.shape[1], z, sole, split, split | ~several, candidate, payer)


def has_wide_amounts(program: Program) -> bool:
    """Whether some amounts of money would have to be written in digits."""
    payments = program.payments
    if payments is None:
        return False
    counts = (payments.money >= 0) & _several(program, payments)[payments.payer_request]
    money = payments.money[counts]
    grain = 1 if program.grain is None else program.grain[money]
    return bool(((program.column_upper - program.column_lower)[money] // grain >= WIDE).any())


def _several(program: Program, payments: Payments) -> Bools:
    """By request, whether several agreements may pay for it."""
    requests = int(max(payments.seat_request.max(initial=-1), payments.payer_request.max(initial=-1))) + 1
    open_f = program.column_upper[payments.f] > 0
    several: Bools = np.bincount(payments.payer_request[open_f], minlength=requests) > 1
    return several


def _least_teams(payments: Payments, candidate: Ints) -> Ints:
    """What a mission costs at least that each of these candidates goes on, with the others of them."""
    seat, cost = payments.seat[candidate], payments.cost[candidate]
    order = np.lexsort((cost, seat))
    seat_of, cost_of = seat[order], cost[order]
    place = np.arange(len(order)) - np.searchsorted(seat_of, seat_of)
    taken = place < payments.places[seat_of]  # by the cheapest
    team = np.zeros(int(payments.seat_request.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(team, payments.seat_request[seat_of[taken]], cost_of[taken])
    last = np.zeros(len(payments.places), dtype=np.int64)  # the dearest of these on each seat
    np.maximum.at(last, seat_of[taken], cost_of[taken])
    beyond: Ints = team[payments.seat_request[seat]] + np.maximum(0, cost - last[seat])
    return beyond


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
    nobody else may pay. Of agreements of which no amount is left out the rows are there."""
    payments, has_money = choices.payments, choices.payments.money >= 0
    left_out = choices.counted[payments.payer_request]
    capped = np.unique(payments.payer_agreement[left_out & has_money])
    counted = np.flatnonzero(~left_out & has_money)
    candidate = payments.z_candidate[choices.z]
    agreement = np.concatenate([
        payments.payer_agreement[choices.payer],
        payments.payer_agreement[counted],
        choices.sole[payments.seat_request[payments.seat[candidate]]],
    ])  # fmt: skip
    column = np.concatenate([choices.columns, payments.money[counted], payments.z[choices.z]])
    cost = [payments.cost[choices.candidate], np.ones(len(counted), dtype=np.int64), payments.cost[candidate]]
    size = np.concatenate(cost)
    counts = np.isin(agreement, capped) & (size != 0)
    nothing = np.full(len(capped), -NO_LIMIT, dtype=np.int64)
    entries = np.searchsorted(capped, agreement[counts]), column[counts], size[counts]
    return entries, nothing, payments.budget[capped]
