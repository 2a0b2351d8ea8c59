"""What is asked to be different: requests that must be served, columns that may not be used."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from allocator.problem import Ints
from allocator.whatif.base import Base


def _none() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Variation:
    """A question within the matrix of a base: `wanted` requests (positions) must be served, one of the base
    columns in each of `taken` used (no two of which can be), and the base columns `shut` not. Whatever is
    possible under it is possible in the base's own problem."""

    wanted: Ints = field(default_factory=_none)
    shut: Ints = field(default_factory=_none)
    taken: tuple[Ints, ...] = ()

    def and_also(self, other: "Variation") -> "Variation":
        """Both at once."""
        return Variation(
            np.union1d(self.wanted, other.wanted).astype(np.int64),
            np.union1d(self.shut, other.shut).astype(np.int64),
            (*self.taken, *other.taken),
        )


def serve(base: Base, *requests: str) -> Variation:
    """These requests are served."""
    return Variation(wanted=np.unique(np.array([base.request(code) for code in requests], dtype=np.int64)))


def serve_so(
    base: Base,
    request: str,
    *,
    start: date | None = None,
    team: Collection[tuple[str, str]] = (),
    payer: str | None = None,
) -> Variation:
    """A request is served on this date, by these (seat, expert) pairs among others, with this payer.

    What is left open is free. Something that no column stands for, such as a person who is no candidate,
    leaves nothing that could serve the request: the answer is then `impossible`.
    """
    r = base.request(request)
    shut = [_other_starts(base, r, start), _other_payers(base, r, payer)]
    shut += [_other_people(base, r, team)]
    named = Counter(seat for seat, _ in team)
    places = {seat.seat: seat.count for seat in base.result.plan.seats_of(base.problem.requests[r])}
    some = [(seat, expert) for seat, expert in team if named[seat] < places.get(seat, 0)]
    taken = tuple(_places(base, r, seat, expert) for seat, expert in some)
    return Variation(np.array([r], dtype=np.int64), np.unique(np.concatenate(shut)), taken)


def _places(base: Base, request: int, seat: str, expert: str) -> Ints:
    """The columns by which an expert takes a seat of a request, on whichever date."""
    columns, problem = base.matrix.columns, base.problem
    q = [q for q in np.flatnonzero(problem.seat_request == request) if problem.seats[q].seat == seat]
    who = problem.expert_index.get(expert, -1)
    own: Ints = columns.z[np.isin(columns.z_seat, q) & (columns.z_expert == who)]
    return own


def _other_starts(base: Base, request: int, start: date | None) -> Ints:
    own = base.starts(request)
    if start is None:
        return own[:0]
    elsewhere: Ints = own[base.problem.start_day[own] != base.problem.day_number(start)]
    return elsewhere


def _other_payers(base: Base, request: int, payer: str | None) -> Ints:
    columns, problem = base.matrix.columns, base.problem
    if payer is None:
        return _none()
    same = columns.payer_request == request
    known = payer in problem.agreements
    wanted = columns.payer_agreement == (problem.agreements.index(payer) if known else -1)
    if not (same & wanted).any():
        return base.starts(request)
    others: Ints = columns.f[same & ~wanted]
    return others


def _other_people(base: Base, request: int, team: Collection[tuple[str, str]]) -> Ints:
    """All starts of the request at which one of the team is no candidate, and, where as many are named for a
    seat as it has places, all others there."""
    columns, problem, own = base.matrix.columns, base.problem, base.starts(request)
    here = columns.z_request == request
    shut = [_none()]
    for seat in {seat for seat, _ in team}:
        q = [q for q in np.flatnonzero(problem.seat_request == request) if problem.seats[q].seat == seat]
        experts = [problem.expert_index.get(expert, -1) for place, expert in team if place == seat]
        at_seat = here & np.isin(columns.z_seat, q)
        for expert in experts:
            able = columns.z_start[at_seat & (columns.z_expert == expert)]
            shut.append(own[~np.isin(own, able)])
        if q and len(experts) >= problem.seat_count[q[0]]:
            shut.append(columns.z[at_seat & ~np.isin(columns.z_expert, experts)])
    return np.concatenate(shut)


def without(columns: Ints) -> Variation:
    """These base columns are not used."""
    return Variation(shut=np.unique(columns))
