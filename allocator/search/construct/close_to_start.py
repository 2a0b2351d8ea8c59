"""Search close to a known allocation: moves and small neighbourhoods that improve it, never by a detour.

Local search that remembers a single move accepts nothing worse, tier by tier, so what is far from the known
allocation is reached only where every step pays. Between its sessions, exact neighbourhoods around whatever
differs take back what need not differ. (Longer sessions that remember more found nothing better on the
bundled year.)
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from allocator.search.bounds.group_proof import prove_in_groups
from allocator.search.construct.initial_solution import changed_requests
from allocator.search.known import Known
from allocator.search.lns.around import Around
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.local import is_ready
from allocator.search.local_searches import local_search_for
from allocator.search.run import Run

if TYPE_CHECKING:
    from allocator.search.local.local_search import LocalSearch

_MOVES, _LOOK = 4_000, 500  # of a session; between two looks at the clock
_SESSIONS = 6  # from one point: chance decides which chain of steps is found


def solve_close_to(run: Run, known: Known) -> bool:
    """Improve the incumbent of a run close to what was agreed, and bound every tier. True: there is one."""
    search = CloseSearch(run, known)
    search.improve(run.deadline(run.parameters.repairs.search_share), 1, lambda: False)
    return prove_in_groups(run, search)


class CloseSearch:
    """The search of one run for something better close to what was agreed."""

    def __init__(self, run: Run, known: Known) -> None:
        self._run, self._known = run, known
        self._tiers = min(run.parameters.repairs.tiers, len(run.matrix.tiers))
        wide = run.matrix.shape[1] > run.parameters.neighbourhoods.up_to  # copies would take too much memory
        rivalry = None if wide else rivalry_of(run.matrix, run.tightened)
        self._around = None if rivalry is None else Around(run, rivalry, self._tiers)
        self._walk = _local_search(run, self._tiers)
        self._session = 0

    def improve(self, deadline: float | None, patience: int, enough: Callable[[], bool]) -> None:
        """Improve the incumbent until a deadline, until there is enough, or as many rounds in a row as there
        is `patience` gained nothing."""
        run, futile = self._run, 0
        if self.nothing_to_mend():
            return
        self._take_back(deadline)
        while futile < patience and not (enough() or run.out_of_time(deadline)):
            before = run.matrix.values(run.known_incumbent)
            if self._walk is not None:
                self._move(self._walk, deadline)
            self._take_back(deadline)
            futile = 0 if run.matrix.values(run.known_incumbent) < before else futile + 1
            if self._walk is None and futile:
                break  # neighbourhoods alone find nothing else a second time

    def nothing_to_mend(self) -> bool:
        """Whether all that was agreed holds, and how much more can be served is known from before."""
        return any(self._run.known_bounds[:1]) and not len(changed_requests(self._run, self._known))

    def _move(self, walk: "LocalSearch", deadline: float | None) -> None:
        """Sessions of moves from one point, none of which makes anything worse; the best of them counts."""
        run = self._run
        start, found = run.known_incumbent, []
        for _ in range(_SESSIONS):
            walk.start_from(start, run.limits.seed + self._session, memory=1)
            self._session += 1
            for _ in range(0, _MOVES, _LOOK):
                if run.out_of_time(deadline):
                    break
                walk.search(_LOOK)
            found.append(walk.best())
        run.accept(self._tiers - 1, min(found, key=run.matrix.values))

    def _take_back(self, deadline: float | None) -> None:
        """Neighbourhoods around what differs from what was agreed, larger ones where small ones fail."""
        run = self._run
        parameters, size = run.parameters.variations, run.parameters.variations.smallest
        while self._around is not None and size <= parameters.largest and not run.out_of_time(deadline):
            seeds = changed_requests(run, self._known)
            left = run.limits_until(deadline, 1).seconds
            seconds = None if left is None else min(parameters.seconds, left)
            if not len(seeds) or not self._around.improve(seeds, size, seconds):
                size *= 2


def _local_search(run: Run, tiers: int) -> "LocalSearch | None":
    small = run.matrix.shape[1] <= run.parameters.construction.greedy_up_to
    if small or not is_ready(wait=run.limits.work is not None):
        return None
    return local_search_for(run, run.tightened, tiers, run.known_incumbent)
