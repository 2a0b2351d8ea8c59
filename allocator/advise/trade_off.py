"""The trade-off between two goals: for several reaches of the one, the best of the other (ε-constraints;
Haimes, Lasdon and Wismer, IEEE Transactions on Systems, Man, and Cybernetics 1, 1971)."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from allocator.advise.coverage import asked_of
from allocator.advise.goal_choice import model_for
from allocator.advise.jobs import Clock, Job, run_jobs
from allocator.advise.reach import reaching
from allocator.errors import DefectError
from allocator.goals import COMPARING
from allocator.inputs.model_file import digest_of_model
from allocator.matrix import Matrix, Searched, build_matrix, point_of, tighten
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.problem import Ints, build_problem
from allocator.results.result import Result
from allocator.rules.coupling.fixed import locks
from allocator.search.construct.close_to_start import solve_close_to
from allocator.search.interrupts import stopping
from allocator.search.known import agreed_in, bounds_on_costs, digest_of
from allocator.search.lns.subproblems import SlicePool
from allocator.search.outcome import allocation_of, goal_at
from allocator.search.parameters import USUAL
from allocator.search.run import Run
from allocator.search.tiers import solve_tiers
from allocator.solvers.program import Limits
from allocator.verification import verify

#: Fewest and most points that may be asked for.
FEWEST, MOST = 2, 9


@dataclass(frozen=True, kw_only=True)
class CurvePoint:
    """An allocation on the curve.

    `values` are what it reaches in the two goals, in their own units. `bounds`: nothing reaches more in the
    first goal at all; nothing at least as good in the first is better in the second (None where no bound is
    known). `best` says that no allocation is as good in both and better in one, proven. `result` can be
    written, read and asked like any other.
    """

    values: tuple[int, int]
    bounds: tuple[int | None, int | None]
    best: bool
    result: Result

    @property
    def gap(self) -> int | None:
        """How much better the second goal could be at most, in its unit."""
        return None if self.bounds[1] is None else abs(self.values[1] - self.bounds[1])


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Points from the best in the first goal to the best in the second; none is as good as another in both
    goals. `merged` is how many searches came to a point that others equal or beat; `skipped` how many were
    not begun in the time given."""

    goals: tuple[str, str]
    units: tuple[str, str]
    points: tuple[CurvePoint, ...]
    merged: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class Within:
    """A bound on the cost of one goal among all points that cost at most `limit` in the other; everywhere,
    where that is None."""

    limit: int | None
    bound: int | None

    def holds_at(self, cost: int) -> bool:
        """Whether it says something of points that cost this in the other goal."""
        return self.bound is not None and (self.limit is None or cost <= self.limit)


@dataclass(frozen=True)
class Found:
    """What one search came to: an allocation, what it costs in both goals, and bounds on either."""

    allocation: Allocation
    costs: tuple[int, int]
    first: Within = Within(None, None)
    second: Within = Within(None, None)
    interrupted: bool = False


def trade_off(result: Result, goals: tuple[str, str], points: int, clock: Clock) -> Curve:
    """The curve between two goals, with so many points at most."""
    model = model_for(result, goals)
    matrix = build_matrix(build_problem(result.plan, model))
    first, second = matrix.tiers[:2]
    start = point_of(matrix, result.allocation)
    least = min([start, *_locked_only(result, matrix)], key=second.cost.value)
    ends = [
        Job("first", _Search(matrix, start, None, swapped=True)),
        Job("second", _Search(matrix, least, None, swapped=False)),
    ]
    found = list(run_jobs(ends, clock, part=2 / points).values())
    known = Found(result.allocation, (first.cost.value(start), second.cost.value(start)))
    steps = _budgets if goals[0] in COMPARING else _between
    reaches = steps(found, points - len(ends)) if len(found) == len(ends) else []
    best = point_of(matrix, min([known, *found], key=lambda each: each.costs).allocation)
    jobs = [Job(f"at most {reach}", _Search(matrix, best, reach, swapped=False)) for reach in reaches]
    middle = run_jobs(jobs, clock)
    found += middle.values()
    kept = _undominated(found or [known])
    said = [*found, _said_before(result, goals, known)]
    return Curve(
        goals=goals,
        units=(first.kind.unit, second.kind.unit),
        points=tuple(_point(result, model, matrix, each, said) for each in kept),
        merged=max(0, len(found) - len(kept)),
        skipped=len(jobs) - len(middle) if len(found) >= len(ends) else points - len(found),
    )


def _said_before(result: Result, goals: tuple[str, str], known: Found) -> Found:
    """The result's own point, with what its bound says of the goal that it sought first."""
    sought = {term.code for term in result.model.tiers[0].terms}
    bounds = bounds_on_costs(result)[0].values() if len(sought) == 1 else ()
    said = Within(None, max(bounds, default=None))
    return replace(
        known,
        first=said if sought == {goals[0]} else known.first,
        second=said if sought == {goals[1]} else known.second,
    )


def _locked_only(result: Result, matrix: Matrix) -> list[Ints]:
    """The allocation without what is not locked, if it can be without: the best in many a goal of cost."""
    locked = {row.request for row in locks(result.plan)}
    missions = tuple(m for m in result.allocation.missions if m.request in locked)
    point = point_of(matrix, Allocation(missions))
    return [point] if matrix.feasible(point) else []


