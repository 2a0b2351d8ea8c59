"""Bounds of the first tier from its cores: what is scarce, without whatever there is enough of.

The relaxation prices few rows. Where none that ties people to a start has a price, a mission may go at that
start whatever else happens, as far as prices tell: so nobody need be found for it. Without these people it is
a relaxation with the same linear bound and a fraction of the columns, on which branch and cut comes within
seconds to what takes minutes on all of them. Made years (G, seeds 1 and 4, value 1,377 and 1,461, linear bound
1,381 and 1,465): 461 of 4,278 and 920 of 4,293 starts are scarce at a vertex; branch and cut on these alone
said 1,378 at most after 2 s, and 1,461 after 8 s, where all columns took 70 and 65. (Cores of knapsacks: Balas
and Zemel, Operations Research 28, 1980; there what lies outside is fixed, here it is let go.)
"""

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from allocator.problem import Bools, Ints
from allocator.search.background import BackgroundSolver
from allocator.search.tier_search import TierSearch
from allocator.search.trust import HIGHS
from allocator.solvers import highs
from allocator.solvers.dual_bound import narrowed, price
from allocator.solvers.program import Program, Relay, Watch
from allocator.solvers.relieved import relieved

Prices = NDArray[np.float64]


def bound_by_cores(
    search: TierSearch, relaxed: highs.Relaxed, deadline: float | None, watch: BackgroundSolver
) -> None:
    """Bounds on what is better than the incumbent, by branch and cut on one core after the other, the
    smallest first. Their points say nothing: of what a core lets go nobody knows whether it is possible."""
    for core, prices in _cores(search, relaxed, deadline, watch):
        if search.known is not None and search.known >= search.cost():
            return
        target = search.cost()
        narrow = narrowed(core, price(core, prices), target - 1)
        limits, heard = search.limits(_until(search, deadline), workers=1), _Bounds(watch.as_witness(HIGHS))
        found = highs.minimise(narrow, limits, below=target, watch=heard)
        bound = target if found.status == "infeasible" else found.bound
        if bound is not None:
            heard.bounded(bound)


class _Bounds(Relay):
    """Bounds without points."""

    def improved(self, point: Ints, cost: int) -> None:
        """Says nothing of the tier."""


def _cores(
    search: TierSearch, relaxed: highs.Relaxed, deadline: float | None, watch: Watch
) -> Iterator[tuple[Program, Prices]]:
    """Cores of growing size, each with prices of its rows: starts that are scarce at a vertex, those that are
    scarce under any of the best prices, and all of these missions."""
    program, problem = search.program, search.matrix.columns.problem
    scarce = _scarce(search, program, relaxed.prices)
    core, prices = _core(search, program, relaxed.prices, scarce)
    if not _is_small(search, core):
        return
    vertex = highs.relax(core, search.limits(_until(search, deadline), workers=1), watch, vertex=True)
    if vertex is not None and vertex.solved and not _stopped(search, watch):
        prices, fewer = vertex.prices, _scarce(search, core, vertex.prices)
        if fewer.sum() < search.parameters.bounds.core_most * scarce.sum():
            yield _core(search, core, prices, fewer)
    if not _stopped(search, watch):
        yield core, prices
    asked = np.bincount(problem.start_request, scarce, len(problem.requests)) > 0
    core, prices = _core(search, program, relaxed.prices, asked[problem.start_request])
    if _is_small(search, core) and not _stopped(search, watch):
        yield core, prices


def _core(search: TierSearch, program: Program, prices: Prices, starts: Bools) -> tuple[Program, Prices]:
    """A program without the people of all but these starts, and without the payers of missions that have
    none of them; and the prices of its rows."""
    columns, payments = search.matrix.columns, search.run.payments
    problem, gone = columns.problem, np.zeros(program.shape[1], dtype=bool)
    asked = np.bincount(problem.start_request, starts, len(problem.requests)) > 0
    gone[columns.z] = ~starts[columns.z_start]
    gone[columns.f] = ~asked[columns.payer_request]
    if payments is not None:
        known = payments.money >= 0
        gone[payments.money[known]] = ~asked[payments.payer_request[known]]
    assert program.cost is not None
    gone[program.cost.column[program.cost.coefficient != 0]] = False
    found = relieved(program, gone)
    return found.program, prices[found.rows]


def _scarce(search: TierSearch, program: Program, prices: Prices) -> Bools:
    """By start, whether a row has a price that ties people to it."""
    columns = search.matrix.columns
    assert program.cost is not None
    dear = np.abs(prices) > search.parameters.bounds.scarce_from * program.cost.step
    person = np.zeros(program.shape[1], dtype=bool)
    person[columns.z] = True
    row = np.repeat(np.arange(program.shape[0]), np.diff(program.rows.indptr))
    ties = np.bincount(row, person[program.rows.indices], program.shape[0]) > 0
    marked = np.zeros(program.shape[1], dtype=bool)
    marked[program.rows.indices[(dear & ties)[row]]] = True
    scarce: Bools = marked[columns.y]
    return scarce


def _is_small(search: TierSearch, core: Program) -> bool:
    """Whether a core is worth it beside all columns."""
    most = search.parameters.bounds.core_most * _free(search.program)
    return 0 < _free(core) <= most


def _free(program: Program) -> int:
    return int((program.column_upper > program.column_lower).sum())


def _stopped(search: TierSearch, watch: Watch) -> bool:
    return watch.stopped or HIGHS in search.run.testimony.liars


def _until(search: TierSearch, deadline: float | None) -> float | None:
    """When the next piece of work has to end: others follow."""
    if deadline is None:
        return None
    now = time.perf_counter()
    return now + search.parameters.bounds.core_time * (deadline - now)
