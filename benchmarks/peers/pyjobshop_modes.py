"""PyJobShop: optional tasks with modes, resources for people, quotas and money.

Per request one optional task for each start (it takes a place at every Member that takes part) and one for
being declined: late by construction, so that the weighted number of tardy jobs is the weight not served.
Per start a task for the payer, a mode each. Per place of the team a task for each start and day of departure,
until the end of the rest, with a mode for each expert and payer. Experts are machines; Members are renewable
resources; missions, days and budgets are consumable ones. "Away at once" ends before the rest does, so it is
a task beside the place's. PyJobShop has no windows of a mode and no grid of starts: so starts are tasks.
"""

import time

import numpy as np
import pyjobshop

from allocator import Allocation
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from benchmarks.peers.case import Answer, Case, grouped, open_case

_SHIFT = 32  # PyJobShop has no negative days; journeys may begin before the plan


def solve(plan: Plan, model: CoordinationModel, seconds: float, workers: int, seed: int) -> Answer:
    """The best allocation and bound within the time, building included."""
    deadline = time.perf_counter() + seconds
    shop = _Shop(open_case(plan, model), deadline)
    if not shop.built:
        return Answer(None)
    left = max(0.1, deadline - time.perf_counter())
    result = shop.model.solve(time_limit=left, display=False, num_workers=workers, random_seed=seed)
    if result.status not in (pyjobshop.SolveStatus.OPTIMAL, pyjobshop.SolveStatus.FEASIBLE):
        return Answer(None)
    total = int(shop.case.problem.request_weight.sum())
    bound = total - int(np.ceil(result.lower_bound - 1e-6))
    return Answer(shop.allocation(result.best), bound)


