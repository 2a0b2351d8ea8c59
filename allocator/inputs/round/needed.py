"""Which missions need somebody like whom, and which seats have too few people."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from allocator.plan import Plan
from allocator.plan.entities import FIXED
from allocator.plan.policy import CoordinationModel, Term, Tier
from allocator.plan.records import TeamSeat
from allocator.plan.reference import members as wco_members
from allocator.problem import Problem, build_problem
from allocator.problem.payers import eligible_payers
from allocator.rules.candidates import Candidates, find_candidates

_TO_SPARE = 1  # candidates beyond its places that a seat on offer has at most


@dataclass(frozen=True)
class Needed:
    """The open requests of a plan against all people in it, whenever they are released: releases are what the
    round asks about. Requests that are decided, with everybody on the team or against serving them, need
    nobody."""

    plan: Plan
    model: CoordinationModel

    def fitting(self) -> dict[str, list[tuple[str, str]]]:
        """(request, seat) pairs by person, in the order of the requests; of equal seats the first."""
        problem = problem_of(replace(self.plan, availability=()), self.model)
        candidates = find_candidates(problem)
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for expert, seat in zip(candidates.expert.tolist(), candidates.seat.tolist(), strict=True):
            request = problem.requests[int(problem.seat_request[seat])].request
            own = found[problem.experts[expert]]
            if request not in self._decided and (not own or own[-1][0] != request):
                own.append((request, problem.seats[seat].seat))
        return found

    @cached_property
    def scarce(self) -> tuple[tuple[str, TeamSeat], ...]:
        """The seats with at most one candidate to spare, releases counted."""
        spare = self._candidates.per_seat - self._problem.seat_count
        return tuple(
            (self._problem.requests[int(self._problem.seat_request[q])].request, self._problem.seats[q])
            for q in np.flatnonzero(spare <= _TO_SPARE)
            if self._problem.requests[int(self._problem.seat_request[q])].request not in self._decided
        )

    def may_offer(self, administration: str, request: str) -> bool:
        """Whether an administration comes into question for a request: not its own, with a language in
        common, and under some agreement that may pay."""
        ask = self.plan.requests[request]
        if administration in self.plan.members_of(ask):
            return False
        providers = self._providers[request]
        provides = providers is None or administration in providers
        return provides and not self._spoken[administration].isdisjoint(ask.languages)

    @cached_property
    def _problem(self) -> Problem:
        return problem_of(self.plan, self.model)

    @cached_property
    def _candidates(self) -> Candidates:
        return find_candidates(self._problem)

    @cached_property
    def _decided(self) -> frozenset[str]:
        locked: dict[str, int] = defaultdict(int)
        for row in self.plan.decisions:
            locked[row.request] += row.decision == FIXED and bool(row.expert)
        return frozenset(
            ask.request
            for ask in self.plan.open_requests
            if ask.request in self.plan.not_to_serve
            or locked[ask.request] >= sum(seat.count for seat in self.plan.seats_of(ask))
        )

    @cached_property
    def _providers(self) -> dict[str, frozenset[str] | None]:
        """By request, whose people an agreement that may pay takes; None where some takes anybody's."""
        problem, found = self._problem, dict[str, frozenset[str] | None]()
        open_to_all = self.plan.agreements is None or not self.model.is_on("agreement_provider")
        for ask in problem.requests:
            found[ask.request] = None if open_to_all else frozenset()
        if not open_to_all:
            for request, providers in self._payers(problem):
                known = found[request]
                found[request] = known | providers if known is not None and providers else None
        return found

    def _payers(self, problem: Problem) -> Iterator[tuple[str, frozenset[str]]]:
        agreements = tuple((self.plan.agreements or {}).values())
        for r, a in zip(*eligible_payers(problem), strict=True):
            yield problem.requests[int(r)].request, frozenset(agreements[int(a)].providers)

    @cached_property
    def _spoken(self) -> dict[str, set[str]]:
        """The languages of each administration: of its people, and where it is a Member, its own."""
        spoken: dict[str, set[str]] = defaultdict(set)
        for person in self.plan.experts.values():
            code = person.administration
            spoken[code].update(person.languages)
            known = self.plan.members.get(code) or wco_members().get(code)
            spoken[code].update(known.languages if known else ())
        return spoken


def problem_of(plan: Plan, model: CoordinationModel) -> Problem:
    """A plan as arrays under the rules of a model, whatever the goals are."""
    return build_problem(plan, replace(model, tiers=(Tier((Term("served"),)),)))
