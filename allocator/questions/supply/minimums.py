"""Minimum missions that no allocation reaches: one expert's, those of an administration, or all together."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from allocator.problem import Ints
from allocator.problem.rows import NO_LIMIT, left, limits, numbered
from allocator.questions.supply.filtering import Filtered
from allocator.questions.supply.picture import Minimum


@dataclass(frozen=True)
class _Bound:
    """The experts who must go on some missions, `least` per expert beside what is delivered, and what they
    fit: `expert` and `request` of every pair of which the request is possible, in order of the expert, and
    the `seat` of every candidate with its pair."""

    found: Filtered
    least: Ints
    experts: Ints
    expert: Ints
    request: Ints
    pair: Ints
    seat: Ints

    @classmethod
    def of(cls, found: Filtered) -> "_Bound":
        """Those of a filtered problem."""
        problem, candidates = found.problem, found.candidates
        agreed = [problem.plan.experts[code].minimum_missions for code in problem.experts]
        least = left(np.array(agreed, dtype=np.int64), problem.delivered.missions)
        asked = problem.seat_request[candidates.seat]
        chosen = np.flatnonzero((least > 0)[candidates.expert] & found.alone.possible[asked])
        pair, (expert, request) = numbered(candidates.expert[chosen], asked[chosen])
        return cls(found, least, np.flatnonzero(least), expert, request, pair, candidates.seat[chosen])

    def requests(self, e: int) -> Ints:
        """The possible requests that an expert is a candidate for."""
        return self.request[slice(*np.searchsorted(self.expert, [e, e + 1]))]

    def fewest_days(self, e: int) -> int:
        """The days of the shortest requests that make up the minimum of an expert."""
        days = self.found.problem.request_days[self.requests(e)]
        return int(np.sort(days)[: self.least[e]].sum())

    @cached_property
    def _stays(self) -> tuple[Ints, Ints]:
        """Experts and z columns of all that they could go on, by expert, then by when it is over."""
        columns = self.found.columns
        some = np.isin(columns.z_expert, self.experts) & self.found.alone.possible[columns.z_request]
        z = np.flatnonzero(some)
        z = z[np.lexsort((columns.z_busy_until[z], columns.z_expert[z]))]
        return columns.z_expert[z], z

    def one_after_the_other(self, e: int) -> int:
        """How many missions of an expert fit one after the other, journeys and rest included, at most as many
        as are asked: always the one that is over first."""
        expert, z = self._stays
        own = z[slice(*np.searchsorted(expert, [e, e + 1]))]
        columns = self.found.columns
        departure, busy_until = columns.z_departure[own], columns.z_busy_until[own]
        count, free = 0, -NO_LIMIT
        while count < self.least[e]:
            later = np.flatnonzero(departure > free)
            if not len(later):
                break
            count, free = count + 1, int(busy_until[later[0]])
        return count


def unreachable_minimums(found: Filtered) -> tuple[Minimum, ...]:
    """The minimum missions that cannot be reached, each with what there is at most. Administrations and all
    experts together are looked at once each expert alone could reach the own."""
    bound = _Bound.of(found)
    if not (len(bound.experts) and found.problem.model.is_on("workload")):
        return ()
    alone = [minimum for e in bound.experts for minimum in _alone(bound, int(e))]
    return tuple(alone) or (*_of_administrations(bound), *_together(bound))


def _alone(bound: _Bound, e: int) -> Iterator[Minimum]:
    """The first limit that keeps one expert from the own minimum."""
    problem, requests = bound.found.problem, bound.requests(e)
    code, least, needed = problem.experts[e], int(bound.least[e]), bound.fewest_days(e)
    person, done = problem.plan.experts[code], problem.delivered
    missions = int(left(limits([person.missions]), done.missions[[e]])[0])
    days = int(left(limits([person.days]), done.days[[e]])[0])
    tell = partial(Minimum, experts=(code,), asked=least, beside=bool(done.missions[e]))
    if missions < least:
        yield tell(most=missions, limit="missions")
    elif len(requests) < least:
        named = tuple(problem.requests[r].request for r in requests)
        yield tell(most=len(requests), limit="requests", requests=named)
    elif needed > days:
        yield tell(most=days, limit="days", needed=needed)
    elif bound.one_after_the_other(e) < least:
        most = bound.one_after_the_other(e)
        yield tell(most=most, limit="time")


def _of_administrations(bound: _Bound) -> Iterator[Minimum]:
    """The administrations that allow fewer days than the minimum missions of their experts take."""
    problem = bound.found.problem
    if not problem.model.is_on("release_quota"):
        return
    used = problem.delivered.body_days
    for a, body in enumerate(problem.plan.administrations.values()):
        own = [int(e) for e in bound.experts if problem.expert_administration[e] == a]
        needed = sum(bound.fewest_days(e) for e in own)
        most = 0 if body.away_at_once == 0 else int(left(limits([body.days]), used[[a]])[0])
        if needed > most:
            yield Minimum(
                experts=tuple(problem.experts[e] for e in own),
                asked=int(bound.least[own].sum()),
                beside=bool(used[a]),
                most=most,
                limit="quota",
                needed=needed,
                administration=body.administration,
            )


def _together(bound: _Bound) -> Iterator[Minimum]:
    """Experts whose minimums add up to more than the seats that they fit, each of them once on a request: a
    maximum flow from experts over requests to seats, and the experts on the near side of its smallest cut."""
    problem, people = bound.found.problem, bound.experts
    source, first_pair = 0, 1 + len(people)
    first_seat = first_pair + len(bound.expert)
    sink = first_seat + len(problem.seats)
    least = bound.least[people]
    person, pair = 1 + np.arange(len(people)), first_pair + np.arange(len(bound.expert))
    seat = first_seat + np.arange(len(problem.seats))
    arcs = (
        (np.zeros_like(person), person, least),
        (1 + np.searchsorted(people, bound.expert), pair, np.ones_like(pair)),
        (pair[bound.pair], seat[bound.seat], np.ones_like(bound.pair)),
        (seat, np.full_like(seat, sink), problem.seat_count),
    )
    tail, head, capacity = (np.concatenate(parts).astype(np.int32) for parts in zip(*arcs, strict=True))
    graph = sparse.csr_array((capacity, (tail, head)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, source, sink)
    short = int(least.sum()) - int(flow.flow_value)
    if not short:
        return
    left = sparse.csr_array((graph - flow.flow) > 0)
    near = breadth_first_order(left, source, return_predecessors=False)
    those = people[np.isin(person, near)]
    asked = int(bound.least[those].sum())
    codes = tuple(problem.experts[e] for e in those)
    beside = bool(problem.delivered.missions[those].any())
    yield Minimum(experts=codes, asked=asked, most=asked - short, limit="seats", beside=beside)
