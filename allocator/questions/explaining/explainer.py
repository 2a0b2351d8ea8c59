"""Why a request is not served, or who else could have gone: by filtering, not by solving.

What filtering shows is certain: a seat without candidates, a start that a rule shuts, a person who is taken.
That candidates are left does not prove that the request could be served.
"""

from functools import cached_property

import numpy as np

from allocator.matrix import (
    System,
    part_of,
    relevant_rows,
)
from allocator.plan.entities import DECLINED
from allocator.problem import Ints
from allocator.problem.start_ranges import spread
from allocator.questions.explaining.obstacles import Obstacles
from allocator.questions.explaining.sentences import blocked, impossible, served
from allocator.questions.explaining.swaps import Swaps
from allocator.questions.impossibility import Alone, why
from allocator.results.explanation import Explanation, Grade, RunnerUp, SeatFunnel
from allocator.results.result import Result
from allocator.rules.base import because
from allocator.rules.candidates import STANDS
from allocator.rules.eligibility import ELIGIBILITY
from allocator.search.known import searched_of

_MEMO = "explainer"  # under which a result keeps it
_RUNNERS_UP = 3  # per seat


def explainer_of(result: Result) -> "Explainer":
    """What explains a result; built once for each."""
    found = result.memo.get(_MEMO)
    if not isinstance(found, Explainer):
        found = result.memo[_MEMO] = Explainer(result)
    return found


class Explainer:
    """The matrix of one result, and the point that its allocation is."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self._searched = searched_of(result)
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
                request=code, grade=Grade.SERVED, summary=served(self.result.plan, mission),
                seats=seats, runners_up=tuple(self._runners_up(request)),
            )  # fmt: skip
        cause = self._alone.why(request)
        if cause is not None:
            return Explanation(
                request=code, grade=Grade.IMPOSSIBLE_ALONE, summary=impossible(why(self.candidates, cause)),
                seats=seats, rules=cause.rules,
            )  # fmt: skip
        obstacles, open_starts = self._obstacles.of(request)
        return Explanation(
            request=code, grade=Grade.NOT_ASKED, summary=blocked(obstacles, open_starts),
            seats=seats, obstacles=obstacles,
        )  # fmt: skip

    # -- candidates -------------------------------------------------------------------------------------

    def _funnel(self, q: int) -> SeatFunnel:
        request = int(self.problem.seat_request[q])
        fell = self.candidates.fell_to[q]
        standing = [self.problem.experts[e] for e in np.flatnonzero(fell == STANDS)]
        counts = self.candidates.funnel[q]
        return SeatFunnel(
            seat=self.problem.seats[q].seat,
            places=int(self.problem.seat_count[q]),
            experts=len(self.problem.experts),
            fell={rule.RULE.code: int(n) for rule, n in zip(ELIGIBILITY, counts, strict=True) if n},
            candidates=tuple(standing),
            declined=tuple(
                f"{row.expert}{because(row.status_reason)}"
                for row in self.problem.plan.decisions_of(self.problem.requests[request].request)
                if row.status == DECLINED
            ),
        )

    @cached_property
    def _alone(self) -> Alone:
        """What is possible at all."""
        return Alone(self.problem, self.candidates)

    @cached_property
    def _hard_rows(self) -> Ints:
        """The rows that decide what is possible: those of goals and soft rules forbid nothing."""
        return relevant_rows(self.matrix, 0)

    @cached_property
    def _hard(self) -> System:
        return part_of(self.matrix, self._hard_rows)

    @cached_property
    def _obstacles(self) -> Obstacles:
        """What the allocation puts in the way."""
        allocation = self.result.allocation
        return Obstacles(self.matrix, self._hard, self._hard_rows, self._point, allocation)

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
