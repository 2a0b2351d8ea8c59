"""Whom to chase first: what no allocation can serve unless an administration confirms its people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from allocator.inputs.round.months import Spell, in_order, inside, outside
from allocator.inputs.round.needed import problem_of
from allocator.inputs.round.parts import PartName
from allocator.inputs.round.states import Key, States, month_key
from allocator.plan import Plan
from allocator.plan.entities import Availability
from allocator.plan.policy import CoordinationModel
from allocator.problem import Bools, Ints, Problem
from allocator.rules.candidates import find_candidates
from allocator.rules.columns import Columns, build_columns

Answered = Mapping[str, Collection[tuple[PartName, Key]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """What rests on the unconfirmed people of an administration.

    `lost` are the requests that no allocation serves unless they are released, though some may with them:
    proven, for without them no start of the request has enough candidates for every seat. `weight` is what
    these weigh together; a best allocation with them need not serve all of these, so it may lose less.
    `touched_weight` is that of all requests they could take part in: leaving out their missions costs no
    more, locks and minimum missions apart, so the best allocation loses no more. Follow-ups of a request
    count with it. In weight units of the model's priorities.
    """

    people: tuple[str, ...]
    lost: tuple[str, ...]
    weight: int
    touched_weight: int


def stakes(plan: Plan, model: CoordinationModel, answered: Answered) -> dict[str, Stake]:
    """The stake of every administration with somebody unconfirmed; under `""`, that of all of them together.

    Unconfirmed are the days of months that the round has no answer for, and those that are tentative.
    """
    sure = _confirmed_only(plan, answered)
    problem = problem_of(plan, model)
    columns = build_columns(problem, find_candidates(problem))
    certain = problem_of(sure, model)
    kept = build_columns(certain, find_candidates(certain))
    doubtful = ~np.isin(_numbered(columns), _numbered(kept))
    owner = np.array([plan.experts[code].administration for code in problem.experts], dtype=object)
    looked_at = _Seats(columns)
    possible = looked_at.fillable(np.zeros(len(doubtful), dtype=bool))
    follow_ups = _FollowUps(problem)
    found = {}
    for administration in ("", *dict.fromkeys(owner[columns.z_expert[doubtful]].tolist())):
        gone = doubtful & (owner[columns.z_expert] == administration) if administration else doubtful
        lost = np.flatnonzero(possible & follow_ups.with_these(possible & ~looked_at.fillable(gone)))
        touched = np.flatnonzero(
            possible & follow_ups.with_these(_marked(columns.z_request[gone], len(possible)))
        )
        found[administration] = Stake(
            people=tuple(problem.experts[e] for e in np.unique(columns.z_expert[gone])),
            lost=tuple(problem.requests[r].request for r in lost),
            weight=int(problem.request_weight[lost].sum()),
            touched_weight=int(problem.request_weight[touched].sum()),
        )
    return found


def _marked(positions: Ints, length: int) -> Bools:
    return np.bincount(positions, minlength=length) > 0


class _FollowUps:
    """Which requests are not served unless others are."""

    def __init__(self, problem: Problem) -> None:
        index = problem.request_index
        asks = enumerate(problem.requests) if problem.model.is_on("sequence") else ()
        pairs = [(index[before], r) for r, ask in asks for before in ask.after if before in index]
        self._before, self._after = np.array(pairs, dtype=np.int64).reshape(-1, 2).T

    def with_these(self, requests: Bools) -> Bools:
        """The marked requests with all that follow them, however many steps later."""
        marked = requests.copy()
        while not marked[self._after[marked[self._before]]].all():
            marked[self._after[marked[self._before]]] = True
        return marked


def _numbered(columns: Columns) -> Ints:
    """(seat, person, start) of each z column as one number; the same for every plan with these requests and
    people."""
    problem = columns.problem
    pair = columns.z_seat * len(problem.experts) + columns.z_expert
    numbers: Ints = pair * max(1, len(problem.start_request)) + columns.z_start
    return numbers


class _Seats:
    """Whether requests have, at some start, enough candidates for every seat.

    That one person could take two seats of a team, or that a mission elsewhere is in the way, is left out:
    what fails here fails whatever else is decided.
    """

    def __init__(self, columns: Columns) -> None:
        self._problem = problem = columns.problem
        flat = columns.z_start * len(problem.seats) + columns.z_seat
        places, self._place = np.unique(flat, return_inverse=True)
        self._start, seat = np.divmod(places, max(1, len(problem.seats)))
        self._needed = problem.seat_count[seat]
        self._seats = np.bincount(problem.seat_request, minlength=len(problem.requests))

    def fillable(self, gone: Bools) -> Bools:
        """Per request, whether a start is left when some z columns are gone."""
        problem = self._problem
        counts = np.bincount(self._place[~gone], minlength=len(self._start))
        filled = self._start[counts >= self._needed]
        full = np.bincount(filled, minlength=len(problem.start_request)) == self._seats[problem.start_request]
        left = np.bincount(problem.start_request[full], minlength=len(problem.requests))
        return np.asarray(left > 0)


def _confirmed_only(plan: Plan, answered: Answered) -> Plan:
    """The plan with those releases alone that the round has confirmed."""
    states = States(plan)
    rows = []
    for person in plan.experts.values():
        keys = answered.get(person.administration, ())
        spells = states.spells(person.expert)
        for month in states.months:
            if ("releases", (person.expert, month_key(month))) not in keys:
                spells = outside(spells, month)
        rows += _rows(person.expert, [each for each in in_order(spells) if each.sure], states)
    return replace(plan, availability=tuple(rows))


def _rows(expert: str, spells: list[Spell], states: States) -> list[Availability]:
    """As rows of the plan; who has none left is released once, long before it: without a row one is always
    released."""
    if not any(inside(spells, month) for month in states.months):
        day = states.months[0].replace(year=states.months[0].year - 1)
        spells = [Spell(day, day, sure=True)]
    return [Availability(expert=expert, first=each.first, last=each.last) for each in spells]
