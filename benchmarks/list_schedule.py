"""What recorded tasks would take on more workers: list scheduling on paper, with the engine's own waiting.

The search waits at the end of each round of neighbourhoods, walks are made one after the other on the thread
that calls, and bounds and proofs go on beside the search, on a worker of their own where there are two.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Seconds of one neighbourhood: `made` and `taken` by the thread that calls, which draws it and puts what
    it gained to the rest; `solved` by a worker."""

    made: float
    solved: float
    taken: float


@dataclass(frozen=True, slots=True)
class Recording:
    """A run with one worker, in seconds: the neighbourhoods of each tier in order, all walks, and everything
    `beside` them: bounds, proofs, the matrix."""

    tiers: tuple[tuple[Neighbourhood, ...], ...]
    walks: tuple[float, ...]
    beside: float


def makespan(lengths: Sequence[float], ready: Sequence[float], workers: int) -> float:
    """When the last task ends, where each in turn goes to the worker that is free first, once it is ready.

    Graham, Bounds on multiprocessing timing anomalies, SIAM Journal on Applied Mathematics 17, 1969.
    """
    free = [0.0] * workers
    for length, when in zip(lengths, ready, strict=True):
        heapq.heapreplace(free, max(free[0], when) + length)
    return max(free)


def in_rounds(tier: Sequence[Neighbourhood], workers: int) -> float:
    """Seconds of a tier's neighbourhoods in rounds of as many as there are workers: each is sent off as soon
    as it is made, all are waited for, and their gains are put to the rest one after the other."""
    seconds = 0.0
    for first in range(0, len(tier), workers):
        together = tier[first : first + workers]
        made = list(accumulate(each.made for each in together))
        seconds += makespan([each.solved for each in together], made, workers)
        seconds += sum(each.taken for each in together)
    return seconds


def without_waiting(tier: Sequence[Neighbourhood], workers: int) -> float:
    """The same if nobody waited for a round to end: whoever is free is given the next one. The thread that
    calls has put as many to the rest as it has made before."""
    if not tier:
        return 0.0
    made = list(accumulate(each.made for each in tier))
    taken = accumulate((each.taken for each in tier), initial=0.0)
    ready = [drawn + put for drawn, put in zip(made, taken, strict=False)]
    return makespan([each.solved for each in tier], ready, workers) + tier[-1].taken


def neighbourhoods(run: Recording, workers: int) -> float:
    """Seconds of all rounds of a run."""
    return sum(in_rounds(tier, workers) for tier in run.tiers)


def whole(run: Recording, workers: int) -> float:
    """Seconds of the whole run: one worker does everything in turn; of several, one bounds and proves, and
    the others solve neighbourhoods between the walks."""
    search = sum(run.walks) + neighbourhoods(run, max(1, workers - 1))
    return search + run.beside if workers == 1 else max(search, run.beside)
