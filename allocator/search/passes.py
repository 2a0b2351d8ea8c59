"""All tiers, and those that are left open again, for as long as time is left and that pays.

A tier ends when its share of the time is up, or nothing gains any more. What time is left then goes to the
first tier that is open and to those after it, whose values follow from it: walks that remember more, another
draw of neighbourhoods, and bounds that the better values of the tiers before lift.
"""

from allocator.search.run import Run
from allocator.search.tiers import solve_tiers


def solve_in_passes(run: Run) -> bool:
    """Work through the tiers, as often as pays. False: there is no point at all."""
    possible = solve_tiers(run)
    while possible and (first := _worth_another_pass(run)) is not None:
        before = _known(run)
        run.take_up_open(first)
        possible = solve_tiers(run, first)
        if _known(run) == before:
            break
    return possible


def _worth_another_pass(run: Run) -> int | None:
    """The first open tier, if there is time for it. Where no clock may decide, or there is no end, one pass
    is all."""
    seconds, left = run.limits.seconds, run.seconds_left()
    if seconds is None or left is None or run.incumbent is None or run.stopped:
        return None
    if left <= run.parameters.tiers.least_pass * seconds:
        return None
    return next((t for t in range(len(run.matrix.tiers)) if not run.is_closed(t)), None)


def _known(run: Run) -> tuple[object, ...]:
    """Values and bounds."""
    tiers = range(len(run.matrix.tiers))
    return run.matrix.values(run.known_incumbent), [run.testimony.bound(t) for t in tiers]
