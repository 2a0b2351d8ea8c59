"""Why a request is not served, or who else could have gone: by filtering, not by solving.

What filtering shows is certain: a seat without candidates, a start that a rule shuts, a person who is taken.
That candidates are left does not prove that the request could be served.
"""

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from allocator.candidates import STANDS
from allocator.errors import Fault, InputError
from allocator.explaining.sentences import (
    at,
    blocked,
    lowered,
    served,
    shutting,
    too_few,
    too_few_people,
    whom_excluded,
)
from allocator.explaining.swaps import Swaps
from allocator.explanation import Explanation, Obstacle, RunnerUp, SeatFunnel
from allocator.matrix import (
    Searched,
    System,
    Tightened,
    build_matrix,
    part_of,
    point_of,
    relevant_rows,
    slice_of,
    tighten,
    with_dependents,
)
from allocator.plan.entities import Decision
from allocator.problem import Ints, build_problem
from allocator.problem.ranges import spread
from allocator.result import Result
from allocator.rules import RULES
from allocator.rules.eligibility import ELIGIBILITY
from allocator.subjects import subject_code

_RUNNERS_UP = 3  # per seat
_LOCKS = "fixed"  # what the planner has locked: never a reason to call a request impossible
_WHOLE_TEAM = "full_team"  # the rule that shuts a start because another rule emptied a seat


def explain(result: Result, request: str) -> Explanation:
    """Why a request is not served, or, where it is, who could take a seat instead.

    Raises InputError for a request that the plan does not have.
    """
    explainer: Explainer = result.explainer
    if request not in explainer.problem.request_index:
        delivered = request in result.plan.requests
        message = "is already delivered" if delivered else "is not a request of this plan"
        raise InputError("Requests", [Fault(place=request, message=message)])
    return explainer.explain(request)


def explain_all(result: Result) -> tuple[Explanation, ...]:
    """An explanation for every request that is not served, in the plan's order."""
    served = result.allocation.by_request
    codes = [request.request for request in result.plan.open_requests]
    return tuple(result.explainer.explain(code) for code in codes if code not in served)


