"""Tiers proven group by group, near a known allocation: the linear relaxation of several tiers at once, what
its prices leave of the matrix, and CP-SAT on that.

A plan that is compared with what was agreed leaves little choice: most of what differs costs more than the
incumbent, and the prices of the relaxation prove it. What they leave shrinks from group to group.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from allocator.matrix import part_of, relevant_rows, tighten
from allocator.problem import Ints
from allocator.search.bounds.confirmation import confirmed
from allocator.search.bounds.tier_groups import TierGroup, group_of
from allocator.search.run import Run
from allocator.search.tier_search import TierSearch
from allocator.search.trust import CP_SAT, PRICES, Witness
from allocator.solvers import cp_sat, highs
from allocator.solvers.dual_bound import Priced, narrowed
from allocator.solvers.program import Outcome, Program, Relay, Watch, program_of


class Seeks(Protocol):
    """A search for something better than the incumbent of a run."""

    def improve(self, deadline: float | None, patience: int, enough: Callable[[], bool]) -> None:
        """Until a deadline, until there is enough, or after so many rounds without a gain."""


def prove_in_groups(run: Run, seeker: Seeks) -> bool:
    """Bound every tier of a run that has an incumbent, and improve and prove it as far as the time goes.
    True: there is a point."""
    t = 0
    while t < len(run.matrix.tiers):
        search = TierSearch(run, t)
        search.begin()
        if search.over(run.deadline(1.0)) or _is_known_well(search):
            search.freeze()
            t += 1
        else:
            t += _solve_group(search, seeker)
        if run.astray is not None:
            t = run.take_up_again()
    return True


def _is_known_well(search: TierSearch) -> bool:
    """Whether a bound from before is as good as what can be had soon."""
    known = any(search.run.known_bounds[search.t : search.t + 1])
    return known and search.matrix.shape[1] > search.parameters.repairs.relaxed_beside_known_up_to


def _solve_group(first: TierSearch, seeker: Seeks) -> int:
    """Bound the tiers from one on, and seek better; how many of them were ended."""
    run, t, parameters = first.run, first.t, first.parameters.repairs
    known = run.remaining_bounds()
    run.rule_out(t - 1, known.lower, known.upper)
    group = group_of(run.matrix.tiers[t:], run.remaining_bounds())
    whole, said = _program(run, t, group), _Said(group)
    priced = _relax(first, whole, said)

    def closed() -> bool:
        return said.bound >= group.cost.value(first.incumbent)

    if not closed() and priced is not None:
        left = _narrow(whole, priced, group.cost.value(first.incumbent))
        if _is_small(run, left):
            _search(first, left, said)
        elif t < parameters.tiers:
            seeker.improve(run.deadline(parameters.search_share), parameters.patience, closed)
    ended = _end(first, said)
    if priced is not None and ended == len(group.tiers) and run.astray is None:
        # What these prices rule out rests on all tiers of the group: of a part of them it may be false.
        left = narrowed(whole, priced, group.cost.value(first.incumbent))
        run.rule_out(t + ended - 1, left.column_lower, left.column_upper)
    return ended


class _Said:
    """The best bound on a group's cost, and who says so."""

    def __init__(self, group: TierGroup) -> None:
        self.group = group
        self.bounds: dict[Witness, int] = {}

    @property
    def bound(self) -> int:
        """The best one, below everything where there is none."""
        return max(self.bounds.values(), default=-(1 << 62))

    def hears(self, bound: int | None, by: Witness) -> None:
        """A witness says that nothing costs less."""
        if bound is not None:
            self.bounds[by] = max(bound, self.bounds.get(by, bound))


def _program(run: Run, t: int, group: TierGroup) -> Program:
    """The rows that the tiers up to the last of a group depend on, those before it frozen."""
    rows = relevant_rows(run.matrix, t + len(group.tiers))
    program = replace(program_of(part_of(run.matrix, rows), run.remaining_bounds()), grain=run.grain)
    for tier, value in zip(run.matrix.tiers, run.frozen, strict=False):
        program = program.with_frozen(tier.cost, value)
    return program.with_cost(group.cost)


def _relax(search: TierSearch, program: Program, said: _Said) -> Priced | None:
    """The linear relaxation by the dual simplex method: near what was agreed it needs few steps."""
    run, parameters = search.run, search.parameters.repairs
    limits = run.limits_until(run.deadline(parameters.relaxation_share), 1)
    watch = Watch(run.stopped, task="the linear relaxation", goal=search.goal, mishaps=run.mishaps)
    with search.stopping(watch):
        vertex = highs.reoptimise(program, limits, watch)
    if vertex.relaxed is None:
        return None
    said.hears(vertex.relaxed.bound, PRICES)
    return vertex.relaxed.priced


def _narrow(program: Program, priced: Priced, cost: int) -> Program:
    """The program without what prices and rows rule out for points of at most this cost."""
    left = narrowed(program, priced, cost)
    tightened = tighten(left)
    if tightened.broken >= 0:
        return left
    small = program_of(left, tightened)
    return replace(small, cost=left.cost, frozen=left.frozen, grain=left.grain)


def _is_small(run: Run, program: Program) -> bool:
    """Whether CP-SAT gets anywhere with a program, and is believed."""
    return program.free <= run.parameters.repairs.whole_up_to and CP_SAT not in run.testimony.liars


def _search(search: TierSearch, program: Program, said: _Said) -> None:
    """CP-SAT on what is left."""
    run, parameters, group = search.run, search.parameters.repairs, said.group
    limits = run.limits_until(run.deadline(parameters.whole_share), run.threads)
    watch = _Heard(search, len(group.tiers), Watch(run.stopped, goal=search.goal, mishaps=run.mishaps))
    with search.stopping(watch):
        found: Outcome = cp_sat.minimise(program, limits, hint=search.incumbent, watch=watch)
    cost = group.cost.value(search.incumbent)
    if found.status == "infeasible":
        search.distrust(CP_SAT, "that nothing is possible where something is")
    elif found.bound is not None and found.bound > cost:
        search.distrust(CP_SAT, "that nothing is as good as what is known")
    else:
        said.hears(found.bound, CP_SAT)


class _Heard(Relay):
    """Hands points to the tier; every row of them is checked there."""

    def __init__(self, search: TierSearch, tiers: int, outer: Watch) -> None:
        super().__init__(outer)
        self._search, self._last = search, search.t + tiers - 1

    def improved(self, point: Ints, cost: int) -> None:
        self._search.run.accept(self._last, point, CP_SAT)


def _end(first: TierSearch, said: _Said) -> int:
    """Tell the tiers what was found of them, up to the first that is left open, and end them."""
    run, group = first.run, said.group
    told = {by: group.bounds(bound, first.incumbent) for by, bound in said.bounds.items()}
    for i in range(len(group.tiers)):
        search = first if i == 0 else TierSearch(run, first.t + i)
        if i:
            search.begin()
        for by, bounds in told.items():
            for bound in bounds[i : i + 1]:
                search.bound(bound, by)
        proven = search.is_closed() and confirmed(search)
        search.freeze()
        if not proven:
            return i + 1
    return len(group.tiers)
