"""A tiny year for the operators of the local search, small enough to follow by hand, and ways to call them.

Four weeks from 7 September 2026, missions of five days that start on Mondays, one travel day each way, seven
rest days. So a mission of Monday 7 to Friday 11 takes its expert from Sunday 6 to Saturday 12, with rest to
the 19th, and the next departure can be on Sunday 20, for a start on Monday 21: in four weeks (starts on the
7th, 14th, 21st and 28th) an expert goes on two missions at most, two weeks apart.

`R1` can start on the 7th only, `R2` on the 7th or the 14th, `R3` on the 21st only. `KEN-01` and `KEN-02` hold
what all three need. Requests of priority 3 are worth 4 weight units each, of priority 1 12.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numba import njit

from allocator.matrix import Matrix, build_matrix, complete, relevant_rows, tighten
from allocator.plan.policy import CoordinationModel, Level, Term, Tier
from allocator.problem import Ints, build_problem
from allocator.search.local.initial_state import state_at
from allocator.search.local.layout import (
    OCCUPANT,
    PAYER,
    SHUT,
    START,
    TEAM,
    Layout,
    layout_of,
)
from allocator.search.local.state import UNSERVED_COUNT, State
from tests.plans_by_hand import RULES, plan_of, request, settings

LAST_DAY = date(2026, 10, 2)
WINDOWS = {
    "R1": (date(2026, 9, 7), date(2026, 9, 11)),
    "R2": (date(2026, 9, 7), date(2026, 9, 18)),
    "R3": (date(2026, 9, 21), date(2026, 9, 25)),
}
MEMBERS = {"R1": "ZMB", "R2": "UGA", "R3": "RWA"}


def compiled_call(operator: Callable[..., Any]) -> Callable[..., Any]:
    """An operator that only compiled code can call, callable from a test."""

    def call(*arguments: Any) -> Any:
        return operator(*arguments)

    return njit(_nrt=False, error_model="numpy")(call)  # type: ignore[no-any-return]


@dataclass
class Tiny:
    """A state of the tiny year, read in the words of the plan."""

    matrix: Matrix
    layout: Layout
    state: State

    def number(self, code: str) -> int:
        """The number of a request."""
        return [each.request for each in self.matrix.columns.problem.requests].index(code)

    def served(self) -> dict[str, tuple[str, str]]:
        """Who goes where: by request the start in ISO and the expert."""
        problem, items = self.matrix.columns.problem, self.layout.items
        at, found = self.layout.arrays.at, {}
        for r, each in enumerate(problem.requests):
            start = int(self.state.small[at[START] + r])
            if start >= 0:
                column = items.column[items.first_start + start]
                day = problem.plan.settings.start.toordinal() + int(problem.start_day[column])
                item = int(self.state.small[at[TEAM] + items.team_start[r]])
                expert = self.matrix.columns.z_expert[items.column[item] - len(self.matrix.columns.y)]
                found[each.request] = (date.fromordinal(day).isoformat(), problem.experts[expert])
        return found

    def unserved(self) -> int:
        """How many requests are not served."""
        return int(self.state.tally[UNSERVED_COUNT])

    def counted_anew(self) -> State:
        """The same allocation, everything counted from the start."""
        point = np.zeros(self.matrix.shape[1], dtype=np.int64)
        point[self.layout.items.column] = self.state.exact[: len(self.layout.items.column)]
        return state_at(self.layout, point, _constants(self.matrix), 0)

    def is_exact(self) -> bool:
        """Whether all that is counted is what a count from the start gives. An occupant of a row that holds
        nobody any more, and the order of those not served, mean nothing."""
        kept, anew, at = self.state, self.counted_anew(), self.layout.arrays.at
        parts = ((SHUT, OCCUPANT), (START, PAYER), (PAYER, TEAM))
        same = all(np.array_equal(kept.small[at[a] : at[b]], anew.small[at[a] : at[b]]) for a, b in parts)
        return same and np.array_equal(kept.exact, anew.exact) and np.array_equal(kept.value, anew.value)


def tiny(
    experts: Iterable[str] = ("KEN-01", "KEN-02"), requests: Iterable[str] = tuple(WINDOWS), seed: int = 0
) -> Tiny:
    """The tiny year, or a part of it, with nobody sent yet."""
    asks = [
        replace(request(code, MEMBERS[code]), earliest_start=first, latest_end=last)
        for code, (first, last) in WINDOWS.items()
        if code in tuple(requests)
    ]
    plan = plan_of(experts, asks, settings=settings(end=LAST_DAY))
    matrix = build_matrix(build_problem(plan, _model()))
    tightened = tighten(matrix)
    layout = layout_of(matrix, relevant_rows(matrix, 1, implied=False), tightened, 1)
    nothing: Ints = complete(matrix, tightened.lower)
    return Tiny(matrix, layout, state_at(layout, nothing, _constants(matrix), seed))


def _constants(matrix: Matrix) -> Ints:
    return np.array([matrix.tiers[0].cost.constant], dtype=np.int64)


def _model() -> CoordinationModel:
    levels = {**dict.fromkeys(RULES, Level.HARD), "neighbour": Level.OFF, "regional_peer": Level.OFF}
    return CoordinationModel(title="tiny", levels=levels, tiers=(Tier((Term("served", 1),)),))
