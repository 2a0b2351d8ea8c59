"""The textbook CP-SAT model: a boolean x[expert, seat, day] per candidate and start, y per request and start,
f per request and agreement, and every rule as its sentence says it.

Equal places of a seat share their booleans. Its own code from candidates to constraints; no matrix.
"""

import time
from collections import defaultdict

import numpy as np
from ortools.sat.python import cp_model

from allocator import Allocation
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from benchmarks.peers.case import Answer, Case, Known, at_events, grouped, open_case


def solve(plan: Plan, model: CoordinationModel, seconds: float, workers: int, seed: int) -> Answer:
    """The best allocation and bound within the time, building included."""
    deadline = time.perf_counter() + seconds
    textbook = _Textbook(open_case(plan, model), deadline)
    if not textbook.built:
        return Answer(None)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.0, deadline - time.perf_counter())
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    told = _Told(seconds - (deadline - time.perf_counter()))
    solver.best_bound_callback = told.bounded
    status = solver.solve(textbook.model, told)
    bound = int(np.floor(solver.best_objective_bound + 1e-6)) if status != cp_model.UNKNOWN else None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(None, bound, tuple(told.trace))
    return Answer(textbook.allocation(solver), bound, tuple(told.trace))


class _Told(cp_model.CpSolverSolutionCallback):
    """What CP-SAT tells while it works; its threads tell at any moment."""

    def __init__(self, building: float) -> None:
        super().__init__()
        self.began, self.trace = time.perf_counter() - building, list[Known]()

    def on_solution_callback(self) -> None:
        value, bound = round(self.objective_value), np.floor(self.best_objective_bound + 1e-6)
        self.trace.append((time.perf_counter() - self.began, value, int(bound)))

    def bounded(self, bound: float) -> None:
        self.trace.append((time.perf_counter() - self.began, None, int(np.floor(bound + 1e-6))))


