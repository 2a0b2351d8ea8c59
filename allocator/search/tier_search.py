"""One tier at work: what all solvers of the tier share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from allocator.matrix import Matrix
from allocator.problem import Doubles, Ints
from allocator.search.bounds.combinatorial import combinatorial_bound
from allocator.search.bounds.earliest_finish import finish_bound
from allocator.search.parameters import SearchParameters
from allocator.search.run import Run
from allocator.search.schedules.order import is_finish
from allocator.search.trust import ALONE, Witness
from allocator.solvers.dual_bound import narrowed
from allocator.solvers.program import Limits, Program, Watch

if TYPE_CHECKING:
    from allocator.solvers.highs import Relaxed


class Aim(Protocol):
    """A target at work on another thread: the cost below which another one pays more, and the least cost that
    it has found itself."""

    enough: int
    found: int

    def call_off(self) -> None:
        """End it."""


class TierSearch:
    """The search of tier `t` of a run.

    `deadline` is the moment at which its time is up (None: no time limit), `share` the part of the run's
    remaining time that the tier was given. `reduced_costs`, by column, is what taking it costs beyond what
    would do instead, under multipliers of the tier; None as long as there are none. `relaxed` is what the
    linear relaxation says. `aims` are the targets at work (`bounds/aimed.py`).
    """

    def __init__(self, run: Run, t: int) -> None:
        self.run, self.t = run, t
        self.share, self.deadline = 1.0, run.deadline(1.0)
        self.reduced_costs: Doubles | None = None
        self.relaxed: Relaxed | None = None
        self.aims: list[Aim] = []
        self._program: tuple[tuple[int, ...], Program] | None = None

    def begin(self) -> None:
        """Announce the tier, with the bound that needs no solver and those known before the run."""
        run = self.run
        if len(run.testimony.bounds) == self.t:  # else it is taken up again
            run.testimony.bounds.append({})
        cost = self.matrix.tiers[self.t].cost
        self.bound(combinatorial_bound(self.matrix, run.remaining_bounds(), cost), ALONE)
        if is_finish(self.matrix, cost):
            self._bound_finish()
        run.say_again(self.t)
        run.report(self.t, "start")

    def _bound_finish(self) -> None:
        """The bound of chains and of the work that people have, which no solver needs to find either."""
        run, cost = self.run, self.matrix.tiers[self.t].cost
        frozen = tuple(zip((tier.cost for tier in self.matrix.tiers), run.frozen, strict=False))
        bound = finish_bound(self.matrix, run.remaining_bounds(), run.order, frozen)
        self.bound(bound * int(cost.coefficient[0]) + cost.constant, ALONE)

    def hear_relaxation(self, relaxed: "Relaxed") -> None:
        """Take in what the linear relaxation says. Under a limit of work that is nothing where the tier is
        closed by then: whether the relaxation was still begun, and how far it came, the clock has decided."""
        if self.run.limits.work is None or not self.run.is_closed(self.t):
            self.relaxed = relaxed

    def freeze(self) -> None:
        """End the tier: its value becomes a row of the tiers that follow, and what its prices rule out for
        points as good stays out."""
        self.run.report(self.t, "tier")
        if self.relaxed is not None and self.t + 1 < len(self.matrix.tiers):
            left = narrowed(self.program, self.relaxed.priced, self.cost())
            self.run.rule_out(self.t, left.column_lower, left.column_upper)
        self.run.frozen.append(self.cost())

    # -- what it works on -------------------------------------------------------------------------------

    @property
    def matrix(self) -> Matrix:
        """The matrix of the run."""
        return self.run.matrix

    @property
    def parameters(self) -> SearchParameters:
        """The parameters of the run."""
        return self.run.parameters

    @property
    def goal(self) -> str:
        """The name of the tier."""
        return self.matrix.tiers[self.t].name

    @property
    def program(self) -> Program:
        """The tier as a program, the tiers before it frozen: as they are by now."""
        frozen, made = tuple(self.run.frozen[: self.t]), self._program
        if made is None or made[0] != frozen:
            self._program = made = frozen, self.run.program(self.t)
        return made[1]

    # -- incumbent and bound ----------------------------------------------------------------------------

    @property
    def has_incumbent(self) -> bool:
        """Whether a feasible point is known."""
        return self.run.incumbent is not None

    @property
    def incumbent(self) -> Ints:
        """The best point, where there must be one."""
        return self.run.known_incumbent

    def values(self) -> tuple[int, ...]:
        """What the incumbent costs in the tiers up to this one."""
        return self.run.values()[: self.t + 1]

    def cost(self) -> int:
        """What the incumbent costs in this tier."""
        return self.run.cost(self.t)

    def accept(self, point: Ints, by: Witness | None = None) -> bool:
        """Make a point the incumbent if it is better; whether it is. See `Run.accept`."""
        before = self.run.frozen
        if not self.run.accept(self.t, point, by):
            return False
        ahead = self.run.frozen != before  # better in a tier before: what is as good as it was is no longer
        for aim in tuple(self.aims):
            if ahead or self.cost() <= min(aim.enough, aim.found - 1):
                aim.call_off()
        return True

    def bound(self, bound: int, by: Witness) -> None:
        """A witness says that nothing costs less than this."""
        self.run.bound(self.t, bound, by)

    @property
    def known(self) -> int | None:
        """The best bound so far, of whoever is still believed."""
        return self.run.testimony.bound(self.t)

    def optimal(self, point: Ints, by: Witness) -> None:
        """A witness says that nothing costs less than this point."""
        self.run.optimal(self.t, point, by)

    def distrust(self, by: Witness, what: str) -> None:
        """A witness contradicts what is known."""
        self.run.distrust(self.t, by, what)

    def guide(self, reduced_costs: Doubles) -> None:
        """Keep the first reduced costs of the tier: those of dual ascent guide local search better than those
        of the linear relaxation, and come sooner."""
        if self.reduced_costs is None:
            self.reduced_costs = reduced_costs

    # -- time -------------------------------------------------------------------------------------------

    def is_closed(self) -> bool:
        """Whether value and bound meet."""
        return self.run.is_closed(self.t)

    def over(self, deadline: float | None) -> bool:
        """Whether the tier is closed, the run was stopped, or a deadline has passed."""
        return self.run.over(self.t, deadline)

    def allot(self) -> None:
        """Give the tier its part of the time that is left, from now on. Later tiers that the incumbent
        closes by what needs no solver get none."""
        later = sum(self._is_open(t) for t in range(self.t + 1, len(self.matrix.tiers)))
        if not self.has_incumbent or not later:
            self.share = 1.0
        else:
            self.share = self.parameters.tiers.first_share if self.t == 0 else 1 / (later + 1)
        self.matrix.columns.forget()  # what those bounds were made of
        self.deadline = self.run.deadline(self.share)

    def _is_open(self, t: int) -> bool:
        """Whether a later tier may be worth time, as far as the incumbent tells."""
        cost, bounds = self.matrix.tiers[t].cost, self.run.remaining_bounds()
        return not self.has_incumbent or cost.value(self.incumbent) > combinatorial_bound(
            self.matrix, bounds, cost
        )

    def part(self, share: float) -> float | None:
        """The deadline of something that may take a part of the tier's time, from now on."""
        return self.run.deadline(self.share * share)

    def limits(self, deadline: float | None, workers: int | None = None) -> Limits:
        """What a solver may spend until a deadline; all threads of the run by default."""
        return self.run.limits_until(deadline, self.run.threads if workers is None else workers)

    @property
    def is_timed(self) -> bool:
        """Whether a clock may decide; not under `effort`."""
        return self.run.limits.work is None

    @contextmanager
    def stopping(self, watch: Watch) -> Iterator[Watch]:
        """While inside, a watch is stopped with the run."""
        self.run.watches.append(watch)
        try:
            yield watch
        finally:
            self.run.watches.remove(watch)