class _Shop:
    """The model of a case; `built` is false where the time was up before it stood."""

    def __init__(self, case: Case, deadline: float) -> None:
        self.case = case
        self.model = pyjobshop.Model()
        self._add_resources()
        self.mission_task: dict[int, pyjobshop.Task] = {}  # by start
        self.taken: dict[int, int] = {}  # mode: the place that it takes
        self.pays: dict[int, tuple[int, int]] = {}  # mode: start and agreement
        self.people = grouped(case.columns.z_start[case.places], case.places)
        self.built = False
        for request in range(len(case.problem.requests)):
            if time.perf_counter() > deadline:
                return
            self._add_request(request)
        self._add_sequence()
        self.model.set_objective(weight_tardy_jobs=1)
        self.built = time.perf_counter() < deadline

    def _add_resources(self) -> None:
        model, problem = self.model, self.case.problem
        plan = problem.plan
        people = [plan.experts[code] for code in problem.experts]
        bodies = list(plan.administrations.values())
        self.machine = [model.add_machine() for _ in people]
        self.missions = [_consumable(model, person.missions) for person in people]
        self.days = [_consumable(model, person.days) for person in people]
        self.body_days = [_consumable(model, body.days) for body in bodies]
        self.at_once = [_renewable(model, body.away_at_once) for body in bodies]
        self.hosts = [_renewable(model, member.missions_at_once) for member in plan.members.values()]
        self.budget = [_consumable(model, a.budget) for a in (plan.agreements or {}).values()]

    def _add_request(self, request: int) -> None:
        """Declined, or one start with a full team and a payer."""
        model, problem = self.model, self.case.problem
        job = model.add_job(weight=int(problem.request_weight[request]), due_date=0)
        declined = model.add_task(job, earliest_start=1, latest_start=1, optional=True)
        model.add_mode(declined, [], duration=1)
        missions = []
        for start in range(problem.start_offset[request], problem.start_offset[request + 1]):
            options = self._options(request, start)
            if options is not None:
                missions.append(self._add_mission(request, start))
                self._add_team(request, start, options)
        model.add_select_exactly_one([declined, *missions])

    def _options(self, request: int, start: int) -> list[tuple[int, list[int]]] | None:
        """Each place of the team with who may take it; None where no mission can begin at the start."""
        case, problem = self.case, self.case.problem
        payers = [a for a in case.payers[request] if case.pays_at(a, start)]
        people = [z for z in self.people.get(start, []) if any(self._may_go(z, a) for a in payers)]
        places = []
        for seat in np.flatnonzero(problem.seat_request == request).tolist():
            own = [z for z in people if case.columns.z_seat[z] == seat]
            if len(own) < problem.seat_count[seat]:
                return None
            places += [(seat, own)] * int(problem.seat_count[seat])
        return places if payers else None

    def _may_go(self, z: int, agreement: int) -> bool:
        """Whether a person can take a place on an agreement's budget, all else left aside: PyJobShop refuses
        tasks of which no mode fits its resources."""
        fits = all(demand <= resource.capacity for resource, demand in self._consumed(z, agreement))
        return fits and self.case.provides(agreement, int(self.case.columns.z_expert[z]))

    def _consumed(self, z: int, agreement: int) -> list[tuple[pyjobshop.Consumable, int]]:
        """What a place taken uses up: a mission, its days, its cost."""
        columns, problem = self.case.columns, self.case.problem
        expert, days = int(columns.z_expert[z]), int(problem.request_days[columns.z_request[z]])
        used = [
            (self.missions[expert], 1),
            (self.days[expert], days),
            (self.body_days[problem.expert_administration[expert]], days),
            (self.budget[agreement], int(columns.z_cost[z])),
        ]
        return [(resource, demand) for resource, demand in used if resource is not None]

    def _add_mission(self, request: int, start: int) -> pyjobshop.Task:
        """The stay, which takes a place at every Member that takes part."""
        problem = self.case.problem
        first, last = int(problem.start_day[start]), int(problem.start_last[start])
        hosts = [host for m in self.case.part[request] if (host := self.hosts[m]) is not None]
        task = self.mission_task[start] = self._task(first)
        self.model.add_mode(task, hosts, last - first + 1, [1] * len(hosts))
        return task

    def _task(self, day: int) -> pyjobshop.Task:
        """An optional task that begins on a day of the plan."""
        return self.model.add_task(earliest_start=day + _SHIFT, latest_start=day + _SHIFT, optional=True)

    def _add_team(self, request: int, start: int, options: list[tuple[int, list[int]]]) -> None:
        """A payer, and a person for every place whom the payer allows, if the mission begins at the start."""
        mission = self.mission_task[start]
        payer_task = self._task(int(self.case.problem.start_day[start]))
        payers = {}
        for agreement in self.case.payers[request]:
            if self.case.pays_at(agreement, start):
                payers[agreement] = self.model.add_mode(payer_task, [], 1)
                self.pays[len(self.model.modes) - 1] = start, agreement
        self.model.add_select_exactly_one([payer_task], condition_task=mission)
        team = [(seat, self._add_place(mission, people, payers)) for seat, people in options]
        self._add_mentoring(start, team)

    def _add_place(
        self, mission: pyjobshop.Task, people: list[int], payers: dict[int, pyjobshop.Mode]
    ) -> list[tuple[int, pyjobshop.Mode]]:
        """One place: a task per day of departure, a mode per person and payer; all (place taken, mode)."""
        columns = self.case.columns
        tasks, modes = [], []
        for departure, leaving in grouped(columns.z_departure[people], np.array(people)).items():
            task = self._task(departure)
            tasks.append(task)
            quota = self._add_absence(departure, leaving)
            for z in leaving:
                body = int(self.case.problem.expert_administration[columns.z_expert[z]])
                for agreement, payer in payers.items():
                    if self._may_go(z, agreement):
                        mode = self._add_person(task, z, agreement)
                        self.model.add_mode_dependency(mode, [payer])
                        if body in quota:
                            self.model.add_mode_dependency(mode, [quota[body]])
                        modes.append((z, mode))
        self.model.add_select_exactly_one(tasks, condition_task=mission)
        return modes

    def _add_absence(self, departure: int, leaving: list[int]) -> dict[int, pyjobshop.Mode]:
        """A task from departure to return: the mode of each administration that counts who is away."""
        columns = self.case.columns
        length = int(columns.z_return[leaving[0]]) - departure + 1
        bodies = np.unique(self.case.problem.expert_administration[columns.z_expert[leaving]]).tolist()
        counted = [body for body in bodies if self.at_once[body] is not None]
        if not counted:
            return {}
        task = self._task(departure)
        return {body: self.model.add_mode(task, [self.at_once[body]], length, [1]) for body in counted}

    def _add_person(self, task: pyjobshop.Task, z: int, agreement: int) -> pyjobshop.Mode:
        """The mode in which a person takes the place: away and at rest, one mission and its days and cost."""
        columns = self.case.columns
        busy = int(columns.z_busy_until[z] - columns.z_departure[z]) + 1
        used = self._consumed(z, agreement)
        resources = [self.machine[columns.z_expert[z]], *(resource for resource, _ in used)]
        self.taken[len(self.model.modes)] = z
        return self.model.add_mode(task, resources, busy, [0, *(demand for _, demand in used)])

    def _add_mentoring(self, start: int, team: list[tuple[int, list[tuple[int, pyjobshop.Mode]]]]) -> None:
        """Who learns needs who can teach: in every other place where these need the same skill (on a team of
        three at most), in some other place where none of them does."""
        case, held = self.case, self.case.problem.held
        last = int(case.problem.start_last[start])
        for own, (seat, modes) in enumerate(team):
            demand = int(held.seat_demand[seat])
            others = [place for k, place in enumerate(team) if k != own]
            alike = sum(int(held.seat_demand[q]) == demand for q, _ in others)
            if alike not in (0, len(others)) or len(team) > 3:
                raise ValueError("mentoring in such a team is not modelled")
            teachers = [
                [mode for z, mode in place if case.mentors(int(case.columns.z_expert[z]), demand, last)]
                for _, place in others
            ]
            groups = teachers if alike else [[mode for place in teachers for mode in place]]
            for z, mode in modes:
                if case.learns(int(case.columns.z_expert[z]), seat):
                    for group in groups:
                        self.model.add_mode_dependency(mode, group or [self._never()[1]])

    def _add_sequence(self) -> None:
        """A mission begins only if each predecessor begins at a start that is over in time."""
        problem = self.case.problem
        for start, task in self.mission_task.items():
            request = int(problem.start_request[start])
            latest = problem.start_day[start] - problem.requests[request].gap_days - 1
            for before in self.case.before[request]:
                own = range(problem.start_offset[before], problem.start_offset[before + 1])
                in_time = [s for s in own if s in self.mission_task and problem.start_last[s] <= latest]
                allowed = [self.mission_task[s] for s in in_time]
                self.model.add_select_at_least_one(allowed or [self._never()[0]], condition_task=task)

    def _never(self) -> tuple[pyjobshop.Task, pyjobshop.Mode]:
        """A task that cannot be done, since it would end before it begins, and its one mode."""
        task = self.model.add_task(earliest_start=2, latest_end=1, optional=True)
        return task, self.model.add_mode(task, [], 1)

    def allocation(self, solution: pyjobshop.Solution) -> Allocation:
        """The allocation of a schedule; people and payers of missions that do not begin are left out."""
        columns, problem = self.case.columns, self.case.problem
        position = {id(task): i for i, task in enumerate(self.model.tasks)}
        begun = {s for s, task in self.mission_task.items() if solution.tasks[position[id(task)]].present}
        served = {int(problem.start_request[s]): s for s in begun}
        modes = [task.mode for task in solution.tasks if task.present]
        taken = [self.taken[mode] for mode in modes if mode in self.taken]
        pays = [self.pays[mode] for mode in modes if mode in self.pays]
        payer = {int(problem.start_request[s]): agreement for s, agreement in pays if s in begun}
        return self.case.allocation(served, [z for z in taken if int(columns.z_start[z]) in begun], payer)


def _consumable(model: pyjobshop.Model, limit: int | None) -> pyjobshop.Consumable | None:
    return None if limit is None else model.add_consumable(limit)


def _renewable(model: pyjobshop.Model, limit: int | None) -> pyjobshop.Renewable | None:
    return None if limit is None else model.add_renewable(limit)
