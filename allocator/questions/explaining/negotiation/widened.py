"""The matrix of a plan in which one request may be served in more ways: on more days, by more people.

Only the columns of that request differ from those of the plan; every other request keeps its own.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from allocator.matrix import Matrix, build_matrix
from allocator.plan import Plan
from allocator.plan.entities import Request, RequestSeat
from allocator.plan.policy import CoordinationModel, Level
from allocator.problem import Bools, Ints, Problem, build_problem
from allocator.problem.qualifications import NOTHING
from allocator.rules.candidates import Candidates, find_candidates

#: Further than any limit, per kind that a model does not price: nothing is asked for.
_NONE = 0


@dataclass(frozen=True)
class Widened:
    """`matrix` is of the plan widened for the request at position `request`; `plan` is the plan as it is."""

    plan: Plan
    model: CoordinationModel
    matrix: Matrix
    request: int

    @property
    def asked(self) -> Request:
        """The request as the plan has it."""
        return self.plan.open_requests[self.request]

    @property
    def problem(self) -> Problem:
        """The arrays of the widened plan."""
        return self.matrix.columns.problem

    def most(self, kind: str) -> int:
        """How many units of a kind may be asked for."""
        return most(self.model, kind)


def most(model: CoordinationModel, kind: str) -> int:
    """How many units of a kind a model lets be asked for."""
    return model.negotiable[kind].most if kind in model.negotiable else _NONE


def widen(problem: Problem, candidates: Candidates, request: int) -> Widened:
    """The matrix in which all that the model calls negotiable is granted to one request."""
    plan, model = problem.plan, problem.model
    wide = build_problem(_wide_plan(problem, request), model)
    own = find_candidates(wide)
    return Widened(plan, model, build_matrix(wide, _mixed(problem, wide, candidates, own, request)), request)


def _wide_plan(problem: Problem, request: int) -> Plan:
    plan, model, asked = problem.plan, problem.model, problem.requests[request]
    settings, days = plan.settings, timedelta(days=most(model, "window"))
    holders = _holders(problem, request)
    languages = asked.languages
    if most(model, "language") and model.level("language") is Level.HARD:
        languages = (*languages, *sorted({name for code in holders for name in plan.experts[code].languages}))
    first, last = asked.earliest_start or settings.start, asked.latest_end or settings.end
    wide = replace(
        asked,
        earliest_start=min(first, max(settings.start, first - days)),
        latest_end=max(last, min(settings.end, last + days)),
        languages=tuple(dict.fromkeys(languages)),
    )
    released = plan.availability
    if most(model, "release"):
        released = tuple(row for row in released if row.expert not in holders)
    return replace(
        plan,
        requests={**plan.requests, asked.request: wide},
        request_seats=(
            *(row for row in plan.request_seats if row.request != asked.request),
            *_wide_seats(plan, model, asked),
        ),
        availability=released,
    )


def _holders(problem: Problem, request: int) -> set[str]:
    """Everybody who holds something that a seat of the request needs."""
    demands = np.unique(problem.held.seat_demand[problem.seat_request == request])
    holds = (problem.held.status[:, demands] != NOTHING).any(axis=1)
    return {problem.experts[e] for e in np.flatnonzero(holds)}


def _wide_seats(plan: Plan, model: CoordinationModel, asked: Request) -> tuple[RequestSeat, ...]:
    """The seats of a request, each asking for as little as may be agreed."""
    return tuple(
        RequestSeat(
            request=asked.request,
            seat=seat.seat,
            profile=seat.profile,
            topic=seat.topic,
            count=seat.count,
            status="any" if most(model, "accreditation") else seat.status,
            minimum_level=max(1, seat.minimum_level - most(model, "level")),
        )
        for seat in plan.seats_of(asked)
    )


def _mixed(narrow: Problem, wide: Problem, kept: Candidates, own: Candidates, request: int) -> Candidates:
    """The candidates of one request from `own`, of the wide problem, all others from `kept`, of the narrow.

    The seats of both problems are the same; the starts of later requests stand further on in the wide one.
    """
    shift = len(wide.start_request) - len(narrow.start_request)
    stays = narrow.seat_request[kept.seat] != request
    taken = wide.seat_request[own.seat] == request
    after = narrow.seat_request[kept.seat] > request
    parts = [
        _Part(kept, stays & ~after, 0),
        _Part(own, taken, 0),
        _Part(kept, stays & after, shift),
    ]
    count, owners, los, his = 0, [], [], []
    for part in parts:
        number = np.cumsum(part.chosen) - 1 + count
        rows = part.chosen[part.candidates.owner]
        owners.append(number[part.candidates.owner[rows]])
        los.append(part.candidates.lo[rows] + part.shift)
        his.append(part.candidates.hi[rows] + part.shift)
        count += int(part.chosen.sum())
    return Candidates(
        problem=wide,
        expert=np.concatenate([p.candidates.expert[p.chosen] for p in parts]),
        seat=np.concatenate([p.candidates.seat[p.chosen] for p in parts]),
        owner=np.concatenate(owners),
        lo=np.concatenate(los),
        hi=np.concatenate(his),
        charges={
            code: np.concatenate([p.candidates.charges[code][p.chosen] for p in parts])
            for code in own.charges
        },
    )


@dataclass(frozen=True)
class _Part:
    candidates: Candidates
    chosen: Bools
    shift: int


def missing_days(widened: Widened, z: Ints) -> Ints:
    """Of how many days, from departure to return, the expert of each z column is not released."""
    columns, problem = widened.matrix.columns, widened.problem
    first = int(columns.z_departure[z].min(initial=0))
    horizon = int(columns.z_return[z].max(initial=0)) - first + 2
    missing = np.zeros(len(z), dtype=np.int64)
    for e in np.unique(columns.z_expert[z]):
        spells = widened.plan.availability_of.get(problem.experts[e])
        if spells is None:
            continue
        away = np.ones(horizon, dtype=np.int64)
        for begin, end in spells:
            lo, hi = problem.day_number(begin) - first, problem.day_number(end) - first + 1
            away[max(0, lo) : max(0, hi)] = 0
        total = np.concatenate([[0], np.cumsum(away)])
        own = columns.z_expert[z] == e
        missing[own] = (
            total[columns.z_return[z][own] - first + 1] - total[columns.z_departure[z][own] - first]
        )
    return missing
