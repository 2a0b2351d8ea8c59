"""The first mission that a request could be, once some rules are lifted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from allocator.plan.policy import Level
from allocator.problem import Bools, Ints
from allocator.problem.qualifications import ACCREDITED
from allocator.problem.rows import NO_LIMIT, left, limits
from allocator.questions.impossibility.failings import Asked, Failings, Sets, set_of
from allocator.questions.impossibility.teams import Joint, Tally, TeamSearch
from allocator.rules.coupling import pairing

_NOBODY = -1  # pays


@dataclass(frozen=True)
class Found:
    """A mission as positions: the start, who pays (-1: nobody), and (seat, expert) of every place."""

    start: int
    payer: int
    team: tuple[tuple[int, int], ...]


@dataclass
class Chances:
    """One request, what is in its way, and a search for the missions that are left when rules are lifted.
    `ready` gives the first day on which its predecessors then let it start; `tries` is how many places one
    search may try."""

    asked: Asked
    request: int
    failings: Failings
    ready: Callable[[frozenset[str]], int]
    tries: int
    tally: Tally = field(init=False)

    def mission(self, lifted: Iterable[str], *, earliest: bool = False) -> Found | None:
        """A mission that breaks no rule but those lifted: the earliest one, or one that asks for little to be
        lifted. None where there is none, or where none was found in time (see `tally`)."""
        codes = frozenset(lifted)
        self.tally = Tally(self.tries)
        allowed = _without(self.failings.person, codes) == 0
        open_start = _without(self.failings.start, codes) == 0
        open_start &= self.asked.problem.start_day[self.asked.starts_of(self.request)] >= self.ready(codes)
        payers = tuple(self._payers(codes))
        pays = np.array([pay for _, pay, _ in payers], dtype=bool).reshape(len(payers), len(open_start))
        enough = (allowed.sum(axis=1) >= self._places[:, None]).all(axis=0)
        starts = np.flatnonzero(enough & open_start & pays.any(axis=0))
        if not earliest:
            clean = (self.failings.person == 0).any(axis=0).sum(axis=0) - len(self.failings.people) * (
                self.failings.start != 0
            )
            starts = starts[np.argsort(-clean[starts], kind="stable")]
        seen: set[bytes] = set()
        for s in map(int, starts):
            for agreement, pay, sends in payers:
                if pay[s]:
                    fits = allowed[:, :, s] & sends
                    groups = tuple(self._groups(s, codes))
                    joint = Joint(groups, self._cost, self._standing(s, codes), self._skills[1])
                    found = self._team(fits, s, agreement, joint, self._budget(agreement, codes), seen)
                    if found:
                        return found
        return None

    def _team(
        self, fits: Bools, s: int, agreement: int, joint: Joint, budget: int | None, seen: set[bytes]
    ) -> Found | None:
        """The mission on a start at the expense of an agreement; starts that are alike are tried once."""
        standing = b"" if joint.standing is None else joint.standing.tobytes()
        most = b"".join(most.tobytes() for _, most in joint.groups)
        alike = fits.tobytes() + standing + most + str(budget).encode()
        if alike in seen:
            return None
        seen.add(alike)
        worth = (self.failings.person[:, :, s] == 0).sum(axis=0)
        team = TeamSearch(fits, self._places, joint, budget, worth, self.tally).find()
        if team is None:
            return None
        first = self._seats[0] if len(self._seats) else 0
        people = self.failings.people
        own = self.asked.starts_of(self.request)
        return Found(own.start + s, agreement, tuple((int(first + q), int(people[p])) for q, p in team))

    # -- who pays -----------------------------------------------------------------------------------------

    def _payers(self, codes: frozenset[str]) -> Iterator[tuple[int, Bools, Bools]]:
        """(agreement, at which starts, for whom): those that may pay before those that may not."""
        anybody = np.ones(len(self.failings.people), dtype=bool)
        always = np.ones(len(self.failings.start), dtype=bool)
        if not self.asked.funded:
            yield _NOBODY, always, anybody
            return
        pays = _without(self.failings.payer, codes) == 0
        sends = _without(self.failings.provider, codes) == 0
        for a in np.argsort((self.failings.payer != 0).sum(axis=1), kind="stable"):
            if pays[a].any():
                yield int(a), pays[a], sends[a]
        if "funding" in codes:
            yield _NOBODY, always, anybody

    def _budget(self, agreement: int, codes: frozenset[str]) -> int | None:
        """What the payer has, where that is limited and asked."""
        if agreement == _NOBODY or "funding" in codes:
            return None
        budget = int(self._budgets[agreement])
        return budget if budget < NO_LIMIT else None

    @cached_property
    def _budgets(self) -> Ints:
        agreements = (self.asked.problem.plan.agreements or {}).values()
        return left(limits(a.budget for a in agreements), self.asked.problem.delivered.spent)

    # -- who goes together --------------------------------------------------------------------------------

    @cached_property
    def _seats(self) -> Ints:
        return np.flatnonzero(self.asked.problem.seat_request == self.request)

    @cached_property
    def _places(self) -> Ints:
        return self.asked.problem.seat_count[self._seats]

    def _groups(self, s: int, codes: frozenset[str]) -> Iterator[tuple[Ints, Ints]]:
        """People of one country, and of one administration, of whom only so many go together."""
        problem, people = self.asked.problem, self.failings.people
        level = pairing.level_of(problem.model, problem.requests[self.request])
        if level is Level.HARD and "pairing" not in codes:
            yield problem.expert_country[people], np.ones(len(problem.countries), dtype=np.int64)
        if self.asked.holds("release_quota") and "release_quota" not in codes:
            most = self._quotas[s]
            own = problem.expert_administration[people]
            yield np.where(most[own] < self._places.sum(), own, -1), most

    @cached_property
    def _quotas(self) -> Ints:
        return self.asked.quotas(self.request)

    @cached_property
    def _cost(self) -> Ints:
        people = self.failings.people
        return self.asked.problem.cost(people, np.full(len(people), self.request, dtype=np.int64))

    @cached_property
    def _skills(self) -> tuple[Ints, Ints]:
        """The distinct skills that the seats need, and which of them each seat needs."""
        skills, own = np.unique(self.asked.problem.held.seat_demand[self._seats], return_inverse=True)
        return skills, own.astype(np.int64)

    def _standing(self, s: int, codes: frozenset[str]) -> Ints | None:
        """(skills x people): what each holds, nothing where the accreditation ends too soon; None where
        nobody need be mentored."""
        if "mentoring" in codes or not self.asked.holds("mentoring"):
            return None
        held, people = self.asked.problem.held, self.failings.people
        cell = np.ix_(people, self._skills[0])
        last = self.asked.problem.start_last[self.asked.starts_of(self.request)][s]
        status = held.status[cell].astype(np.int64)
        status[(status == ACCREDITED) & (held.valid_until[cell] < last)] = 0
        return status.T


def _without(bits: Sets, codes: frozenset[str]) -> Sets:
    """What is left in the way once some rules are lifted."""
    left: Sets = bits & ~np.uint32(set_of(codes))
    return left
