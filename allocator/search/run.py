"""The state of one run: its incumbent and bounds, its clock, and what it tells."""

import time
import warnings
from dataclasses import dataclass, field

from allocator.errors import DefectError
from allocator.matrix import Matrix, Tightened, complete, part_of, relevant_rows, tightened_by
from allocator.problem import Doubles, Ints
from allocator.search.progress import Event, OnProgress, Progress
from allocator.search.slices import SlicePool
from allocator.solvers.program import Limits, Mishaps, Program, Watch, program_of


@dataclass
class Run:
    """One search: what it works on, what it may spend, the best allocation and the bounds so far.

    `bounds[t]` is a lower bound on the cost of tier t among points at least as good as the incumbent in
    the tiers before, or None. `frozen[t]` is what the incumbent cost in tier t when that tier ended.
    """

    matrix: Matrix
    tightened: Tightened
    limits: Limits
    started: float
    on_progress: OnProgress | None = None
    pool: SlicePool = field(default_factory=SlicePool)
    incumbent: Ints | None = None
    bounds: list[int | None] = field(default_factory=list)
    frozen: list[int] = field(default_factory=list)
    regret: Doubles | None = None  # of the tier at work: see `guide`
    stopped: bool = False
    watches: list[Watch] = field(default_factory=list)  # of the solvers at work
    mishaps: Mishaps = field(default_factory=Mishaps)  # of all solvers so far

    @property
    def incidents(self) -> list[str]:
        """What went wrong and was survived, in sentences; more may be put to them."""
        return self.mishaps.sentences

    def stop(self) -> None:
        """End soon with the incumbent. May be called at any moment, also from a signal handler."""
        self.stopped = True
        for watch in list(self.watches):
            watch.stop()

    def program(self, t: int) -> Program:
        """Tier t as a program: the rows that the tiers so far depend on, those before frozen."""
        rows = relevant_rows(self.matrix, t + 1)
        program = program_of(part_of(self.matrix, rows), self.bounded())
        for tier, value in zip(self.matrix.tiers, self.frozen, strict=False):
            program = program.with_frozen(tier.cost, value)
        return program.with_cost(self.matrix.tiers[t].cost)

    def bounded(self) -> Tightened:
        """What the frozen tiers leave of the columns: where all are served, a single start is taken."""
        left = self.tightened
        for tier, value in zip(self.matrix.tiers, self.frozen, strict=False):
            left = tightened_by(left, tier.cost, value)
        return left

    @property
    def held(self) -> Ints:
        """The incumbent, where there must be one."""
        assert self.incumbent is not None
        return self.incumbent

    def accept(self, t: int, point: Ints) -> bool:
        """Keep a point that is better in tier t or one before it; whether it is. Every row is checked."""
        point = complete(self.matrix, point)
        if self.incumbent is not None:
            values, known = self.matrix.values(point), self.matrix.values(self.incumbent)
            if values[: t + 1] >= known[: t + 1]:
                return False
        if not self.matrix.feasible(point):
            raise DefectError("a solver returned a point that breaks rows of the matrix")
        self.incumbent = point
        self.tell(t, "improved")
        return True

    def begin(self, point: Ints) -> None:
        """Hold a first point, and tell at once; nothing is known of bounds yet."""
        self.incumbent = point
        self.tell(0, "improved")

    def bound(self, t: int, bound: int) -> None:
        """No point as good in the tiers before costs less than this in tier t."""
        known = self.bounds[t]
        if known is None or bound > known:
            self.bounds[t] = bound
            self.tell(t, "bound")

    def guide(self, regret: Doubles) -> None:
        """Remember what taking each column costs beyond what would do instead, at the tier's first prices:
        those that climb are better guides than those of the linear relaxation, and come sooner."""
        if self.regret is None:
            self.regret = regret

    # -- time -------------------------------------------------------------------------------------------

    def deadline(self, share: float) -> float | None:
        """The moment at which a share of the time left is spent; None without a time limit."""
        if self.limits.seconds is None:
            return None
        now = time.perf_counter()
        return now + share * max(0.0, self.started + self.limits.seconds - now)

    def until(self, deadline: float | None, workers: int) -> Limits:
        """What a solver may spend until then."""
        seconds = None if deadline is None else max(0.0, deadline - time.perf_counter())
        return Limits(seconds, self.limits.work, workers, self.limits.seed)

    def over(self, t: int, deadline: float | None) -> bool:
        """Whether tier t is shut, the run was stopped, or the time is up."""
        late = deadline is not None and time.perf_counter() >= deadline
        return self.stopped or late or self.shut(t)

    def shut(self, t: int) -> bool:
        """Whether value and bound of tier t meet."""
        bound = self.bounds[t]
        if bound is None or self.incumbent is None:
            return False
        return self.matrix.tiers[t].cost.value(self.incumbent) <= bound

    # -- news -------------------------------------------------------------------------------------------

    def tell(self, t: int, event: Event) -> None:
        """Tell whoever listens; their False stops the run."""
        if self.on_progress is None:
            return
        tier, bound = self.matrix.tiers[t], self.bounds[t] if t < len(self.bounds) else None
        value = None if self.incumbent is None else tier.kind.reported(tier.cost.value(self.incumbent))
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
