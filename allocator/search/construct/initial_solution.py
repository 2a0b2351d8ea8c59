"""The first allocation: what is locked by construction, the rest as the compiled code fills it in."""

import time

import numpy as np

from allocator.matrix import complete, point_of
from allocator.problem import Ints
from allocator.search.construct.greedy import SoFar, construct
from allocator.search.construct.locks_served import feasible_start
from allocator.search.construct.one_weekday import on_one_weekday
from allocator.search.known import Known
from allocator.search.lns.around import Around
from allocator.search.lns.rivalry import rivalry_of
from allocator.search.local import is_ready
from allocator.search.local_searches import local_search_for
from allocator.search.outcome import allocation_of
from allocator.search.run import Run
from allocator.search.schedules.list_scheduling import earliest_dates
from allocator.solvers.program import Watch


def first_point(run: Run, deadline: float | None) -> Ints | None:
    """A feasible point; None where none was found, which proves nothing.

    The compiled code is waited for while it is loaded, which pays. While it is compiled, once on a machine,
    and where it cannot be, missions are placed one by one until it is there, or until the deadline: the run
    is given what stands after two seconds. No clock decides under a limit of work.
    """
    matrix, tightened, parameters = run.matrix, run.tightened, run.parameters.construction
    nothing = complete(matrix, tightened.lower)
    possible = matrix.feasible(nothing)
    if possible and not tightened.upper[matrix.columns.y].any():
        return nothing
    if matrix.shape[1] <= parameters.greedy_up_to:
        return construct(matrix, tightened, deadline, parameters=parameters)
    if (earliest := earliest_dates(run)) is not None:
        return earliest
    ready = _is_compiled(run)
    if possible and ready:
        return _filled(run, nothing)
    point = construct(matrix, tightened, deadline, _Enough(run), parameters)
    return _filled(run, point) if point is not None and is_ready() else point


def _is_compiled(run: Run) -> bool:
    """Whether the compiled code is there; it is waited for where no clock may decide."""
    return is_ready(wait=run.limits.work is not None)


def from_known(run: Run, known: Known) -> Ints | None:
    """What still holds of a known allocation, with whatever fits in beside it; None where too little holds
    for a feasible point, or no mission does. Never worse than what holds, tier by tier."""
    matrix, tightened = run.matrix, run.tightened
    watch = Watch(run.stopped, task="what is locked", mishaps=run.mishaps)
    run.watches.append(watch)
    point = feasible_start(matrix, tightened, point_of(matrix, known.allocation), watch)
    run.watches.remove(watch)
    if point is None or not point[matrix.columns.y].any():
        return None
    if matrix.shape[1] <= run.parameters.construction.greedy_up_to or not _is_compiled(run):
        return point
    search = local_search_for(run, tightened, 1, point)
    if search.has_unserved():
        search.insert_all()
    return min(point, search.best(), key=matrix.values)


def near_the_change(run: Run, known: Known) -> None:
    """Solve anew around what a known allocation could not keep and what is new since, after a
    short walk, which finds sooner what can be served instead (`VariationParameters.walk`)."""
    changed, parameters = changed_requests(run, known), run.parameters.variations
    if not len(changed):
        return
    _walk(run, run.deadline(parameters.walk_share))
    if run.matrix.shape[1] > run.parameters.neighbourhoods.up_to:
        return  # copies of the matrix would take too much memory
    around, size = Around(run, rivalry_of(run.matrix, run.tightened)), parameters.smallest
    deadline = run.deadline(parameters.change_share)
    while size <= parameters.largest and not run.over(0, deadline):
        left = run.limits_until(deadline, 1).seconds
        seconds = None if left is None else min(parameters.seconds, left)
        if not around.improve(changed, size, seconds):
            size *= 2


def _walk(run: Run, deadline: float | None) -> None:
    """Improve the first tier of the incumbent by a session of local search, where that is compiled."""
    parameters, left, work = run.parameters.sessions, run.parameters.variations.walk, run.limits.work
    if run.matrix.shape[1] <= run.parameters.construction.greedy_up_to or not _is_compiled(run):
        return
    if work is not None:
        left = min(left, work * parameters.moves_per_effort)
    search = local_search_for(run, run.tightened, 1, run.known_incumbent)
    while left > 0 and not run.over(0, deadline):
        search.search(parameters.moves_per_look)
        left -= parameters.moves_per_look
    run.accept(0, search.best())


def changed_requests(run: Run, known: Known) -> Ints:
    """The requests whose missions are not as they were, in what was agreed or else at the start, and those
    that are new."""
    before, now = (
        {
            mission.request: (mission.start, frozenset(mission.team), mission.agreement)
            for mission in each.missions
        }
        for each in (
            known.agreed if known.agreed.missions else known.allocation,
            allocation_of(run.matrix, run.known_incumbent),
        )
    )
    changed = [
        r
        for r, request in enumerate(run.matrix.columns.problem.requests)
        if request.request in known.new
        or (request.request in before and now.get(request.request) != before[request.request])
    ]
    return np.array(changed, dtype=np.int64)


class _Enough:
    """Ends a construction when the run is stopped, or the compiled code can go on from what is placed; if
    that takes long, the run is given what is placed."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._soon: float | None = None
        self._given = False

    def __call__(self, so_far: SoFar) -> bool:
        if self._run.stopped or is_ready():
            return so_far() is not None
        now = time.perf_counter()
        self._soon = (
            self._soon or now + self._run.parameters.construction.shown_after
        )  # from the first placing on
        if not self._given and now > self._soon:
            self._given = True
            if (point := so_far()) is not None:
                self._run.begin(point)
        return False


def _filled(run: Run, point: Ints) -> Ints:
    """A feasible point with whatever fits in beside what it serves: on one weekday, unless it serves
    something on another, which the search would have to forget."""
    tightened = on_one_weekday(run.matrix, run.tightened, run.parameters)
    if (point > tightened.upper).any():
        tightened = run.tightened
    search = local_search_for(run, tightened, 1, point)
    search.insert_all()
    search.search(run.parameters.construction.polishing_moves)
    return min(point, search.best(), key=run.matrix.values)