@dataclass(frozen=True)
class _Search:
    """Seeks the second goal, then the first (`swapped`: the other way round), from a known point, while the
    first costs no more than `reach`."""

    matrix: Matrix
    start: Ints
    reach: int | None
    swapped: bool

    form = Found

    def about(self) -> Mapping[str, Any]:
        problem, start = self.matrix.columns.problem, allocation_of(self.matrix, self.start)
        asked = asked_of(problem.plan, problem.model, start)
        return {**asked, "reach": self.reach, "swapped": self.swapped}

    def holds(self, found: Found) -> bool:
        point = point_of(self.matrix, found.allocation)
        within = self.reach is None or found.costs[0] <= self.reach
        return within and self.matrix.feasible(point) and self._costs(point) == found.costs

    def _costs(self, point: Ints) -> tuple[int, int]:
        first, second = self.matrix.tiers[:2]
        return first.cost.value(point), second.cost.value(point)

    def __call__(self, limits: Limits) -> Found:
        first, second = self.matrix.tiers[:2]
        matrix = replace(self.matrix, tiers=(first, second) if self.swapped else (second, first))
        if self.reach is not None:
            matrix = reaching(matrix, first, self.reach)
        run, heard = _run(matrix, self.start, limits)
        costs, found = self._costs(run.known_incumbent), allocation_of(self.matrix, run.known_incumbent)
        sought, other = run.testimony.bound(0), run.testimony.bound(1)
        if self.swapped:
            return Found(found, costs, Within(None, sought), Within(costs[0], other), heard)
        return Found(found, costs, Within(costs[1], other), Within(self.reach, sought), heard)


def _run(matrix: Matrix, start: Ints, limits: Limits) -> tuple[Run, bool]:
    """A search of a matrix from a point, and whether a signal ended it."""
    pool = SlicePool(None, USUAL.executors)
    run = Run(matrix, tighten(matrix), limits, time.perf_counter(), pool=pool)
    compares = any(code in COMPARING for tier in matrix.tiers[:2] for code in tier.parts)
    with stopping(run.stop) as stops:
        run.begin(start)
        if compares:
            solve_close_to(run, agreed_in(matrix.columns.problem.plan))
        else:
            solve_tiers(run)
    return run, stops.heard


def _between(ends: Sequence[Found], number: int) -> list[int]:
    """So many costs of the first goal between those of the ends, evenly, the lowest first."""
    low, high = (each.costs[0] for each in ends)
    steps = [low + (high - low) * k // (number + 1) for k in range(1, number + 1)]
    return sorted({step for step in steps if low < step < high})


def _budgets(ends: Sequence[Found], number: int) -> list[int]:
    """The same for changes: one, two and three more than the fewest, and on in longer steps, since the first
    gain most; all of them where there is room."""
    low, high = (each.costs[0] for each in ends)
    if high - low <= number + 1:
        return list(range(low + 1, high))
    steps, width = list[int](), 1
    while len(steps) < number and low + width < high:
        steps.append(low + width)
        width += max(1, width // 2)
    return steps


def _undominated(found: Sequence[Found]) -> list[Found]:
    """Those that no other is as good as in both goals, each pair of costs once, the best in the first goal
    first."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: each.costs):
        if not kept or each.costs[1] < kept[-1].costs[1]:
            kept.append(each)
    return kept


def _point(
    result: Result, model: CoordinationModel, matrix: Matrix, at: Found, found: Sequence[Found]
) -> CurvePoint:
    """A point with the bounds that all searches together give it. A bound beyond a known point is false."""
    first, second = at.costs
    everywhere = _highest([e.first.bound for e in found if e.first.limit is None], first)
    least_first = _highest([e.first.bound for e in found if e.first.holds_at(second)], first)
    least_second = _highest([e.second.bound for e in found if e.second.holds_at(first)], second)
    kinds = [tier.kind for tier in matrix.tiers]
    bounds = [
        None if bound is None else kind.reported(bound)
        for bound, kind in zip((everywhere, least_second), kinds, strict=False)
    ]
    values = kinds[0].reported(first), kinds[1].reported(second)
    return CurvePoint(
        values=values, bounds=(bounds[0], bounds[1]), best=at.costs == (least_first, least_second),
        result=_result(result, model, matrix, at.allocation, bounds),
    )  # fmt: skip


def _highest(bounds: Sequence[int | None], cost: int) -> int | None:
    return max((b for b in bounds if b is not None and b <= cost), default=None)


def _result(
    result: Result,
    model: CoordinationModel,
    matrix: Matrix,
    allocation: Allocation,
    bounds: Sequence[int | None],
) -> Result:
    """The point as a result under the model that seeks the two goals first."""
    point = point_of(matrix, allocation)
    violations = verify(result.plan, model, allocation)
    if violations:
        raise DefectError("a point of the curve breaks rules of its model", [str(v) for v in violations])
    known = [*bounds, *[None] * (len(matrix.tiers) - len(bounds))]
    goals = [
        goal_at(tier, point, None if bound is None else tier.kind.reported(bound))
        for tier, bound in zip(matrix.tiers, known, strict=True)
    ]
    provenance = replace(
        result.provenance,
        model_digest=digest_of_model(model),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        started_from=digest_of(result.allocation),
    )
    searched = Searched(matrix, tighten(matrix), point)
    return Result(
        plan=result.plan, model=model, allocation=allocation, status="feasible", goals=tuple(goals),
        provenance=provenance, searched=searched,
    )  # fmt: skip
