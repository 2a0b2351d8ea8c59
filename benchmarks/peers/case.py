"""A plan as every peer is given it, and the answer that every peer gives."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from allocator import Allocation
from allocator.plan import Plan
from allocator.plan.allocation import Assignment, Mission
from allocator.plan.policy import CoordinationModel, Level
from allocator.plan.public_holidays import public_holidays
from allocator.problem import Bools, Ints, Problem, build_problem
from allocator.problem.closed_days import met_days
from allocator.problem.payers import agreement_days
from allocator.problem.qualifications import ACCREDITED, PRE_ACCREDITED
from allocator.rules.candidates import find_candidates
from allocator.rules.columns import Columns, build_columns

Known = tuple[float, int | None, int | None]


@dataclass(frozen=True)
class Answer:
    """What a peer found: an allocation (None: nothing), and what it proves about the coverage, if anything.

    No allocation serves more than `bound`. `trace` has (seconds, coverage or None, bound or None) as they
    were known, where the peer tells: on its own word.
    """

    allocation: Allocation | None
    bound: int | None = None
    trace: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Case:
    """The candidates of a plan with everything about them that a rule asks.

    A *place taken* is one (candidate, start): expert `columns.z_expert[z]` in seat `columns.z_seat[z]` of the
    mission that begins at start `columns.z_start[z]`. Only rules of the benchmark's model are known here.
    """

    problem: Problem
    columns: Columns

    @cached_property
    def open_start(self) -> Bools:
        """Starts whose days meet no closure and no public holiday of a Member that takes part."""
        problem, settings = self.problem, self.problem.plan.settings
        years = settings.start.year, settings.end.year
        shut: dict[str, set[int]] = {
            member: {problem.day_number(day) for day in public_holidays(member, *years)}
            for request in problem.requests
            for member in problem.plan.members_of(request)
        }
        for closure in problem.plan.closures:
            days = range(problem.day_number(closure.first), problem.day_number(closure.last) + 1)
            shut.setdefault(closure.member, set()).update(days)
        met: Ints = met_days(problem, shut)
        return np.equal(met, 0)

    @cached_property
    def places(self) -> Ints:
        """The places that can be taken: those at an open start."""
        return np.flatnonzero(self.open_start[self.columns.z_start])

    @cached_property
    def before(self) -> list[list[int]]:
        """Requests that must be delivered before each request."""
        index = self.problem.request_index
        return [[index[code] for code in request.after] for request in self.problem.requests]

    @cached_property
    def part(self) -> list[list[int]]:
        """Members that take part in each request."""
        return [[int(m) for m in np.flatnonzero(row)] for row in self.problem.takes_part]

    @cached_property
    def payers(self) -> list[list[int]]:
        """Agreements that may pay for each request."""
        payers: list[list[int]] = [[] for _ in self.problem.requests]
        for request, agreement in zip(
            self.columns.payer_request.tolist(), self.columns.payer_agreement.tolist(), strict=True
        ):
            payers[request].append(agreement)
        return payers

    @cached_property
    def sends(self) -> list[set[int] | None]:
        """Administrations that provide under each agreement; None where all do."""
        index = {code: i for i, code in enumerate(self.problem.administrations)}
        agreements = (self.problem.plan.agreements or {}).values()
        return [{index[code] for code in a.providers} if a.providers else None for a in agreements]

    def pays_at(self, agreement: int, start: int) -> bool:
        """Whether the mission at a start lies inside the dates of an agreement."""
        first, last = (days[agreement] for days in self._agreement_days)
        begins, ends = self.problem.start_day[start], self.problem.start_last[start]
        return bool(first <= begins and ends <= last)

    @cached_property
    def _agreement_days(self) -> tuple[Ints, Ints]:
        return agreement_days(self.problem)

    def provides(self, agreement: int, expert: int) -> bool:
        """Whether an expert may go when an agreement pays."""
        senders = self.sends[agreement]
        return senders is None or int(self.problem.expert_administration[expert]) in senders

    def learns(self, expert: int, seat: int) -> bool:
        """Whether an expert would sit in a seat as pre-accredited."""
        held = self.problem.held
        return bool(held.status[expert, held.seat_demand[seat]] == PRE_ACCREDITED)

    def mentors(self, expert: int, demand: int, last_day: int) -> bool:
        """Whether an expert is accredited for a demand (profile and topic) until the last mission day."""
        held = self.problem.held
        valid = held.valid_until[expert, demand] >= last_day
        return bool(held.status[expert, demand] == ACCREDITED and valid)

    def allocation(self, served: dict[int, int], taken: list[int], payer: dict[int, int]) -> Allocation:
        """The allocation of the start of each served request, the places taken, and who pays."""
        problem, columns = self.problem, self.columns
        teams: dict[int, list[Assignment]] = {request: [] for request in served}
        for z in sorted(taken, key=lambda z: (int(columns.z_seat[z]), int(columns.z_expert[z]))):
            request, seat = int(columns.z_request[z]), problem.seats[columns.z_seat[z]].seat
            expert = problem.experts[columns.z_expert[z]]
            teams[request].append(Assignment(problem.requests[request].request, seat, expert))
        missions = [
            Mission(
                request=problem.requests[request].request,
                start=problem.date_of(int(problem.start_day[start])),
                team=tuple(teams[request]),
                agreement=problem.agreements[payer[request]] if request in payer else None,
            )
            for request, start in sorted(served.items())
        ]
        return Allocation(tuple(missions))


def open_case(plan: Plan, model: CoordinationModel) -> Case:
    """The case of a plan without locks, under a model whose hard rules are the benchmark's.

    Raises ValueError for what the peers do not know, so that none is excused for breaking it.
    """
    unknown = [code for code in ("neighbour", "regional_peer") if model.is_on(code)]
    unknown += [code for code in _HARD if model.level(code) is not Level.HARD]
    if plan.decisions or any(expert.minimum_missions for expert in plan.experts.values()):
        unknown.append("locks or promised missions")
    asked = {request.pairing for request in plan.open_requests}
    if "required" in asked or model.level("pairing") is Level.HARD:
        unknown.append("hard pairing")
    if unknown:
        raise ValueError(f"the peers do not know {', '.join(unknown)}")
    problem = build_problem(plan, model)
    return Case(problem, build_columns(problem, find_candidates(problem)))


_HARD = (
    "one_mission", "workload", "release_quota", "member_capacity", "holidays", "sequence", "mentoring",
    "funding", "agreement_provider",
)  # fmt: skip


def grouped(keys: Ints, items: Ints) -> dict[int, list[int]]:
    """The items of each key, in order."""
    groups: dict[int, list[int]] = {}
    for key, item in zip(keys.tolist(), items.tolist(), strict=True):
        groups.setdefault(key, []).append(item)
    return groups


def at_events(first: Ints, last: Ints, items: Ints) -> list[list[int]]:
    """The items whose span covers each distinct first day, where there are several: all crowds there are.

    A crowd that is part of the one before says nothing new and is left out.
    """
    crowds: list[list[int]] = []
    known: set[int] = set()
    for day in np.unique(first):
        crowd = items[(first <= day) & (day <= last)].tolist()
        if len(crowd) > 1 and not known.issuperset(crowd):
            crowds.append(crowd)
            known = set(crowd)
    return crowds
