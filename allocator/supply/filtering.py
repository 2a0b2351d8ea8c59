"""What the rules leave of a plan before anything is decided: scarce seats, impossible requests, levers."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from allocator.candidates import Candidates, find_candidates
from allocator.columns import Columns
from allocator.matrix import Matrix, System, Tightened, build_matrix, tighten
from allocator.plan.entities import Decision
from allocator.problem import Bools, Ints, Problem
from allocator.rules import RULES
from allocator.rules.eligibility import ELIGIBILITY
from allocator.supply.picture import Impossible, Lever, ScarceSeat

_CODES = tuple(rule.RULE.code for rule in ELIGIBILITY)
_EXCLUDED = "excluded"
_WHOLE_TEAM = "full_team"  # the rule that shuts a start because another rule emptied a seat
_NAMED = 5  # people named in a sentence, at most
_TO_SPARE = 1  # candidates beyond its places that a scarce seat has at most


@dataclass(frozen=True)
class Filtered:
    """A problem with its candidates and columns, and what the rules alone leave of the columns.

    Locks are left out: they say what the planner wants, not what is possible. `shut_by[s]` is the code of the
    rule that shut start s, empty where it is open; `open_z` marks the z columns left. `broken` says
    that no allocation keeps all hard rules, as far as propagation sees it. `seated` marks the requests whose
    places can be filled with different people, dates aside.
    """

    problem: Problem
    candidates: Candidates
    columns: Columns
    shut_by: tuple[str, ...]
    open_z: Bools
    broken: bool
    seated: Bools

    @property
    def open_requests(self) -> Bools:
        """Which requests have a start left. No allocation serves the others."""
        is_open = np.array([code == "" for code in self.shut_by], dtype=bool)
        count = np.bincount(self.problem.start_request[is_open], minlength=len(self.problem.requests))
        return np.asarray((count > 0) & self.seated)


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
        seated=_seated(problem, candidates),
    )


def _seated(problem: Problem, candidates: Candidates) -> Bools:
    """Which requests have a different candidate for each of their places: a maximum matching each."""
    seated = np.ones(len(problem.requests), dtype=bool)
    few = candidates.per_seat < problem.team_size[problem.seat_request]  # others are filled last, with ease
    for r in np.unique(problem.seat_request[few]):
        seats = np.flatnonzero(problem.seat_request == r)
        place = np.repeat(seats, problem.seat_count[seats])
        seated[r] = _filled(candidates.standing(place)) == len(place)
    return seated


def _filled(fits: Bools) -> int:
    """How many places (rows) can be filled with different people (columns)."""
    return int((maximum_bipartite_matching(sparse.csr_array(fits), perm_type="column") >= 0).sum())


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
    left_out = {problem.request_index[code] for code in _left_out(problem) if code in problem.request_index}
    spare = found.candidates.per_seat - problem.seat_count
    asked = ~np.isin(problem.seat_request, list(left_out))
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


def impossible_requests(found: Filtered, seats: tuple[ScarceSeat, ...]) -> tuple[Impossible, ...]:
    """The requests that no allocation serves, in the plan's order, each with the rule it falls to."""
    lacking: dict[str, ScarceSeat] = {}
    for seat in seats:
        if seat.lacking:
            lacking.setdefault(seat.request, seat)
    problem = found.problem
    none_left = np.flatnonzero(~found.open_requests)
    told = []
    for r in none_left:
        rule, reason = _reason(found, int(r), lacking.get(problem.requests[r].request))
        weight = int(problem.request_weight[r])
        told.append(Impossible(request=problem.requests[r].request, rule=rule, weight=weight, reason=reason))
    return tuple(told)


def _reason(found: Filtered, request: int, lacking: ScarceSeat | None) -> tuple[str, str]:
    """The rule that a request falls to, and a sentence: left out by the planner, no date, a seat without
    people, no date left."""
    left_out = _left_out(found.problem).get(found.problem.requests[request].request)
    if left_out is not None:
        place = left_out.at("decision")
        return left_out.decision, "the planner decided not to serve it" + (f" ({place})" if place else "")
    first, last = found.problem.start_offset[request : request + 2]
    if first == last:
        return "window", "no start day of the plan leaves time for the mission inside its window"
    if lacking is not None:
        return lacking.last_rule, f"seat {lacking.seat}: {lacking.in_words}"
    if not found.seated[request]:
        return _WHOLE_TEAM, _too_few_together(found, request)
    codes = Counter(found.shut_by[first:last])
    code, starts = codes.most_common(1)[0]
    if code == _WHOLE_TEAM:
        return code, "no whole team is free on the same day"
    sentence = RULES[code].sentence
    return code, f"{sentence[0].lower()}{sentence[1:]} ({starts} of {last - first} starts)"


def _left_out(problem: Problem) -> dict[str, Decision]:
    """The requests that the planner decided not to serve, each with the row that says so."""
    rows = [row for row in problem.plan.decisions if row.decision == _EXCLUDED and not row.expert]
    return {row.request: row for row in reversed(rows)}


def _too_few_together(found: Filtered, request: int) -> str:
    """A team whose places the same few people would have to fill."""
    problem, candidates = found.problem, found.candidates
    seats = np.flatnonzero(problem.seat_request == request)
    people = np.unique(candidates.expert[np.isin(candidates.seat, seats)])
    named = f": {', '.join(problem.experts[e] for e in people)}" if len(people) <= _NAMED else ""
    places = problem.team_size[request]
    return f"its {places} places need different people, and too few fit them together{named}"


def levers(
    found: Filtered, seats: tuple[ScarceSeat, ...], impossible: tuple[Impossible, ...]
) -> tuple[Lever, ...]:
    """What more people of one kind would open, the most weight first.

    Only requests that have dates and lack people of a single kind count; those with two kinds lacking would
    stay impossible, as would those that the planner decided not to serve.
    """
    left_out = _left_out(found.problem)
    weight = {e.request: e.weight for e in impossible if e.rule != "window" and e.request not in left_out}
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
    return len(fits) - _filled(fits) if _filled(fits[others]) == others.sum() else 0
