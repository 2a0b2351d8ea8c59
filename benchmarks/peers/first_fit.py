"""First-fit as a planner does it by hand.

Requests in order of priority, then of the sheet; the earliest date; the first agreement that can pay; for
every seat the first people of the sheet who are free. What does not fit at a date is tried at the next one; a
follow-up waits for its predecessor. Nobody is ever moved again.
"""

import time
from collections import Counter, defaultdict
from itertools import groupby

import numpy as np

from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from benchmarks.peers.case import Answer, Case, grouped, open_case

_PASSES = 3  # follow-ups whose predecessor comes later in the order
_UNLIMITED = 1 << 60


def solve(plan: Plan, model: CoordinationModel, seconds: float, workers: int, seed: int) -> Answer:
    """The allocation that first-fit reaches, or has reached when the time is up. Draws and shares nothing."""
    deadline = time.perf_counter() + seconds
    book = _Book(open_case(plan, model))
    waiting = [int(r) for r in np.argsort(-book.case.problem.request_weight, kind="stable")]
    for _ in range(_PASSES):
        waiting = [r for r in waiting if time.perf_counter() > deadline or not book.serve(r)]
    return Answer(book.case.allocation(book.served, book.taken, book.payer))


class _Book:
    """The planner's sheets: who is away when, what is left of every limit."""

    def __init__(self, case: Case) -> None:
        self.case = case
        problem, plan = case.problem, case.problem.plan
        people = [plan.experts[code] for code in problem.experts]
        bodies = list(plan.administrations.values())
        self.missions_left = [_limit(person.missions) for person in people]
        self.days_left = [_limit(person.days) for person in people]
        self.at_once = [_limit(body.away_at_once) for body in bodies]
        self.body_days_left = [_limit(body.days) for body in bodies]
        self.hosts = [_limit(member.missions_at_once) for member in plan.members.values()]
        self.budget_left = [_limit(a.budget) for a in (plan.agreements or {}).values()]
        self.busy: dict[int, list[tuple[int, int]]] = defaultdict(list)  # expert: departure to end of rest
        self.away: dict[int, list[tuple[int, int]]] = defaultdict(list)  # administration: departure to return
        self.hosted: dict[int, list[tuple[int, int]]] = defaultdict(list)  # Member: first to last day
        expert, seat = case.columns.z_expert[case.places], case.columns.z_seat[case.places]
        as_sheet = case.places[np.lexsort((expert, seat))]
        self.at_start = grouped(case.columns.z_start[as_sheet], as_sheet)
        self.served: dict[int, int] = {}
        self.taken: list[int] = []
        self.payer: dict[int, int] = {}

    def serve(self, request: int) -> bool:
        """Serve a request at the first date that allows it."""
        case, problem = self.case, self.case.problem
        for start in range(problem.start_offset[request], problem.start_offset[request + 1]):
            if not case.open_start[start]:
                continue
            if self._follows(request, start) and self._received(request, start):
                for payer in case.payers[request]:
                    if case.pays_at(payer, start) and (team := self._team(request, start, payer)):
                        self._write(request, start, payer, team)
                        return True
        return False

    def _follows(self, request: int, start: int) -> bool:
        """Whether all that must come before is delivered in time."""
        problem = self.case.problem
        gap = problem.requests[request].gap_days
        return all(
            before in self.served and problem.start_last[self.served[before]] + gap < problem.start_day[start]
            for before in self.case.before[request]
        )

    def _received(self, request: int, start: int) -> bool:
        """Whether every Member that takes part can host one mission more."""
        first, last = int(self.case.problem.start_day[start]), int(self.case.problem.start_last[start])
        return all(_crowd(self.hosted[m], first, last) < self.hosts[m] for m in self.case.part[request])

    def _team(self, request: int, start: int, payer: int) -> list[int]:
        """The first people of the sheet for every seat; empty where some seat stays open."""
        columns, problem = self.case.columns, self.case.problem
        team: list[int] = []
        cost = 0
        own = self.at_start.get(start, [])
        seats = {int(seat): list(group) for seat, group in groupby(own, key=lambda z: columns.z_seat[z])}
        for seat in np.flatnonzero(problem.seat_request == request).tolist():
            places = int(problem.seat_count[seat])
            for z in seats.get(seat, []):
                if places and self._free(z, payer, team) and self._mentored(z, team):
                    cost += int(columns.z_cost[z])
                    team.append(z)
                    places -= 1
            if places:
                return []
        return team if cost <= self.budget_left[payer] else []

    def _free(self, z: int, payer: int, team: list[int]) -> bool:
        columns, problem = self.case.columns, self.case.problem
        expert, days = int(columns.z_expert[z]), int(problem.request_days[columns.z_request[z]])
        body = int(problem.expert_administration[expert])
        colleagues = [t for t in team if problem.expert_administration[columns.z_expert[t]] == body]
        departure, back = int(columns.z_departure[z]), int(columns.z_return[z])
        return (
            all(columns.z_expert[t] != expert for t in team)
            and self.missions_left[expert] > 0
            and self.days_left[expert] >= days
            and self.body_days_left[body] >= days * (1 + len(colleagues))
            and not _crowd(self.busy[expert], departure, int(columns.z_busy_until[z]))
            and _crowd(self.away[body], departure, back) + len(colleagues) < self.at_once[body]
            and self.case.provides(payer, expert)
        )

    def _mentored(self, z: int, team: list[int]) -> bool:
        """Who is pre-accredited goes only if more of the team, so far, can teach than learn."""
        columns, problem = self.case.columns, self.case.problem
        seat, last = int(columns.z_seat[z]), int(problem.start_last[columns.z_start[z]])
        if not self.case.learns(int(columns.z_expert[z]), seat):
            return True
        demand = int(problem.held.seat_demand[seat])
        mates = [(int(columns.z_expert[t]), int(columns.z_seat[t])) for t in team]
        learners = sum(self.case.learns(e, q) for e, q in mates if problem.held.seat_demand[q] == demand)
        return sum(self.case.mentors(e, demand, last) for e, _ in mates) > learners

    def _write(self, request: int, start: int, payer: int, team: list[int]) -> None:
        columns, problem = self.case.columns, self.case.problem
        self.served[request], self.payer[request] = start, payer
        self.taken += team
        for member in self.case.part[request]:
            self.hosted[member].append((int(problem.start_day[start]), int(problem.start_last[start])))
        for z in team:
            expert, days = int(columns.z_expert[z]), int(problem.request_days[request])
            body = int(problem.expert_administration[expert])
            self.missions_left[expert] -= 1
            self.days_left[expert] -= days
            self.body_days_left[body] -= days
            self.budget_left[payer] -= int(columns.z_cost[z])
            self.busy[expert].append((int(columns.z_departure[z]), int(columns.z_busy_until[z])))
            self.away[body].append((int(columns.z_departure[z]), int(columns.z_return[z])))


def _limit(number: int | None) -> int:
    return _UNLIMITED if number is None else number


def _crowd(spans: list[tuple[int, int]], first: int, last: int) -> int:
    """The most spans that hold on one day between `first` and `last`."""
    met = [(a, b) for a, b in spans if a <= last and b >= first]
    days = [first, *(a for a, _ in met if a > first)]
    return max(Counter(day for day in days for a, b in met if a <= day <= b).values(), default=0)
