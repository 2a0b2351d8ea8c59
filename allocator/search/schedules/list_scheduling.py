"""List scheduling as a search: for a first allocation, and in a tier that seeks an early finish.

Each worker walks over orders on a thread of its own; compiled code lets the others run. A walk that gains
nothing any more begins again from another order of people, and remembers more moves. It places missions as
if people, sequences and windows were all that there is: where that breaks another rule, nothing is sought
this way.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from allocator.problem import Ints
from allocator.search.local import is_ready
from allocator.search.parameters import ScheduleParameters
from allocator.search.run import Run
from allocator.search.schedules.order import is_finish
from allocator.search.tier_search import TierSearch

if TYPE_CHECKING:
    from allocator.search.schedules.jobs import Schedules

_APART = 1_000  # seeds of two workers


def earliest_dates(run: Run) -> Ints | None:
    """A point that serves all requests, long chains first and each as early as can be, where a tier seeks an
    early finish; None where it is not found so."""
    if not any(is_finish(run.matrix, tier.cost) for tier in run.matrix.tiers):
        return None
    schedules = _schedules(run, wait=run.limits.work is not None)
    if schedules is None:
        return None
    walk = _Walk(schedules, run.limits.seed, run.parameters.schedules)
    point = schedules.point(walk.timetable)
    return point if walk.serves_all and run.matrix.feasible(point) else None


def search_schedules(search: TierSearch, deadline: float | None) -> bool:
    """Seek an early finish by list scheduling until a deadline, or until nothing is gained any more; False
    where the tier seeks something else, or other rules decide."""
    run = search.run
    if not is_finish(search.matrix, search.matrix.tiers[search.t].cost):
        return False
    schedules = _schedules(run, wait=not search.is_timed)
    if schedules is None:
        return False
    seeds = run.limits.seed + _APART * np.arange(run.threads)
    walks = [
        _Walk(schedules, int(seed), run.parameters.schedules, pressed=i % 2 == 1)
        for i, seed in enumerate(seeds)
    ]
    if not _is_as_good(search, schedules.point(walks[0].timetable)):
        return False
    _walk(search, schedules, walks, deadline)
    return True


def _schedules(run: Run, *, wait: bool) -> "Schedules | None":
    """The matrix as jobs; None where compiled code is not ready, or they would take too much room."""
    if not is_ready(wait=wait):
        return None
    from allocator.search.schedules.jobs import Schedules

    schedules = Schedules.of(run.matrix, run.tightened, run.order)
    return schedules if schedules.size <= run.parameters.schedules.words else None


def _is_as_good(search: TierSearch, point: Ints) -> bool:
    """Whether a point keeps all rows, and is no worse than the incumbent in the tiers before."""
    matrix, t = search.matrix, search.t
    return matrix.values(point)[:t] <= search.values()[:t] and matrix.feasible(point)


def _walk(search: TierSearch, schedules: "Schedules", walks: "list[_Walk]", deadline: float | None) -> None:
    """Walk side by side; whatever is better than the incumbent becomes it."""
    parameters, work = search.parameters.schedules, search.run.limits.work
    most = np.inf if work is None else work * search.parameters.sessions.moves_per_effort
    moves = 0
    search.accept(schedules.point(walks[0].timetable))
    with ThreadPoolExecutor(len(walks)) as threads:
        while moves < most and not search.over(deadline) and any(walk.goes_on for walk in walks):
            list(threads.map(_Walk.go_on, walks))
            moves += parameters.moves_per_look
            for walk in walks:
                if walk.has_news():
                    search.accept(schedules.point(walk.timetable))


class _Walk:
    """Late acceptance over orders, one session after the other: by the finish and, `pressed`, by how crowded
    the end is, in turns."""

    def __init__(
        self, schedules: "Schedules", seed: int, parameters: ScheduleParameters, *, pressed: bool = False
    ) -> None:
        self._schedules, self._parameters = schedules, parameters
        self._seed, self._memory, self._futile = seed, parameters.memory, 0
        self._paid, self._pressed = False, pressed
        self._begin()
        self._told = self.value

    def _begin(self) -> None:
        from allocator.search.local.order_search import place_in_order

        self.timetable = self._schedules.timetable(self._seed, pressed=self._pressed)
        place_in_order(self._schedules.jobs, self.timetable)
        self._history = np.full(self._memory, self._least)
        self._done = self._gained = 0

    @property
    def serves_all(self) -> bool:
        """Whether the timetable leaves out nothing."""
        from allocator.search.local.timetable import NOT_SERVED

        return self.value < NOT_SERVED

    @property
    def value(self) -> int:
        """What the best timetable of this session leaves out, and its finish, as one number."""
        from allocator.search.local.timetable import BEST

        return int(self.timetable.tally[BEST])

    @property
    def _least(self) -> int:
        """The least value by which this session accepted anything."""
        from allocator.search.local.timetable import LEAST

        return int(self.timetable.tally[LEAST])

    @property
    def goes_on(self) -> bool:
        """Whether the last sessions gained something."""
        return self._futile < self._parameters.futile_sessions

    def has_news(self) -> bool:
        """Whether the timetable is better than when this was asked before."""
        better = self.value < self._told
        self._told = min(self._told, self.value)
        self._paid = self._paid or better
        return better

    def go_on(self) -> None:
        """Some more moves; a session that has gained nothing for long is followed by another."""
        from allocator.search.local.order_search import search_orders

        parameters, left = self._parameters, self._parameters.moves_per_look
        while left > 0:
            before = self._least, self.value
            made = search_orders(self._schedules.jobs, self.timetable, self._history, self._done, left)
            self._done, left = self._done + made, left - made
            if self._least < before[0] or self.value < before[1]:
                self._gained = self._done
        futile = max(parameters.futile_moves, parameters.futile_memories * self._memory, self._gained)
        if self._done - self._gained >= futile:
            self._futile = 0 if self._paid else self._futile + 1
            self._paid, self._seed, self._pressed = False, self._seed + 1, not self._pressed
            self._memory = min(parameters.longest_memory, self._memory * parameters.memory_growth)
            self._begin()
