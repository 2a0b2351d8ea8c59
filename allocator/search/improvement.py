"""Improving the incumbent: walks over missions and neighbourhoods cut out of the matrix, in turns."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from allocator.matrix import Linear, Matrix, Tightened, complete, slice_of, with_dependents
from allocator.problem import Ints
from allocator.search.background import Beside
from allocator.search.lns.neighbourhoods import Neighbourhoods
from allocator.search.lns.subproblems import Slice, SlicePool
from allocator.search.local import is_ready
from allocator.search.run import Run
from allocator.search.trust import NEIGHBOURHOODS
from allocator.solvers.program import Limits, Program, Status, Watch

if TYPE_CHECKING:
    from allocator.search.local.local_search import LocalSearch


class Improvement:
    """The improving of one tier: walks, as soon as they are compiled, and rounds of neighbourhoods.

    A walk ends when it finds nothing any more; the next one remembers more, and so goes further. What happens
    under `--effort` depends on no clock. `coarse` are bounds within which walks are to stay.
    """

    def __init__(
        self,
        run: Run,
        t: int,
        program: Program,
        beside: Beside | None = None,
        coarse: Tightened | None = None,
    ) -> None:
        self._run, self._t, self._program, self._beside = run, t, program, beside
        self._tightened = run.tightened if coarse is None else coarse
        self._effort = np.inf if run.limits.work is None else run.limits.work
        self._rounds = self._moves = self._walks = self._sessions = 0
        self._walk_pays, self._guided = True, False

    def until(self, deadline: float | None, workers: int) -> None:
        """Go on until the bound is met, nothing has gained for long, the effort is spent, or time is up."""
        idle = 0
        while (
            idle < self._run.parameters.neighbourhoods.futile_rounds
            and self._rounds < self._effort
            and not self._run.over(self._t, deadline)
        ):
            if idle % self._run.parameters.neighbourhoods.rounds_per_session == 0 and self._moved(deadline):
                idle = 0
            if self._run.over(self._t, deadline):
                return
            idle = 0 if self._round(deadline, workers) else idle + 1

    def walks(self, deadline: float | None) -> None:
        """Walks within coarse bounds, each from the same point: one may end far below another. None where
        there are no such bounds, or the incumbent is beyond them."""
        first = self._run.held
        if self._tightened is self._run.tightened or (first > self._tightened.upper).any():
            return
        for _ in range(self._run.parameters.sessions.restarts):
            if not self._run.over(self._t, deadline):
                self.walk(deadline, first)

    def _moved(self, deadline: float | None) -> bool:
        """Squeeze as long as that gains, then walk; whether anything gained. A tier in which walks gained
        nothing after a squeeze is left to squeezes and neighbourhoods."""
        if not is_ready(wait=self._run.limits.work is not None):
            return False
        gained = False
        while self._squeeze(deadline):
            gained = True
        if self._walk_pays:
            walked = self.walk(deadline)
            self._walk_pays = walked or not self._local_search.has_closable()
            gained = gained or walked
        return gained

    def _squeeze(self, deadline: float | None) -> bool:
        """Guided ejection from the incumbent until it gains no more: in the first tier whatever is not served
        is pressed in, in later ones items that the tier charges for are closed. Whether it gained."""
        run, t, search = self._run, self._t, self._local_search
        search.start_from(run.held, run.limits.seed + self._sessions)
        before, vain = run.matrix.values(run.held)[: t + 1], 0
        patience = (
            self._run.parameters.sessions.futile_ejections
            if t
            else min(self._run.parameters.sessions.futile_ejections, 1 + self._sessions)
            * self._run.parameters.sessions.futile_ejections
        )
        self._sessions, told = self._sessions + 1, self._moves

        def over() -> bool:
            self._listen()
            return run.over(t, deadline)

        while (
            vain < patience
            and not over()
            and self._moves < self._effort * self._run.parameters.sessions.moves_per_effort
        ):
            if not (search.has_closable() if t else search.has_unserved()):
                break
            self._moves += search.steps if t else self._run.parameters.sessions.moves_per_look
            gains = (
                search.close_items(over)
                if t
                else search.eject(self._run.parameters.sessions.moves_per_look, over)
            )
            vain = 0 if gains else vain + 1
            if gains and self._moves - told >= self._run.parameters.sessions.moves_per_report:
                told = self._moves
                run.accept(t, search.best())
        run.accept(t, search.best())
        return run.matrix.values(run.held)[: t + 1] < before

    def walk(self, deadline: float | None, afresh: Ints | None = None) -> bool:
        """Move missions about, if that is compiled, until nothing gains any more; whether it gained. From the
        incumbent, remembering more each time, or afresh from some point."""
        run, t = self._run, self._t
        if not is_ready(wait=run.limits.work is not None):
            return False
        self._guide()
        longest = (
            int(
                min(
                    self._run.parameters.sessions.longest_memory,
                    self._run.parameters.sessions.memory
                    * self._run.parameters.sessions.memory_growth**self._walks,
                )
            )
            if afresh is None
            else self._run.parameters.sessions.memory
        )
        point = run.held if afresh is None else afresh
        self._local_search.start_from(point, run.limits.seed + self._walks, longest)
        self._walks += 1
        before = run.matrix.values(run.held)[: t + 1]
        done = gained = told = 0
        while done - gained < max(
            self._run.parameters.sessions.futile_moves,
            self._run.parameters.sessions.futile_memories * longest,
            gained,
        ) and not run.over(t, deadline):
            if self._moves >= self._effort * self._run.parameters.sessions.moves_per_effort:
                break
            if self._local_search.search(self._run.parameters.sessions.moves_per_look):
                gained = done
            done += self._run.parameters.sessions.moves_per_look
            self._moves += self._run.parameters.sessions.moves_per_look
            if gained > told and done - told >= self._run.parameters.sessions.moves_per_report:
                told = done
                run.accept(t, self._local_search.best())
            self._listen()
            self._guide()
        run.accept(t, self._local_search.best())
        return run.matrix.values(run.held)[: t + 1] < before

    def _guide(self) -> None:
        """Let the search know the prices of the tier as soon as there are any."""
        if self._run.regret is not None and not self._guided:
            self._local_search.guide(self._run.regret)
            self._guided = True

    @cached_property
    def _neighbourhoods(self) -> Neighbourhoods:
        run = self._run
        random = np.random.default_rng([run.limits.seed, self._t])
        return Neighbourhoods(run.matrix, run.tightened, random, run.parameters.neighbourhoods)

    @cached_property
    def _local_search(self) -> "LocalSearch":
        from allocator.search.local.local_search import LocalSearch

        run = self._run
        return LocalSearch(
            run.matrix, self._tightened, self._t + 1, run.held, run.limits.seed, run.parameters.local_search
        )

    def _round(self, deadline: float | None, workers: int) -> bool:
        """One round of neighbourhoods, their gains put together; whether it gained."""
        run, t = self._run, self._t
        self._rounds += 1
        limits = run.until(deadline, workers)
        goal = run.matrix.tiers[t].name
        watch = Watch(run.stopped, task="neighbourhoods", goal=goal, mishaps=run.mishaps)
        run.watches.append(watch)
        gains = improve_round(
            run.matrix, self._program, run.held, self._neighbourhoods, limits, watch, run.pool
        )
        run.watches.remove(watch)
        before = run.held
        for gain in gains:
            self._judge(before, gain)
            better = gain.values is not None and self._taken(before, gain)
            self._neighbourhoods.learn(finished=gain.finished, gained=better)
        self._listen()
        run.tell(t, "round")
        return run.held is not before

    def _taken(self, before: Ints, gain: "Gain") -> bool:
        """Whether a gain was taken up. Two of a round may use the same thing up."""
        run, t = self._run, self._t
        if run.held is before:
            return run.accept(t, merged(before, gain), NEIGHBOURHOODS)
        both = complete(run.matrix, merged(run.held, gain))
        return run.matrix.feasible(both) and run.accept(t, both, NEIGHBOURHOODS)

    def _judge(self, before: Ints, gain: "Gain") -> None:
        """Hold what is said of a neighbourhood against the point it was drawn around, which is one of it."""
        run, t = self._run, self._t
        cost = run.matrix.tiers[t].cost.value
        least = [] if gain.bound is None else [gain.bound]
        if gain.status == "optimal" and gain.values is not None:
            least.append(cost(merged(before, gain)))
        if gain.status == "infeasible" or max(least, default=cost(before)) > cost(before):
            run.caught(t, NEIGHBOURHOODS, "that a part of a plan cannot be as good as it is")

    def _listen(self) -> None:
        if self._beside is not None:
            self._beside.listen()


@dataclass(frozen=True)
class Gain:
    """What a round of neighbourhoods brought: the columns freed and their new values, a bound on the cost of
    the tier with these columns free, and how it ended."""

    free: Ints
    values: Ints | None
    bound: int | None
    status: Status

    @property
    def finished(self) -> bool:
        """Whether it was solved to its end, as the solver says."""
        return self.status == "optimal"


def improve_round(
    matrix: Matrix,
    program: Program,
    incumbent: Ints,
    neighbourhoods: Neighbourhoods,
    limits: Limits,
    watch: Watch,
    pool: SlicePool,
) -> list[Gain]:
    """One neighbourhood per worker, all from the same incumbent, in a fixed order.

    Each is limited by work, not by time, so that the same incumbent and generator give the same gains,
    wherever the pool solves them; `limits.seconds` only ends a round that the run has no time for.
    """
    problem, columns = matrix.columns.problem, matrix.columns
    served = np.zeros(len(problem.requests), dtype=bool)
    served[problem.start_request[incumbent[columns.y] > 0]] = True
    draws = [neighbourhoods.draw(served) for _ in range(limits.workers)]
    seeds = [int(neighbourhoods.random.integers(1 << 30)) for _ in draws]
    freed = [_free_columns(matrix, program, requests) for requests in draws]
    slices = (
        _slice(program, free, incumbent, Limits(work=neighbourhoods.parameters.work, seed=seed))
        for free, seed in zip(freed, seeds, strict=True)
    )
    outcomes = pool.solve(slices, limits.seconds, watch)
    return [
        Gain(free, outcome.point, outcome.bound, outcome.status)
        for free, outcome in zip(freed, outcomes, strict=True)
    ]


def merged(incumbent: Ints, gain: Gain) -> Ints:
    """The incumbent with the freed columns at their new values."""
    point = incumbent.copy()
    if gain.values is not None:
        point[gain.free] = gain.values
    return point


def _slice(program: Program, free: Ints, incumbent: Ints, limits: Limits) -> Slice:
    """The slice in which only the free columns may differ from the incumbent."""
    part, _ = slice_of(program, free, incumbent)
    assert program.cost is not None
    small = Program(
        rows=part.rows,
        lower=part.lower,
        upper=part.upper,
        column_lower=part.column_lower,
        column_upper=part.column_upper,
        cost=_restricted(program.cost, free, incumbent),
        frozen=tuple((_restricted(form, free, incumbent), limit) for form, limit in program.frozen),
        grain=None if program.grain is None else program.grain[free],
    )
    return Slice(small, incumbent[free], limits)


def _free_columns(matrix: Matrix, program: Program, requests: Ints) -> Ints:
    """Base columns of the requests, and the auxiliary columns that depend on them."""
    columns = matrix.columns
    chosen = np.zeros(len(columns.problem.requests), dtype=bool)
    chosen[requests] = True
    base = np.concatenate([
        columns.y[chosen[columns.problem.start_request]],
        columns.z[chosen[columns.z_request]],
        columns.f[chosen[columns.payer_request]],
    ])  # fmt: skip
    base = base[program.column_upper[base] > program.column_lower[base]]
    return with_dependents(program, base, columns.base_count)


def _restricted(form: Linear, free: Ints, point: Ints) -> Linear:
    """A form over the free columns, the others' share in its constant."""
    place = np.searchsorted(free, form.column)
    inside = place < len(free)
    inside[inside] = free[place[inside]] == form.column[inside]
    rest = int(form.coefficient[~inside] @ point[form.column[~inside]])
    return Linear(place[inside], form.coefficient[inside], form.constant + rest)
