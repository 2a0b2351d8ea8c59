"""Which rules keep people from the seats of one request, and the request from its starts and payers: each
rule asked by itself, as sets of rules in the bits of whole numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from allocator.plan.days_off import with_days_off
from allocator.plan.policy import Level
from allocator.problem import Bools, Ints, Problem
from allocator.problem.payers import agreement_days, covered
from allocator.problem.rows import left, limits, pieces
from allocator.problem.start_ranges import Ranges, Sieve, all_pairs
from allocator.rules.candidates import Candidates
from allocator.rules.coupling import agreement_provider, release_quota
from allocator.rules.coupling.fixed import frozen
from allocator.rules.coupling.holidays import holidays_met
from allocator.rules.coupling.member_capacity import meets_closure
from allocator.rules.eligibility import ELIGIBILITY, release

#: What a planner lifts most readily, that first: a decision, a date, a limit, a clause. `weekends` is the
#: part of `release` that days off alone break.
_READILY = (
    "excluded",
    "fixed",
    "weekends",
    "agreement_provider",
    "funding",
    "pairing",
    "mentoring",
    "release_quota",
    "workload",
    "member_capacity",
    "holidays",
    "one_mission",
    "release",
    "sequence",
    "window",
)

#: What may be lifted: then what the other rules of eligibility are there for, the first of them last.
LIFTABLE = (*_READILY, *(r.RULE.code for r in reversed(ELIGIBILITY) if r.RULE.code not in _READILY))
_UNNAMED = 1 << 31  # some rule: which one is not asked
_BIT = {code: 1 << k for k, code in enumerate(LIFTABLE)}
Sets = NDArray[np.uint32]


def set_of(codes: Iterable[str]) -> int:
    """Rules as bits; who lifts `release` lifts its weekends."""
    some = set(codes)
    return sum(_BIT[code] for code in (some | {"weekends"} if "release" in some else some))


@dataclass(frozen=True)
class Failings:
    """What is in the way of one request, per rule: of `people` in its seats (seats x people x starts), of its
    starts, of payers at these starts (agreements x starts), of people under payers (agreements x people)."""

    people: Ints
    person: Sets
    start: Sets
    payer: Sets
    provider: Sets

    @property
    def rules(self) -> set[str]:
        """The rules that are in the way anywhere."""
        parts = (self.person, self.start, self.payer, self.provider)
        bits = int(np.bitwise_or.reduce([np.bitwise_or.reduce(part, axis=None) for part in parts]))
        return {code for code in LIFTABLE if bits & _BIT[code]}


@dataclass(frozen=True)
class Asked:
    """The rules of a problem that are hard, ready to be asked one by one. `inside` marks the starts that the
    windows and the grid of the plan allow, where the problem has more."""

    problem: Problem
    inside: Bools | None = None

    def holds(self, code: str) -> bool:
        """Whether a rule is hard."""
        return self.problem.model.level(code) is Level.HARD

    @cached_property
    def funded(self) -> bool:
        """Whether somebody must pay."""
        return self.problem.plan.agreements is not None and self.holds("funding")

    def failings(self, request: int) -> Failings:
        """What is in the way of a request; its predecessors aside, of which nothing is known here."""
        people = np.arange(len(self.problem.experts), dtype=np.int64)
        return self._failings(request, people, self._people(request))

    def of_candidates(self, candidates: Candidates, request: int) -> Failings:
        """The same among its candidates, whatever rule keeps one of them from a start; much sooner."""
        own, (first, last) = self.starts_of(request), self._seats_of(request)
        begin, end = np.searchsorted(candidates.seat, [first, last])
        people, person = np.unique(candidates.expert[begin:end], return_inverse=True)
        rows = slice(*np.searchsorted(candidates.owner, [begin, end]))
        owner = candidates.owner[rows] - begin
        ranges = Ranges(
            person[owner], candidates.seat[begin:end][owner], candidates.lo[rows], candidates.hi[rows]
        )
        shape = last - first, len(people), own.stop - own.start
        shut = np.where(_kept(ranges, first, own, shape), 0, _UNNAMED).astype(np.uint32)
        if self.holds("workload"):
            shut[:, self._spent(request)[people]] |= np.uint32(_BIT["workload"])
        shut[:, self._engaged(request, people)] |= np.uint32(_BIT["one_mission"])
        return self._failings(request, people, shut)

    def _failings(self, request: int, people: Ints, person: Sets) -> Failings:
        start = self._starts[self.starts_of(request)]
        return Failings(people, person, start, self._payers(request), self._providers[:, people])

    def _seats_of(self, request: int) -> tuple[int, int]:
        """Where the seats of a request begin and end."""
        first, last = np.searchsorted(self.problem.seat_request, [request, request + 1])
        return int(first), int(last)

    def starts_of(self, request: int) -> slice:
        """The starts of a request."""
        return slice(*self.problem.start_offset[request : request + 2])

    @cached_property
    def _starts(self) -> Sets:
        """What is in the way of each start, whoever goes; predecessors aside."""
        problem = self.problem
        found = np.zeros(len(problem.start_day), dtype=np.uint32)
        found[frozen(problem)] |= np.uint32(_BIT["fixed"])
        if self.holds("holidays"):
            found[holidays_met(problem) > 0] |= np.uint32(_BIT["holidays"])
        if self.holds("member_capacity"):
            hosts = limits(member.missions_at_once for member in problem.plan.members.values()) > 0
            full = np.asarray((problem.takes_part & ~hosts).any(axis=1))[problem.start_request]
            shut = full | self._crowded | meets_closure(problem)
            found[shut] |= np.uint32(_BIT["member_capacity"])
        if self.inside is not None:
            found[~self.inside] |= np.uint32(_BIT["window"])
        return found

    def _people(self, request: int) -> Sets:
        """(seats x people x starts)."""
        problem, own, (first, last) = self.problem, self.starts_of(request), self._seats_of(request)
        pairs = all_pairs(problem, range(first, last))
        shape = last - first, len(problem.experts), own.stop - own.start
        found = np.zeros(shape, dtype=np.uint32)
        if not found.size:
            return found
        for code, sieve in self._sieves.items():
            bit = "weekends" if code == "release" else code
            found[~_kept(sieve(pairs), first, own, shape)] |= np.uint32(_BIT[bit])
        found[~_kept(self._joined(pairs), first, own, shape)] |= np.uint32(_BIT["release"])
        if self.holds("workload"):
            found[:, self._spent(request)] |= np.uint32(_BIT["workload"])
        found[:, self._engaged(request, np.arange(shape[1]))] |= np.uint32(_BIT["one_mission"])
        return found

    @cached_property
    def _sieves(self) -> dict[str, Sieve]:
        """What each hard rule of eligibility keeps."""
        return {r.RULE.code: r.eligible(self.problem) for r in ELIGIBILITY if self.holds(r.RULE.code)}

    @cached_property
    def _joined(self) -> Sieve:
        """What releases would keep that reach over days off."""
        return release.eligible(replace(self.problem, plan=with_days_off(self.problem.plan)))

    def _spent(self, request: int) -> Bools:
        """Who may go on no mission, or not on one of so many days."""
        missions, days = self._workloads
        return np.asarray((missions < 1) | (days < self.problem.request_days[request]))

    @cached_property
    def _workloads(self) -> tuple[Ints, Ints]:
        """The missions and the days of every expert, at most, beside what is delivered."""
        people = [self.problem.plan.experts[code] for code in self.problem.experts]
        missions, days = limits(p.missions for p in people), limits(p.days for p in people)
        done = self.problem.delivered
        return left(missions, done.missions), left(days, done.days)

    def _engaged(self, request: int, people: Ints) -> Bools:
        """(people x starts): whom a delivered mission leaves no time, with journeys, report and rest."""
        problem, done, own = self.problem, self.problem.delivered, self.starts_of(request)
        among = np.flatnonzero(np.isin(done.expert, people))
        expert = done.expert[among]
        travel = problem.travel_days(expert, np.full(len(expert), request))
        idle = travel + problem.report_days[request] + problem.rest_days[expert]
        departure = problem.start_day[own] - travel[:, None]
        meets = departure <= done.busy_until[among, None]
        meets &= problem.start_last[own] + idle[:, None] >= done.departure[among, None]
        found = np.zeros((len(people), own.stop - own.start), dtype=bool)
        np.logical_or.at(found, np.searchsorted(people, expert), meets)
        return found

    @cached_property
    def _crowded(self) -> Bools:
        """Which starts meet a day on which a Member has all that it can host of what is delivered."""
        problem, done = self.problem, self.problem.delivered
        capacity = limits(member.missions_at_once for member in problem.plan.members.values())
        found = np.zeros(len(problem.start_day), dtype=bool)
        host, first, last, taken = pieces(done.host, done.first, done.last)
        for k in np.flatnonzero(taken >= capacity[host]):
            meets = (problem.start_day <= last[k]) & (problem.start_last >= first[k])
            found |= meets & problem.takes_part[problem.start_request, host[k]]
        return found

    def quotas(self, request: int) -> Ints:
        """(starts x administrations): the people that each gives at most, at once and of the days that it has
        left, beside what is delivered."""
        problem = self.problem
        bodies = problem.plan.administrations.values()
        days = left(limits(body.days for body in bodies), problem.delivered.body_days)
        away = left(limits(body.away_at_once for body in bodies), self._away(request))
        return np.minimum(away, days // max(1, int(problem.request_days[request])))

    def _away(self, request: int) -> Ints:
        """(starts x administrations): the most people who are away on what is delivered while some of the
        same administration would be away on the request."""
        problem, own = self.problem, self.starts_of(request)
        found = np.zeros((len(problem.administrations), own.stop - own.start), dtype=np.int64)
        expert, first, last = release_quota.spells(problem.delivered)
        body, begin, end, taken = pieces(problem.expert_administration[expert], first, last)
        anybody = np.zeros(len(problem.administrations), dtype=np.int64)
        anybody[problem.expert_administration] = np.arange(len(problem.experts))
        travel = problem.travel_days(anybody[body], np.full(len(body), request))
        meets = problem.start_day[own] - travel[:, None] <= end[:, None]
        meets &= problem.start_last[own] + travel[:, None] >= begin[:, None]
        np.maximum.at(found, body, meets * taken[:, None])
        return found.T

    def _payers(self, request: int) -> Sets:
        """(agreements x starts); none where nobody is asked to pay."""
        own = self.starts_of(request)
        agreements = len(self.problem.agreements) if self.funded else 0
        found = np.zeros((agreements, own.stop - own.start), dtype=np.uint32)
        if agreements:
            first, last = (days[:, None] for days in agreement_days(self.problem))
            early = self.problem.start_day[own] < first
            late = self.problem.start_last[own] > last
            found[early | late | ~self._covered[request][:, None]] = _BIT["funding"]
        return found

    @cached_property
    def _covered(self) -> Bools:
        return covered(self.problem)

    @cached_property
    def _providers(self) -> Sets:
        """(agreements x people)."""
        agreements = len(self.problem.agreements) if self.funded else 0
        if not (agreements and self.holds("agreement_provider")):
            return np.zeros((agreements, len(self.problem.experts)), dtype=np.uint32)
        sends = agreement_provider.provides(self.problem)[self.problem.expert_administration].T
        return np.where(sends, 0, _BIT["agreement_provider"]).astype(np.uint32)


def _kept(ranges: Ranges, first: int, own: slice, shape: tuple[int, int, int]) -> Bools:
    """(seats x people x starts): what ranges hold of the starts `own` of seats from `first` on."""
    seats, people, starts = shape
    steps = np.zeros((seats * people, starts + 1), dtype=np.int32)
    pair = (ranges.seat - first) * people + ranges.expert
    np.add.at(steps, (pair, ranges.lo - own.start), 1)
    np.add.at(steps, (pair, ranges.hi - own.start), -1)
    return np.asarray(np.cumsum(steps[:, :-1], axis=1).reshape(shape) > 0)
