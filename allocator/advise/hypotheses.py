"""Hypotheses of a plan that only allow more, each measured by itself, the likeliest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from allocator.advise.ceilings import Bounds, Ceilings
from allocator.advise.climb import Climb
from allocator.advise.coverage import Coverage, Measure, Stays
from allocator.advise.effects import Effect, Yardstick, more_of
from allocator.advise.jobs import Clock, Job, run_jobs
from allocator.plan import Plan
from allocator.problem import Bools, Problem, build_problem
from allocator.rules.candidates import find_candidates

#: No hypothesis is searched for less: a search says little before.
_LEAST_SECONDS = 5.0
_TOGETHER, _CEILINGS = "all together", "at most"
_CEILINGS_SHARE = 0.4  # of the time of those that open places to people


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Effects by key. `together` is what all of the hypotheses at once gain: none gains more by itself."""

    effects: Mapping[str, Effect]
    together: Effect
    coverage: Mapping[str, Coverage]


def measured(
    yardstick: Yardstick, plans: Mapping[str, Plan], together: Plan, clock: Clock, *, part: float = 1.0
) -> tuple[Yardstick, Measured]:
    """What each plan gains, in the order given as far as a part of the time left reaches; `together` has the
    changes of all. Those that are not reached are bounded by it."""
    whole = clock.limits.seconds
    budget = None if whole is None else whole * part
    at_once = run_jobs(
        [_job(yardstick, _TOGETHER, together)], clock, part=part * 0.25 if len(plans) > 1 else part
    )
    all_in = at_once.get(_TOGETHER, Coverage())
    reached = list(plans) if budget is None else list(plans)[: max(1, int(budget * 0.75 / _LEAST_SECONDS))]
    nothing_gained = Stays(yardstick.best.value)(all_in.value, all_in.bound)
    jobs = [] if nothing_gained else [_job(yardstick, key, plans[key]) for key in reached]
    found = run_jobs(jobs, clock, part=part)
    coverage = {key: _bounded(found.get(key, Coverage()), all_in) for key in plans}
    searched = [each for each in (*coverage.values(), all_in) if each.bound is not None]
    yardstick = yardstick.learning(searched, [])
    effects = {key: more_of(yardstick, each) for key, each in coverage.items()}
    return yardstick, Measured(effects=effects, together=more_of(yardstick, all_in), coverage=coverage)


def promising(
    yardstick: Yardstick,
    plans: Mapping[str, Plan],
    together: Plan,
    clock: Clock,
    *,
    searched: int,
    part: float = 1.0,
) -> tuple[Yardstick, Measured]:
    """What each plan gains that opens places to people: first how much it can gain at most, then so many of
    those that can gain most are searched. A plan that is too large for that is measured as any other."""
    model, known = yardstick.model, yardstick.best.value
    ceilings = Ceilings(yardstick.plan, model, tuple(plans.values()), together)
    bounded = run_jobs([Job(_CEILINGS, ceilings)], clock, part=part * _CEILINGS_SHARE)
    bounds = bounded.get(_CEILINGS, Bounds(each=tuple(None for _ in plans)))
    rest = min(1.0, part * (1 - _CEILINGS_SHARE) / (1 - part * _CEILINGS_SHARE))
    if bounds.now is None:
        return measured(yardstick, plans, together, clock, part=rest)
    most = {**dict(zip(plans, bounds.each, strict=True)), _TOGETHER: bounds.together}
    hopes = [key for key in plans if not Stays(known)(None, most[key])]
    hopes.sort(key=lambda key: -_or_most(most[key]))
    chosen = [_TOGETHER, *hopes[:searched]] if len(hopes) > 1 else hopes
    jobs = [Job(key, Climb(plans.get(key, together), model, yardstick.start, most[key])) for key in chosen]
    found = run_jobs(jobs, clock, part=rest)
    coverage = {key: found.get(key, Coverage(bound=bound)) for key, bound in most.items()}
    all_in = coverage.pop(_TOGETHER)
    coverage = {key: _bounded(each, all_in) for key, each in coverage.items()}
    now = Coverage(bound=bounds.now)
    yardstick = yardstick.learning([now, all_in, *coverage.values()], [])
    effects = {key: more_of(yardstick, each) for key, each in coverage.items()}
    return yardstick, Measured(effects=effects, together=more_of(yardstick, all_in), coverage=coverage)


def _or_most(bound: int | None) -> int:
    return 1 << 40 if bound is None else bound


def _bounded(found: Coverage, all_in: Coverage) -> Coverage:
    """What is known of one, knowing what all allow together."""
    bounds = [bound for bound in (found.bound, all_in.bound) if bound is not None]
    return replace(found, bound=min(bounds, default=None))


def _job(yardstick: Yardstick, key: str, plan: Plan) -> Job[Coverage]:
    return Job(key, Measure(plan, yardstick.model, yardstick.start, enough=Stays(yardstick.best.value)))


@dataclass(frozen=True)
class Standing:
    """Who are candidates for the seats of requests that an allocation leaves unserved."""

    problem: Problem
    seats: Sequence[int]
    stands: Bools  # (seats x experts)

    def pairs(self) -> set[tuple[str, int]]:
        """(expert, seat) pairs."""
        place, expert = np.nonzero(self.stands)
        return {
            (self.problem.experts[e], self.seats[q])
            for q, e in zip(place.tolist(), expert.tolist(), strict=True)
        }

    def request_of(self, seat: int) -> str:
        """The request of a seat."""
        return self.problem.requests[int(self.problem.seat_request[seat])].request


def standing_for_unserved(yardstick: Yardstick, plan: Plan) -> Standing:
    """The candidates, under a plan, for what the best allocation known leaves unserved. Plans with the same
    requests number their seats alike."""
    problem = build_problem(plan, yardstick.model)
    served = yardstick.start.by_request
    left = np.array([request.request not in served for request in problem.requests], dtype=bool)
    seats = np.flatnonzero(left[problem.seat_request])
    return Standing(problem, seats.tolist(), find_candidates(problem).standing(seats))