class Explainer:
    """The matrix of one result, and the point that its allocation is."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self._searched = result.searched or _as_if_searched(result)
        self.matrix = self._searched.matrix
        self.columns = self.matrix.columns
        self.problem, self.candidates = self.columns.problem, self.columns.candidates

    def explain(self, code: str) -> Explanation:
        """The explanation of one open request."""
        request = self.problem.request_index[code]
        seats = tuple(self._funnel(int(q)) for q in np.flatnonzero(self.problem.seat_request == request))
        mission = self.result.allocation.by_request.get(code)
        if mission is not None:
            return Explanation(
                request=code, verdict="served", summary=served(self.result.plan, mission),
                seats=seats, runners_up=tuple(self._runners_up(request)),
            )  # fmt: skip
        impossible = self._impossible(request, seats)
        if impossible:
            return Explanation(request=code, verdict="impossible", summary=impossible, seats=seats)
        obstacles, open_starts = self._obstacles(request)
        return Explanation(
            request=code, verdict="blocked", summary=blocked(obstacles, open_starts),
            seats=seats, obstacles=obstacles,
        )  # fmt: skip

    # -- candidates -------------------------------------------------------------------------------------

    def _funnel(self, q: int) -> SeatFunnel:
        fell = self.candidates.fell_to[q]
        standing = [self.problem.experts[e] for e in np.flatnonzero(fell == STANDS)]
        counts = self.candidates.funnel[q]
        return SeatFunnel(
            seat=self.problem.seats[q].seat,
            places=int(self.problem.seat_count[q]),
            experts=len(self.problem.experts),
            fell={rule.RULE.code: int(n) for rule, n in zip(ELIGIBILITY, counts, strict=True) if n},
            candidates=tuple(standing),
        )

    def _impossible(self, request: int, seats: tuple[SeatFunnel, ...]) -> str:
        """What shuts a request out whatever else is decided; empty where filtering finds nothing."""
        offset = self.problem.start_offset
        excluded = self._excluded(request)
        for row in excluded:
            if not row.expert:
                return f"The planner decided not to serve it{at(row)}."
        if offset[request] == offset[request + 1]:
            return "No start date fits: the window is too short for the mission on this plan's start days."
        for seat in seats:
            if len(seat.candidates) < seat.places:
                return too_few(seat) + whom_excluded(excluded)
        if _most_seated(seats) < sum(seat.places for seat in seats):
            return too_few_people(seats) + whom_excluded(excluded)
        starts = np.arange(offset[request], offset[request + 1])
        if self._alone.upper[starts].any():
            return ""
        shut = Counter(self.matrix.block_of(int(self._alone.shut_by[s])).code for s in starts)
        reasons = [f"{shutting(code)} ({n} of {len(starts)} starts)" for code, n in shut.most_common(2)]
        return "No start date is left: " + "; ".join(reasons) + "."

    def _excluded(self, request: int) -> list[Decision]:
        """The planner's exclusions that speak of a request."""
        code = self.problem.requests[request].request
        return [
            row for row in self.result.plan.decisions if row.decision == "excluded" and row.request == code
        ]

    @cached_property
    def _alone(self) -> Tightened:
        """What the rules leave of every column before anything is decided or locked; `shut_by` are rows of
        the matrix."""
        locks = [
            np.arange(block.first, block.first + len(block.subject))
            for block in self.matrix.blocks
            if block.code == _LOCKS
        ]
        if not locks:
            return self._searched.tightened
        kept = np.setdiff1d(self._hard_rows, np.concatenate(locks))
        left = tighten(part_of(self.matrix, kept))
        return replace(left, shut_by=np.where(left.shut_by >= 0, kept[left.shut_by], -1))

    @cached_property
    def _hard_rows(self) -> Ints:
        """The rows that decide what is possible: those of goals and soft rules forbid nothing."""
        return relevant_rows(self.matrix, 0)

    @cached_property
    def _hard(self) -> System:
        return part_of(self.matrix, self._hard_rows)

    # -- what stands in the way -------------------------------------------------------------------------

    def _obstacles(self, request: int) -> tuple[tuple[Obstacle, ...], int]:
        """The rows that shut the starts of an unserved request beside the allocation, by starts shut; and
        how many starts no single row shuts."""
        mine = np.flatnonzero(self.problem.start_request == request)
        seated = np.flatnonzero(self.columns.z_request == request)
        own = np.concatenate([mine, self.columns.z[seated], self._payers(request)])
        free = with_dependents(self._hard, own, self.columns.base_count)
        part, rows = slice_of(self._hard, free, self._point)
        left = tighten(part)
        shut_starts: dict[int, set[int]] = defaultdict(set)
        for k in np.flatnonzero((left.shut_by >= 0) & (free < len(self.columns.y) + len(self.columns.z))):
            row, column = int(self._hard_rows[rows[left.shut_by[k]]]), int(free[k])
            start = (
                column if column < len(self.columns.y) else self.columns.z_start[column - len(self.columns.y)]
            )
            if self.matrix.block_of(row).code != _WHOLE_TEAM:
                shut_starts[row].add(int(start))
        said: dict[tuple[str, str], set[int]] = defaultdict(set)
        for row, starts in shut_starts.items():
            said[self._row_in_words(row)] |= starts
        ranked = sorted(said.items(), key=lambda item: (-len(item[1]), item[0]))
        obstacles = tuple(
            Obstacle(rule=rule, sentence=sentence, starts=len(starts), of=len(mine))
            for (rule, sentence), starts in ranked
        )
        return obstacles, int((left.upper[np.isin(free, mine)] > 0).sum())

    def _payers(self, request: int) -> Ints:
        pays: Ints = self.columns.f[self.columns.payer_request == request]
        return pays

    def _row_in_words(self, row: int) -> tuple[str, str]:
        """(rule, sentence) of a row: the rule, whom it speaks of, and the missions that use it up."""
        block = self.matrix.block_of(row)
        subject = subject_code(self.problem, block.kind, int(block.subject[row - block.first]))
        span = slice(self.matrix.rows.indptr[row], self.matrix.rows.indptr[row + 1])
        used = self.matrix.rows.indices[span][self._point[self.matrix.rows.indices[span]] > 0]
        holders = dict.fromkeys(code for column in used if (code := self._request_of(int(column))))
        held = f"; held by {', '.join(holders)}" if holders else ""
        return block.code, f"{subject}: {lowered(RULES[block.code].sentence)}{held}"

    def _request_of(self, column: int) -> str:
        """The request that a base column belongs to; empty for auxiliary columns."""
        columns = self.columns
        owners = (self.problem.start_request, columns.z_request, columns.payer_request)
        for owner in owners:
            if column < len(owner):
                return self.problem.requests[int(owner[column])].request
            column -= len(owner)
        return ""

    @property
    def _point(self) -> Ints:
        """The allocation as a point of the matrix."""
        return self._searched.point

    # -- who else ---------------------------------------------------------------------------------------

    def _runners_up(self, request: int) -> "list[RunnerUp]":
        """For every place, the best of those who could take it with everything else as it is."""
        columns, problem = self.columns, self.problem
        taken = self._taken[columns.z_request[self._taken] == request]
        return [
            RunnerUp(
                seat=problem.seats[columns.z_seat[rival]].seat,
                expert=problem.experts[columns.z_expert[rival]],
                instead_of=problem.experts[columns.z_expert[place]],
            )
            for place in taken
            for rival in self._rivals.get(int(place), [])
        ]

    @cached_property
    def _taken(self) -> Ints:
        """The places taken, as z columns."""
        return np.flatnonzero(self._point[self.columns.z] > 0)

    @cached_property
    def _rivals(self) -> dict[int, list[int]]:
        """Per place taken (a z column), the best who could take it instead, by the tiers of the model."""
        columns, point = self.columns, self._point
        key = columns.z_start * max(1, len(self.problem.seats)) + columns.z_seat
        order = np.argsort(key, kind="stable")
        taken = self._taken
        first, last = (np.searchsorted(key[order], key[taken], side) for side in ("left", "right"))
        item, offset = spread(last - first)
        rival, place = order[first[item] + offset], taken[item]
        free = point[columns.z[rival]] == 0
        rival, place = rival[free], place[free]
        swaps = Swaps(self._hard, point, columns.base_count)
        able = swaps.possible(columns.z[rival], columns.z[place])
        rival, place = rival[able], place[able]
        found: dict[int, list[int]] = {}
        for k in np.lexsort((*self._prices[columns.z[rival]].T[::-1], place)):
            best = found.setdefault(int(place[k]), [])
            if len(best) < _RUNNERS_UP:
                best.append(int(rival[k]))
        return found

    @cached_property
    def _prices(self) -> Ints:
        """(columns x tiers): what a column costs in each tier."""
        prices = np.zeros((self.matrix.shape[1], len(self.matrix.tiers)), dtype=np.int64)
        for t, tier in enumerate(self.matrix.tiers):
            prices[tier.cost.column, t] = tier.cost.coefficient
        return prices


def _most_seated(seats: tuple[SeatFunnel, ...]) -> int:
    """How many places can be filled with different people, dates aside: a maximum matching."""
    people = {code: i for i, code in enumerate(sorted({c for seat in seats for c in seat.candidates}))}
    places = [seat for seat in seats for _ in range(seat.places)]
    pairs = [(row, people[code]) for row, seat in enumerate(places) for code in seat.candidates]
    row, column = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    fits = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(len(places), max(1, len(people))))
    return int((maximum_bipartite_matching(fits, perm_type="column") >= 0).sum())


def _as_if_searched(result: Result) -> Searched:
    """What the search would have kept of a result that was read back."""
    matrix = build_matrix(build_problem(result.plan, result.model))
    return Searched(matrix, tighten(matrix), point_of(matrix, result.allocation))
