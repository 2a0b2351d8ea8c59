"""What the rules leave of a plan before anything is decided: scarce seats, impossible requests, levers."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from allocator.matrix import Matrix, System, Tightened, build_matrix, tighten
from allocator.problem import Bools, Ints, Problem
from allocator.problem.matching import most_filled
from allocator.questions.impossibility import Alone, left_out, why
from allocator.questions.supply.picture import Impossible, Lever, ScarceSeat
from allocator.rules.candidates import Candidates, find_candidates
from allocator.rules.columns import Columns
from allocator.rules.eligibility import ELIGIBILITY

_CODES = tuple(rule.RULE.code for rule in ELIGIBILITY)
_TO_SPARE = 1  # candidates beyond its places that a scarce seat has at most


@dataclass(frozen=True)
class Filtered:
    """A problem with its candidates and columns, and what the rules alone leave of the columns.

    Locks are left out: they say what the planner wants, not what is possible. `shut_by[s]` is the code of the
    rule that shut start s, empty where it is open; `open_z` marks the z columns left. `broken` says
    that no allocation keeps all hard rules, as far as propagation sees it. `alone` says of every request by
    itself whether it is possible.
    """

    problem: Problem
    candidates: Candidates
    columns: Columns
    shut_by: tuple[str, ...]
    open_z: Bools
    broken: bool
    alone: Alone

    @property
    def open_requests(self) -> Bools:
        """Which requests have a start left. No allocation serves the others."""
        is_open = np.array([code == "" for code in self.shut_by], dtype=bool)
        count = np.bincount(self.problem.start_request[is_open], minlength=len(self.problem.requests))
        return np.asarray((count > 0) & self.alone.possible)


def filtered(problem: Problem) -> Filtered:
    """Candidates and columns of a problem, and what is left of them once every rule has been propagated.

    Every allocation that keeps the hard rules is a point of the matrix, and propagation never shuts a column
    that such a point uses; so nothing that is possible is lost here.
    """
    candidates = find_candidates(problem)
    matrix = build_matrix(problem, candidates)
    left, kept = _without_locks(matrix)
    columns = matrix.columns
    codes = ["" if left.upper[s] > 0 else matrix.block_of(int(kept[left.shut_by[s]])).code for s in columns.y]
    return Filtered(
        problem=problem,
        candidates=candidates,
        columns=columns,
        shut_by=tuple(codes),
        open_z=left.upper[columns.z] > 0,
        broken=left.broken >= 0,
        alone=Alone(problem, candidates),
    )


def _without_locks(matrix: Matrix) -> tuple[Tightened, Ints]:
    """The tightened columns under all rows but those of the planner's locks, and the rows that were kept."""
    locked = [
        np.arange(block.first, block.first + len(block.subject))
        for block in matrix.blocks
        if block.kind == "decision"
    ]
    kept = np.setdiff1d(np.arange(matrix.shape[0]), np.concatenate([np.empty(0, dtype=np.int64), *locked]))
    system = System(
        rows=matrix.rows[kept],
        lower=matrix.lower[kept],
        upper=matrix.upper[kept],
        column_lower=matrix.column_lower,
        column_upper=matrix.column_upper,
    )
    return tighten(system), kept


def scarce_seats(found: Filtered) -> tuple[ScarceSeat, ...]:
    """The seats with at most one candidate to spare, those that lack most first; without those of requests
    that the planner decided not to serve."""
    problem = found.problem
    wanted = [not left_out(problem, request.request) for request in problem.requests]
    spare = found.candidates.per_seat - problem.seat_count
    asked = np.array(wanted, dtype=bool)[problem.seat_request]
    order = np.lexsort((np.arange(len(spare)), spare))
    return tuple(_seat(found, int(q)) for q in order if asked[q] and spare[q] <= _TO_SPARE)


def _seat(found: Filtered, q: int) -> ScarceSeat:
    problem = found.problem
    request, seat = problem.requests[problem.seat_request[q]], problem.seats[q]
    counts = zip(_CODES, found.candidates.funnel[q], strict=True)
    return ScarceSeat(
        request=request.request,
        seat=seat.seat,
        profile=seat.profile,
        topic=problem.plan.topic_of(request, seat),
        languages=tuple(sorted(request.languages)),
        places=int(problem.seat_count[q]),
        candidates=tuple(
            problem.experts[e] for e in np.flatnonzero(found.candidates.standing(np.array([q]))[0])
        ),
        fell={code: int(number) for code, number in counts if number},
    )  # fmt: skip


def impossible_requests(found: Filtered) -> tuple[Impossible, ...]:
    """The requests that no allocation serves, in the plan's order, each with the rules that it falls to."""
    problem = found.problem
    told = []
    for r in np.flatnonzero(~found.alone.possible):
        cause = found.alone.why(int(r))
        assert cause is not None
        told.append(
            Impossible(
                request=cause.request,
                rules=cause.rules,
                weekends=cause.weekends,
                others=cause.others,
                weight=int(problem.request_weight[r]),
                reason=why(found.candidates, cause),
            )
        )
    return tuple(told)


def levers(
    found: Filtered, seats: tuple[ScarceSeat, ...], impossible: tuple[Impossible, ...]
) -> tuple[Lever, ...]:
    """What more people of one kind would open, the most weight first.

    Only requests that have dates and lack people of a single kind count; those with two kinds lacking would
    stay impossible, as would those that the planner decided not to serve. Where releases break at days off,
    rows want mending, and nobody is missing.
    """
    others = ("window", "excluded")
    weight = {e.request: e.weight for e in impossible if e.rule not in others and not e.weekends}
    lacking: dict[str, list[ScarceSeat]] = defaultdict(list)
    for seat in seats:
        if seat.lacking and seat.request in weight:
            lacking[seat.request].append(seat)
    opened: dict[tuple[str, str, tuple[str, ...]], list[list[ScarceSeat]]] = defaultdict(list)
    for own in (lacking[request] for request in weight if request in lacking):
        kinds = {(seat.profile, seat.topic, seat.languages) for seat in own}
        if len(kinds) == 1 and _more_people(found, own[0]):
            opened[kinds.pop()].append(own)
    found_levers = [
        Lever(
            profile=kind[0], topic=kind[1], languages=kind[2],
            people=max(_more_people(found, own[0]) for own in groups),
            requests=tuple(own[0].request for own in groups),
            weight=sum(weight[own[0].request] for own in groups),
        )
        for kind, groups in opened.items()
    ]  # fmt: skip
    return tuple(sorted(found_levers, key=lambda lever: -lever.weight))


def _more_people(found: Filtered, seat: ScarceSeat) -> int:
    """How many more people of the kind of a seat fill the team of its request, which lacks no other kind; 0
    where no number does, because the other seats come down to too few people."""
    problem = found.problem
    r = problem.request_index[seat.request]
    seats = np.flatnonzero(problem.seat_request == r)
    request, places = problem.requests[r], problem.seat_count[seats]
    kinds = [(own.profile, problem.plan.topic_of(request, own)) for own in (problem.seats[q] for q in seats)]
    others = np.repeat(np.array([kind != (seat.profile, seat.topic) for kind in kinds]), places)
    fits = found.candidates.standing(np.repeat(seats, places))
    return len(fits) - most_filled(fits) if most_filled(fits[others]) == others.sum() else 0