class _Textbook:
    """The model of a case; `built` is false where the time was up before it stood."""

    def __init__(self, case: Case, deadline: float) -> None:
        self.case = case
        self.model = model = cp_model.CpModel()
        self.x = {int(z): model.new_bool_var("") for z in case.places}
        self.y = {int(s): model.new_bool_var("") for s in np.flatnonzero(case.open_start)}
        opened = np.flatnonzero(case.open_start)
        self.starts = grouped(case.problem.start_request[opened], opened)
        self.f = {(r, a): model.new_bool_var("") for r, payers in enumerate(case.payers) for a in payers}
        self.built = False
        for rule in (
            self._teams, self._one_mission, self._workload, self._quotas, self._hosts, self._sequence,
            self._mentoring, self._funding, self._providers,
        ):  # fmt: skip
            if time.perf_counter() > deadline:
                return
            rule()
        weight = case.problem.request_weight[case.problem.start_request[list(self.y)]].tolist()
        model.maximize(cp_model.LinearExpr.weighted_sum(list(self.y.values()), weight))
        self.built = True

    def _sum(self, places: list[int]) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.sum([self.x[z] for z in places])

    def _load(self, places: list[int], loads: list[int]) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.weighted_sum([self.x[z] for z in places], loads)

    def _of(self, keys: np.ndarray) -> dict[int, list[int]]:
        """Places by a key, of which `keys` holds one per place of the case."""
        return grouped(keys, self.case.places)

    def _teams(self) -> None:
        """A request starts once at most; every seat of a mission is full, each with another person."""
        columns, problem, places = self.case.columns, self.case.problem, self.case.places
        for starts in self.starts.values():
            self.model.add_at_most_one([self.y[s] for s in starts])
        size = len(problem.start_day)
        by_seat = self._of(columns.z_seat[places] * size + columns.z_start[places])
        for start, y in self.y.items():
            for seat in np.flatnonzero(problem.seat_request == problem.start_request[start]).tolist():
                people = by_seat.get(seat * size + start, [])
                self.model.add(self._sum(people) == int(problem.seat_count[seat]) * y)

    def _one_mission(self) -> None:
        columns = self.case.columns
        for own in self._of(columns.z_expert[self.case.places]).values():
            z = np.array(own)
            for crowd in at_events(columns.z_departure[z], columns.z_busy_until[z], z):
                self.model.add_at_most_one([self.x[i] for i in crowd])

    def _workload(self) -> None:
        columns, problem = self.case.columns, self.case.problem
        for expert, own in self._of(columns.z_expert[self.case.places]).items():
            person = problem.plan.experts[problem.experts[expert]]
            if person.missions is not None:
                self.model.add(self._sum(own) <= person.missions)
            if person.days is not None:
                days = problem.request_days[columns.z_request[own]].tolist()
                self.model.add(self._load(own, days) <= person.days)

    def _quotas(self) -> None:
        columns, problem, places = self.case.columns, self.case.problem, self.case.places
        bodies = list(problem.plan.administrations.values())
        for body, own in self._of(problem.expert_administration[columns.z_expert[places]]).items():
            z = np.array(own)
            if bodies[body].days is not None:
                days = problem.request_days[columns.z_request[z]].tolist()
                self.model.add(self._load(own, days) <= bodies[body].days)
            if bodies[body].away_at_once is not None:
                for crowd in at_events(columns.z_departure[z], columns.z_return[z], z):
                    self.model.add(self._sum(crowd) <= bodies[body].away_at_once)

    def _hosts(self) -> None:
        problem = self.case.problem
        hosted: dict[int, list[int]] = defaultdict(list)
        for start in self.y:
            for member in self.case.part[problem.start_request[start]]:
                hosted[member].append(start)
        for member, starts in hosted.items():
            most = problem.plan.members[problem.members[member]].missions_at_once
            s = np.array(starts)
            if most is not None:
                for crowd in at_events(problem.start_day[s], problem.start_last[s], s):
                    self.model.add(cp_model.LinearExpr.sum([self.y[i] for i in crowd]) <= most)

    def _sequence(self) -> None:
        problem = self.case.problem
        for start, y in self.y.items():
            request = int(problem.start_request[start])
            latest = problem.start_day[start] - problem.requests[request].gap_days - 1
            for before in self.case.before[request]:
                in_time = [self.y[s] for s in self.starts.get(before, []) if problem.start_last[s] <= latest]
                self.model.add_bool_or([y.negated(), *in_time])

    def _mentoring(self) -> None:
        """Per start, profile and topic: no more who learn than who can teach it, whichever seat they take."""
        case, columns, problem = self.case, self.case.columns, self.case.problem
        for start, people in self._of(columns.z_start[case.places]).items():
            last = int(problem.start_last[start])
            who = [(z, int(columns.z_expert[z]), int(columns.z_seat[z])) for z in people]
            learners: dict[int, list[int]] = defaultdict(list)
            for z, expert, seat in who:
                if case.learns(expert, seat):
                    learners[int(problem.held.seat_demand[seat])].append(z)
            for demand, pupils in learners.items():
                teachers = [z for z, expert, _ in who if case.mentors(expert, demand, last)]
                self.model.add(self._sum(pupils) <= self._sum(teachers))

    def _funding(self) -> None:
        """One payer per mission, inside its dates; what each pays, within its budget."""
        case, columns, problem = self.case, self.case.columns, self.case.problem
        agreements = list((problem.plan.agreements or {}).values())
        spent: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        of_request = self._of(columns.z_request[case.places])
        for request, payers in enumerate(case.payers):
            starts = self.starts.get(request, [])
            served = cp_model.LinearExpr.sum([self.y[s] for s in starts])
            self.model.add(cp_model.LinearExpr.sum([self.f[request, a] for a in payers]) == served)
            people = of_request.get(request, [])
            costs = columns.z_cost[people].tolist()
            most = int(problem.team_size[request]) * max(costs, default=0)
            for payer in payers:
                f = self.f[request, payer]
                inside = [self.y[s] for s in starts if case.pays_at(payer, s)]
                self.model.add_bool_or([f.negated(), *inside])
                if agreements[payer].budget is not None and people:
                    pays = self.model.new_int_var(0, most, "")
                    self.model.add(pays >= self._load(people, costs)).only_enforce_if(f)
                    spent[payer].append(pays)
        for payer, sums in spent.items():
            self.model.add(cp_model.LinearExpr.sum(sums) <= agreements[payer].budget)

    def _providers(self) -> None:
        """Who goes is a provider of the agreement that pays."""
        case, columns = self.case, self.case.columns
        size = len(case.problem.experts)
        keys = columns.z_seat[case.places] * size + columns.z_expert[case.places]
        for key, places in self._of(keys).items():
            request, expert = int(columns.z_request[places[0]]), key % size
            under = [a for a in case.payers[request] if case.provides(a, expert)]
            if len(under) < len(case.payers[request]):
                payers = cp_model.LinearExpr.sum([self.f[request, a] for a in under])
                self.model.add(self._sum(places) <= payers)

    def allocation(self, solver: cp_model.CpSolver) -> Allocation:
        """The allocation that the solver has found."""
        start_request = self.case.problem.start_request
        served = {int(start_request[s]): s for s, y in self.y.items() if solver.boolean_value(y)}
        taken = [z for z, x in self.x.items() if solver.boolean_value(x)]
        payer = {request: a for (request, a), f in self.f.items() if solver.boolean_value(f)}
        return self.case.allocation(served, taken, payer)
