"""Bounds of the first tier from its cores: what is scarce, without whatever there is enough of.

The relaxation prices few rows. Where none that ties people to a start has a price, a mission may go at that
start whatever else happens, as far as prices tell: so nobody need be found for it. Without these people it
is a relaxation with nearly always the same linear bound and a fraction of the columns, and branch and cut
comes sooner to what it comes to on all of them. Made years (G, seeds 1 and 4, values 1,377 and 1,461, linear
bounds 1,381 and 1,465): 461 of 4,278 starts are scarce at a vertex, and 920 of 4,293. Runs said 1,378 at most
after 9 s, and 1,461 after 24 s; without cores, and with a step of presolve that is left out now
(`children/highs_program.py`), 1,378 after 70 s, and 1,464 after 72 s.
(Cores of knapsacks: Balas and Zemel, Operations Research 28, 1980; what lies outside is fixed there, and let
go here.)
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from allocator.problem import Bools, Ints
from allocator.search.background import BackgroundSolver
from allocator.search.tier_search import TierSearch
from allocator.search.trust import HIGHS
from allocator.solvers import highs
from allocator.solvers.dual_bound import narrowed, price
from allocator.solvers.payers import has_wide_amounts
from allocator.solvers.program import Program, Relay, Watch
from allocator.solvers.relieved import relieved

Prices = NDArray[np.float64]


def bound_by_cores(
    search: TierSearch, relaxed: highs.Relaxed, deadline: float | None, watch: BackgroundSolver
) -> None:
    """Bounds on what is better than the incumbent, by branch and cut on one core after the other, the
    smallest first, until one takes too long or is too dear. Their points say nothing: of what a core lets go
    nobody knows whether it is possible."""
    if not relaxed.solved or not _suits(search):
        return
    until, heard = _until(search, deadline), _Bounds(watch.as_witness(HIGHS))
    for core, prices in _cores(search, relaxed, until, heard):
        target = search.cost()
        narrow = narrowed(core, price(core, prices), target - 1)
        found = highs.minimise(narrow, search.limits(until, workers=1), below=target, watch=heard)
        bound = target if found.status == "infeasible" else found.bound
        if bound is not None:
            heard.bounded(bound)
        if found.status != "optimal" or _over(search, until, heard):
            return  # nothing is better, or what is larger takes longer still


class _Bounds(Relay):
    """Bounds without points."""

    def __init__(self, outer: Watch) -> None:
        super().__init__(outer)
        self.task = "a core of the matrix"

    def improved(self, point: Ints, cost: int) -> None:
        """Says nothing of the tier."""


def _suits(search: TierSearch) -> bool:
    """Whether neither people nor payers cost anything in the tier, so that all of a start or of a mission can
    go, and the relaxation says something."""
    columns, cost = search.matrix.columns, search.matrix.tiers[search.t].cost
    dear = cost.column[cost.coefficient != 0]
    free = not ((dear >= len(columns.y)) & (dear < columns.base_count)).any()
    return free and not has_wide_amounts(search.program)


def _cores(
    search: TierSearch, relaxed: highs.Relaxed, until: float | None, watch: Watch
) -> Iterator[tuple[Program, Prices]]:
    """Cores of growing size, each with prices of its rows: starts that are scarce at a vertex, those that are
    scarce under any of the best prices, and all of these missions."""
    run, problem = search.run, search.matrix.columns.problem
    program = replace(search.program, sums=run.sums, payments=run.payments)
    scarce = _scarce(search, program, relaxed.prices)
    if not scarce.any():
        return
    core, prices = _core(search, program, relaxed.prices, scarce)
    if not _is_small(search, core):
        return
    vertex = highs.relax(core, search.limits(until, workers=1), watch, vertex=True)
    if _over(search, until, watch):
        return
    if vertex is not None and vertex.solved:
        prices, fewer = vertex.prices, _scarce(search, core, vertex.prices)
        if _are_fewer(search, fewer, scarce):
            yield _core(search, core, prices, fewer)
    yield core, prices
    asked = np.bincount(problem.start_request, scarce, len(problem.requests)) > 0
    every = asked[problem.start_request]
    if not _are_fewer(search, scarce, every):
        return
    core, prices = _core(search, program, relaxed.prices, every)
    if _is_small(search, core):
        yield core, prices


def _core(search: TierSearch, program: Program, prices: Prices, starts: Bools) -> tuple[Program, Prices]:
    """A program without the people of all but these starts, and without the payers of missions that have
    none of them; and the prices of its rows."""
    columns, payments = search.matrix.columns, program.payments
    problem, gone = columns.problem, np.zeros(program.shape[1], dtype=bool)
    asked = np.bincount(problem.start_request, starts, len(problem.requests)) > 0
    gone[columns.z] = ~starts[columns.z_start]
    gone[columns.f] = ~asked[columns.payer_request]
    if payments is not None:
        known = payments.money >= 0
        gone[payments.money[known]] = ~asked[payments.payer_request[known]]
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


def _are_fewer(search: TierSearch, some: Bools, all_of_them: Bools) -> bool:
    """Whether these starts are so few that their core is worth it beside the other."""
    return bool(some.sum() <= search.parameters.bounds.core_most * all_of_them.sum())


def _is_small(search: TierSearch, core: Program) -> bool:
    """Whether a core is worth it beside all columns."""
    return core.free <= search.parameters.bounds.core_most * search.program.free


def _over(search: TierSearch, until: float | None, watch: Watch) -> bool:
    stopped = watch.stopped or search.run.out_of_time(until)
    return stopped or search.is_closed() or HIGHS in search.run.testimony.liars


def _until(search: TierSearch, deadline: float | None) -> float | None:
    """When all cores have to end."""
    if deadline is None:
        return None
    now = time.perf_counter()
    return now + search.parameters.bounds.core_time * (deadline - now)
