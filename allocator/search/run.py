"""The state of one run: its incumbent and bounds, its clock, and what it reports."""

import os
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import DefectError
from allocator.matrix import (
    Matrix,
    Payments,
    Tightened,
    complete,
    grains,
    part_of,
    payments_of,
    relevant_rows,
    tighten,
    tightened_by,
)
from allocator.problem import Ints
from allocator.search.lns.subproblems import SlicePool
from allocator.search.parameters import SearchParameters
from allocator.search.progress import Event, OnProgress, Progress
from allocator.search.schedules.order import Order, order_of
from allocator.search.trust import Testimony, Witness
from allocator.solvers.program import Limits, Mishaps, Program, Watch, program_of

if TYPE_CHECKING:
    from allocator.search.local.layout import Layout


@dataclass
class Run:
    """One search: what it works on, what it may spend, the best allocation and the bounds so far.

    `testimony` has lower bounds on the cost of each tier among points at least as good in the tiers before as
    `frozen` says. `frozen[t]` is what the incumbent costs in tier t, which has ended; a point found later
    that is better in an ended tier may be worse in another one behind it: then the search has gone `astray`,
    and that tier and those after it are taken up again. `known_bounds` are bounds by tier from before it,
    which hold among points as good in the tiers before as one that costs `known_values`. `narrowed` is what
    prices leave of the columns for points as good as the incumbent in the tiers that ended.
    """

    matrix: Matrix
    tightened: Tightened
    limits: Limits
    started: float
    on_progress: OnProgress | None = None
    pool: SlicePool = field(default_factory=SlicePool)
    parameters: SearchParameters = field(default_factory=SearchParameters)
    incumbent: Ints | None = None
    testimony: Testimony = field(default_factory=Testimony)
    frozen: list[int] = field(default_factory=list)
    stopped: bool = False
    unsettled: bool = False  # a solver says that nothing is possible, and nobody confirms it
    confirming: float = 0.0  # seconds spent on second ways to what is proven
    watches: list[Watch] = field(default_factory=list)  # of the solvers at work
    mishaps: Mishaps = field(default_factory=Mishaps)  # of all solvers so far
    neighbourhoods: dict[str, tuple[int, int]] = field(default_factory=dict)  # by kind: solved, improving
    known_bounds: tuple[Mapping[Witness, int], ...] = ()
    known_values: tuple[int, ...] = ()
    astray: int | None = None  # the first ended tier in which the incumbent is worse than when that ended
    passes: int = 0  # over open tiers, after the first one
    last_layout: "tuple[Tightened, int, Layout] | None" = None  # of a local search: bounds, tiers
    _counted: "tuple[Ints, tuple[int, ...]] | None" = None  # a point, and what it costs in each tier
    narrowed: dict[int, Tightened] = field(default_factory=dict)  # by the last tier that it rests on

    def __post_init__(self) -> None:
        self.testimony.incidents = self.mishaps.sentences  # one list

    @property
    def incidents(self) -> list[str]:
        """What went wrong and was survived, in sentences; more may be put to them."""
        return self.mishaps.sentences

    def count_neighbourhood(self, kind: str, *, gained: bool) -> None:
        """Record a neighbourhood of a kind, and whether it improved the incumbent."""
        drawn, improving = self.neighbourhoods.get(kind, (0, 0))
        self.neighbourhoods[kind] = drawn + 1, improving + gained

    def stop(self) -> None:
        """End soon with the incumbent. May be called at any moment, also from a signal handler."""
        self.stopped = True
        for watch in list(self.watches):
            watch.stop()

    def program(self, t: int) -> Program:
        """Tier t as a program: the rows that the tiers so far depend on, those before frozen."""
        rows = relevant_rows(self.matrix, t + 1)
        program = program_of(part_of(self.matrix, rows), self.remaining_bounds())
        program = replace(program, grain=self.grain)
        if self.suits_branch_and_cut:
            program = replace(program, sums=self.sums, payments=self.payments)
        for tier, value in zip(self.matrix.tiers, self.frozen, strict=False):
            program = program.with_frozen(tier.cost, value)
        return program.with_cost(self.matrix.tiers[t].cost)

    @cached_property
    def grain(self) -> Ints:
        """What each column is a multiple of, where it needs to be no more than that."""
        return grains(self.matrix)

    @cached_property
    def sums(self) -> Ints | None:
        """Which columns most rows do not tell apart: a person on a seat at any start, a mission at any. None
        beyond the size up to which there is a linear relaxation."""
        columns = self.matrix.columns
        if not self.suits_relaxation:
            return None
        sums = np.full(self.matrix.shape[1], -1, dtype=np.int64)
        sums[columns.z] = columns.z_candidate
        sums[columns.y] = columns.z_candidate.max(initial=-1) + 1 + columns.problem.start_request
        return sums

    @cached_property
    def payments(self) -> Payments | None:
        """Who may pay for whom; None beyond that size as well, or where no request has several payers."""
        return payments_of(self.matrix) if self.suits_relaxation else None

    @property
    def suits_relaxation(self) -> bool:
        """Whether the linear relaxation is solved in time."""
        return self.matrix.shape[1] <= self.parameters.bounds.relaxation_up_to

    @property
    def suits_branch_and_cut(self) -> bool:
        """Whether branch and cut on all columns gets anywhere."""
        return self.matrix.shape[1] <= self.parameters.bounds.branch_and_cut_up_to

    @cached_property
    def order(self) -> Order:
        """What has to come before what."""
        return order_of(self.matrix, self.tightened)

    def remaining_bounds(self) -> Tightened:
        """What the frozen tiers leave of the columns: where all are served, a single start is taken."""
        left = self.narrowed[max(self.narrowed)] if self.narrowed else self.tightened
        for tier, value in zip(self.matrix.tiers, self.frozen, strict=False):
            left = tightened_by(left, tier.cost, value)
        return left

    @property
    def known_incumbent(self) -> Ints:
        """The incumbent, where there must be one."""
        assert self.incumbent is not None
        return self.incumbent

    def accept(self, t: int, point: Ints, by: Witness | None = None) -> bool:
        """Keep a point that is better in tier t or one before it; whether it is. Every row is checked: a
        point that breaks one is a witness's fault, or the search's own."""
        point = complete(self.matrix, point)
        if self.incumbent is not None:
            values = self.matrix.values(point)
            if values[: t + 1] >= self.values()[: t + 1]:
                return False
        if not self.matrix.feasible(point):
            if by is None:
                raise DefectError("the search made a point that breaks rows of the matrix")
            self.distrust(t, by, "that a point is possible which breaks rules")
            return False
        self.incumbent = point
        values = self.values()
        self.astray = next((i for i, limit in enumerate(self.frozen) if values[i] > limit), None)
        if self.astray is None:
            self.frozen = list(values[: len(self.frozen)])  # later solvers are not to fall behind it
        self._check_bounds(values)
        self.report(t, "improved")
        return True

    def take_up_again(self) -> int:
        """The first tier in which the incumbent fell behind: it and those after it begin once more. Bounds up
        to it hold on, for the incumbent is no worse in any tier before; what was said of later ones spoke of
        points that are as good in it as the incumbent is not."""
        assert self.astray is not None
        t, self.astray = self.astray, None
        self._begin_again(t, bounds=t + 1)
        return t

    def take_up_open(self, t: int) -> None:
        """Tier t, which is open, and those after it begin once more, from the incumbent on. What was said of
        them is said again where it still holds: the values of the tiers before may have become worse."""
        values = self.values()
        self.known_bounds, self.known_values = tuple(dict(by) for by in self.testimony.bounds), values
        self._begin_again(t, bounds=t)
        self.passes += 1

    def _begin_again(self, t: int, bounds: int) -> None:
        """Tiers from t on have not ended; bounds are kept of so many tiers."""
        self.frozen = list(self.values()[:t])
        del self.testimony.bounds[bounds:]
        self.narrowed = {last: left for last, left in self.narrowed.items() if last < t}

    def rule_out(self, t: int, lower: Ints, upper: Ints) -> None:
        """No point as good as the incumbent in the tiers up to t leaves these bounds of the columns: they
        hold from now on, with what follows from them."""
        tightened = tighten(replace(self.matrix, column_lower=lower, column_upper=upper))
        if tightened.broken < 0:
            self.narrowed[t] = Tightened(tightened.lower, tightened.upper, self.tightened.shut_by, -1)

    def begin(self, point: Ints) -> None:
        """The first point becomes the incumbent, reported at once; nothing is known of bounds yet. One that
        was shown before and is as good stays."""
        if self.incumbent is not None and self.values() <= self.matrix.values(point):
            return
        self.incumbent = point
        self.report(0, "improved")

    def bound(self, t: int, bound: int, by: Witness) -> None:
        """A witness says that no point as good in the tiers before costs less than this in tier t."""
        known = None if self.incumbent is None else self.values()
        if known is not None and known[t] < bound and self._counts(t, known):
            self._crossed(t, bound, by, known[t])
        elif self.testimony.says(t, bound, by):
            self.report(t, "bound")

    def say_again(self, t: int) -> None:
        """Say of tier t what was known of it before, where it holds still: the tiers before are frozen at
        values no worse than those that it was known for."""
        if all(value <= known for value, known in zip(self.frozen[:t], self.known_values, strict=False)):
            for known in self.known_bounds[t : t + 1]:
                for by, bound in known.items():
                    self.bound(t, bound, by)

    def optimal(self, t: int, point: Ints, by: Witness) -> None:
        """A witness says that no point as good in the tiers before costs less in tier t than this one."""
        self.bound(t, self.matrix.tiers[t].cost.value(point), by)

    def distrust(self, t: int, by: Witness, what: str) -> None:
        """A witness contradicts what is known."""
        self.testimony.caught(by, f"in tier {t + 1} ({self.matrix.tiers[t].name}) {what}")

    def _check_bounds(self, values: tuple[int, ...]) -> None:
        """Hold all bounds against a new incumbent."""
        for t in range(len(self.testimony.bounds)):
            if self._counts(t, values):
                for by in self.testimony.beyond(t, values[t]):
                    self._crossed(t, self.testimony.bounds[t][by], by, values[t])

    def _counts(self, t: int, values: tuple[int, ...]) -> bool:
        """Whether bounds on tier t hold for a point: they do where it is no worse, in each of the tiers
        before, than what is frozen."""
        return all(value <= known for value, known in zip(values[:t], self.frozen, strict=False))

    def _crossed(self, t: int, bound: int, by: Witness, cost: int) -> None:
        """A bound beyond what a known point costs is false."""
        kind = self.matrix.tiers[t].kind
        said, known = kind.reported(bound), kind.reported(cost)
        what = f"that no plan is better than {said:,} where one has {known:,}"
        if by.exact:
            raise DefectError(f"{by.name} said {what}")
        self.distrust(t, by, what)

    def cost(self, t: int) -> int:
        """What the incumbent costs in tier t."""
        return self.values()[t]

    def values(self) -> tuple[int, ...]:
        """What the incumbent costs in each tier, counted once: every look at the clock asks for it."""
        point, counted = self.known_incumbent, self._counted
        if counted is None or counted[0] is not point:
            self._counted = counted = point, self.matrix.values(point)
        return counted[1]

    # -- time -------------------------------------------------------------------------------------------

    def deadline(self, share: float) -> float | None:
        """The moment at which a share of the time left is spent; None without a time limit."""
        left = self.seconds_left()
        return None if left is None else time.perf_counter() + share * left

    def seconds_left(self) -> float | None:
        """How much time is left; None without a time limit."""
        if self.limits.seconds is None:
            return None
        return max(0.0, self.started + self.limits.seconds - time.perf_counter())

    def limits_until(self, deadline: float | None, workers: int) -> Limits:
        """What a solver may spend until then."""
        seconds = None if deadline is None else max(0.0, deadline - time.perf_counter())
        return Limits(seconds, self.limits.work, workers, self.limits.seed)

    @property
    def threads(self) -> int:
        """How many threads a solver may have on this machine: those who search on a cluster are elsewhere.
        Under a limit of work the result depends on their number."""
        own, workers = os.cpu_count() or 1, self.limits.workers
        return workers if self.limits.work is not None else min(workers, own)

    def over(self, t: int, deadline: float | None) -> bool:
        """Whether tier t is closed or has to be left for one before it, the run was stopped, or the time is
        up."""
        return self.astray is not None or self.out_of_time(deadline) or self.is_closed(t)

    def out_of_time(self, deadline: float | None) -> bool:
        """Whether the run was stopped, or the time is up."""
        return self.stopped or (deadline is not None and time.perf_counter() >= deadline)

    def is_closed(self, t: int) -> bool:
        """Whether value and bound of tier t meet."""
        bound = self.testimony.bound(t)
        if bound is None or self.incumbent is None:
            return False
        return self.values()[t] <= bound

    # -- progress -------------------------------------------------------------------------------------------

    def report(self, t: int, event: Event) -> None:
        """Report progress to whoever listens; their False stops the run."""
        if self.on_progress is None:
            return
        tier, bound = self.matrix.tiers[t], self.testimony.bound(t)
        value = None if self.incumbent is None else tier.kind.reported(self.values()[t])
        progress = Progress(
            tier=t + 1, tiers=len(self.matrix.tiers), goal=tier.name,
            unit=tier.kind.unit, sense=tier.kind.sense,
            value=value, bound=None if bound is None else tier.kind.reported(bound),
            seconds=time.perf_counter() - self.started, event=event,
        )  # fmt: skip
        try:
            if self.on_progress(progress) is False:
                self.stop()
        except Exception as error:  # whatever a listener does: what is found is worth more than the news
            self.on_progress = None
            message = f"on_progress failed ({type(error).__name__}: {error}); the search goes on in silence"
            warnings.warn(message, RuntimeWarning, stacklevel=2)
