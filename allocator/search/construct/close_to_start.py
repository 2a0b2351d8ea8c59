"""Search close to a known allocation: moves and small neighbourhoods that improve it, never by a detour.

Local search that remembers a single move accepts nothing worse, tier by tier, so what is far from the known
allocation is reached only where every step pays. Between its sessions, exact neighbourhoods around whatever
differs take back what need not differ.
"""

from typing import TYPE_CHECKING

from allocator.search.construct.initial_solution import changed_requests
from allocator.search.known import Known
from allocator.search.lns.around import Around
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.local import is_ready
from allocator.search.run import Run

if TYPE_CHECKING:
    from allocator.search.local.local_search import LocalSearch

_MOVES, _LOOK = 4_000, 500  # of a session; between two looks at the clock
_FUTILE = 3  # rounds without a gain


def improve_close_to(run: Run, known: Known) -> None:
    """Improve the incumbent of a run without going far from a known allocation."""
    parameters = run.parameters.repairs
    deadline, tiers = run.deadline(parameters.search_share), min(parameters.tiers, len(run.matrix.tiers))
    around = Around(run, rivalry_of(run.matrix, run.tightened), tiers)
    search = _local_search(run, tiers)
    futile = session = 0
    while futile < _FUTILE and not run.over(tiers - 1, deadline):
        before = run.matrix.values(run.known_incumbent)
        if search is not None:
            _walk(run, search, tiers, session, deadline)
        _take_back(run, known, around, deadline)
        session += 1
        futile = 0 if run.matrix.values(run.known_incumbent) < before else futile + 1


def _local_search(run: Run, tiers: int) -> "LocalSearch | None":
    if run.matrix.shape[1] <= run.parameters.construction.greedy_up_to or not is_ready():
        return None
    from allocator.search.local.local_search import LocalSearch

    return LocalSearch(
        run.matrix, run.tightened, tiers, run.known_incumbent, run.limits.seed, run.parameters.local_search
    )


def _walk(run: Run, search: "LocalSearch", tiers: int, session: int, deadline: float | None) -> None:
    """A session of moves, none of which makes anything worse."""
    search.start_from(run.known_incumbent, run.limits.seed + session, memory=1)
    for _ in range(0, _MOVES, _LOOK):
        if run.over(tiers - 1, deadline):
            break
        search.search(_LOOK)
    run.accept(tiers - 1, search.best())


def _take_back(run: Run, known: Known, around: Around, deadline: float | None) -> None:
    """Neighbourhoods around what differs from the known allocation, larger ones where small ones fail."""
    parameters, size = run.parameters.variations, run.parameters.variations.smallest
    while size <= parameters.largest and not run.over(0, deadline):
        seeds = changed_requests(run, known)
        left = run.limits_until(deadline, 1).seconds
        seconds = None if left is None else min(parameters.seconds, left)
        if not len(seeds) or not around.improve(seeds, size, seconds):
            size *= 2
