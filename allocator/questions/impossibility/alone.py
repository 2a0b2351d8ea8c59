"""Every request by itself: could it be served if nothing else were decided, and if not, for want of which
rules?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import combinations

import numpy as np

from allocator.plan.allocation import Assignment, Mission
from allocator.plan.policy import Level
from allocator.problem import FOREVER, Bools, Problem, build_problem
from allocator.questions.impossibility.cause import Impossibility
from allocator.questions.impossibility.failings import LIFTABLE, Asked
from allocator.questions.impossibility.missions import Chances, Found
from allocator.rules.candidates import Candidates
from allocator.rules.coupling import pairing

_TRIES = 20_000  # places tried for one request before it counts as possible
_FEWER_TRIES = 2_000  # the same for one set of rules, of which there are many
_LARGEST = 3  # rules of which the smallest set is sought; beyond, a set of which none can be spared
_JOINING = ("funding", "mentoring", "release_quota", "sequence")  # in the way of teams and follow-ups
_EVERY_DAY = frozenset(range(7))


@dataclass
class Alone:
    """What is impossible in a problem, request by request, whatever is decided or locked elsewhere.

    A request is possible where there is a start, a full team and a payer that keep every hard rule, its
    predecessors being as early as they can be; locks and minimum missions are left out. Every such mission
    is looked at, so nothing possible is called impossible, nor the other way round; only where people join
    in more ways than can be tried, the request counts as possible.
    """

    problem: Problem
    candidates: Candidates
    _first: dict[int, int] = field(default_factory=dict)  # -1: impossible
    _known: dict[int, Chances] = field(default_factory=dict)
    _lifted_first: dict[tuple[int, int, frozenset[str]], int] = field(default_factory=dict)

    @cached_property
    def possible(self) -> Bools:
        """Which requests can be served by themselves."""
        return np.array([self.first_start(r) >= 0 for r in range(len(self.problem.requests))], dtype=bool)

    def first_start(self, request: int) -> int:
        """The earliest start at which a request can be served; -1 where there is none."""
        if request not in self._first:
            self._first[request] = -1  # who waits for itself waits for ever
            self._first[request] = self._earliest(request)
        return self._first[request]

    def why(self, request: int) -> Impossibility | None:
        """Why a request is impossible: the smallest set of rules to lift, and a mission that would then be;
        None for a possible one."""
        if self.first_start(request) >= 0:
            return None
        chances = self._chances(self._asked, request)
        found = list(self._openings(chances, [1]))
        if not found:
            chances = self._chances(self._wide, request)
            found = list(self._openings(chances, range(1, _LARGEST + 1))) or list(self._spared(chances))
        code = self.problem.requests[request].request
        follows = self._follows(self._asked, request, frozenset())
        if not found:
            return Impossibility(request=code, rules=("full_team",), follows=follows)
        rules, mission = found[0]
        return Impossibility(
            request=code,
            rules=_named(rules),
            mission=_mission(chances.asked.problem, mission),
            weekends="weekends" in rules,
            others=tuple(dict.fromkeys(_named(r) for r, _ in found[1:] if _named(r) != _named(rules))),
            follows=follows,
        )

    # -- whether ------------------------------------------------------------------------------------------

    @cached_property
    def _asked(self) -> Asked:
        return Asked(self.problem)

    def _earliest(self, request: int) -> int:
        failings = self._asked.of_candidates(self.candidates, request)
        ready = partial(self._ready, self._asked, request)
        chances = Chances(self._asked, request, failings, ready, _TRIES)
        found = chances.mission((), earliest=True)
        if found is not None:
            return found.start
        return int(self.problem.start_offset[request]) if chances.tally.unsettled else -1

    def _ready(self, asked: Asked, request: int, lifted: frozenset[str]) -> int:
        """The first day on which the predecessors of a request let it start when some rules are lifted;
        FOREVER where one is impossible even so."""
        days = [-FOREVER]
        if asked.holds("sequence") and "sequence" not in lifted:
            gap = timedelta(days=self.problem.requests[request].gap_days + 1)
            ends = self._follows(asked, request, lifted).values()
            days += [FOREVER if day is None else self.problem.day_number(day + gap) for day in ends]
        return max(days)

    def _follows(self, asked: Asked, request: int, lifted: frozenset[str]) -> Mapping[str, date | None]:
        """The earliest last day of each predecessor when some rules are lifted."""
        ends: dict[str, date | None] = {}
        for code in self.problem.requests[request].after:
            ends[code] = self.problem.plan.requests[code].done_on
            if ends[code] is None and code in self.problem.request_index:
                start = self._first_without(asked, self.problem.request_index[code], lifted)
                if start >= 0:
                    ends[code] = asked.problem.date_of(int(asked.problem.start_last[start]))
        return ends

    def _first_without(self, asked: Asked, request: int, lifted: frozenset[str]) -> int:
        """The earliest start of a request when some rules are lifted; -1 where there is none."""
        if asked is self._asked and not lifted:
            return self.first_start(request)
        key = id(asked), request, lifted
        if key not in self._lifted_first:
            self._lifted_first[key] = -1
            found = self._chances(asked, request).mission(lifted, earliest=True)
            self._lifted_first[key] = -1 if found is None else found.start
        return self._lifted_first[key]

    # -- why ----------------------------------------------------------------------------------------------

    def _chances(self, asked: Asked, request: int) -> Chances:
        if asked is self._asked and request in self._known:
            return self._known[request]
        ready = partial(self._ready, asked, request)
        chances = Chances(asked, request, asked.failings(request), ready, _FEWER_TRIES)
        if asked is self._asked:
            self._known[request] = chances  # the others have far more starts, and are seldom asked for
        return chances

    def _openings(self, chances: Chances, sizes: Iterable[int]) -> Iterator[tuple[frozenset[str], Found]]:
        """Every set of rules of the least size that opens a mission, the readiest first."""
        rules = self._in_the_way(chances)
        if chances.mission(rules) is None:
            return
        for size in sizes:
            hit = False
            for some in combinations(rules, size):
                mission = None if {"weekends", "release"} <= set(some) else chances.mission(some)
                if mission is not None:
                    hit = True
                    yield frozenset(some), mission
            if hit:
                return

    def _spared(self, chances: Chances) -> Iterator[tuple[frozenset[str], Found]]:
        """A set of rules that opens a mission and of which none can be spared; nothing where all do not."""
        left = frozenset("release" if code == "weekends" else code for code in self._in_the_way(chances))
        for code in reversed(LIFTABLE):
            if code in left and chances.mission(left - {code}) is not None:
                left -= {code}
        mission = chances.mission(left)
        if mission is not None:
            yield left, mission

    def _in_the_way(self, chances: Chances) -> list[str]:
        """The rules that may be worth lifting for a request or for those that it follows, the readiest
        first."""
        rules: set[str] = set()
        for request in self._chain(chances.request):
            own = chances if request == chances.request else self._chances(chances.asked, request)
            rules |= own.failings.rules
            if pairing.level_of(self.problem.model, self.problem.requests[request]) is Level.HARD:
                rules.add("pairing")
        rules |= {code for code in _JOINING if chances.asked.holds(code)}
        return [code for code in LIFTABLE if code in rules]

    def _chain(self, request: int) -> set[int]:
        """A request and all that it follows, directly or not."""
        chain, waiting = set[int](), [request]
        while waiting:
            r = waiting.pop()
            if r not in chain:
                chain.add(r)
                after = self.problem.requests[r].after
                waiting += [self.problem.request_index[c] for c in after if c in self.problem.request_index]
        return chain

    @cached_property
    def _wide(self) -> Asked:
        """The problem with the windows of all impossible requests lifted: any working day of the plan, and
        days beyond its end where its own are too few."""
        shut = {r.request for r, able in zip(self.problem.requests, self.possible, strict=True) if not able}
        wide = self._lifted(shut, 0)
        if (np.diff(wide.start_offset) == 0).any():
            wide = self._lifted(shut, 14 + 2 * int(self.problem.request_days.max()))
        key, inside = (p.start_request * FOREVER + p.start_day for p in (wide, self.problem))
        return Asked(wide, np.isin(key, inside))

    def _lifted(self, requests: set[str], more_days: int) -> Problem:
        plan = self.problem.plan
        settings = plan.settings
        end = settings.end + timedelta(days=more_days)
        asks = {
            code: replace(ask, earliest_start=settings.start, latest_end=end) if code in requests else ask
            for code, ask in plan.requests.items()
        }
        settings = replace(settings, start_days=_EVERY_DAY, end=end)
        return build_problem(replace(plan, requests=asks, settings=settings), self.problem.model)


def _named(rules: frozenset[str]) -> tuple[str, ...]:
    """The codes of the rules, in order."""
    codes = ["release" if code == "weekends" else code for code in LIFTABLE if code in rules]
    return tuple(dict.fromkeys(codes))


def _mission(problem: Problem, found: Found) -> Mission:
    """A mission in the workbook's codes."""
    code = problem.requests[problem.start_request[found.start]].request
    team = tuple(Assignment(code, problem.seats[q].seat, problem.experts[e]) for q, e in found.team)
    payer = problem.agreements[found.payer] if found.payer >= 0 else None
    return Mission(
        request=code, start=problem.date_of(int(problem.start_day[found.start])), team=team, agreement=payer
    )
