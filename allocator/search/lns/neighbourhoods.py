"""The kinds of neighbourhoods: which requests to reconsider together while all others keep their missions.

To add a kind, write a class with a name and a `draw`, and add it to NEIGHBOURHOODS: how often it is drawn is
learned from what it gains (see `selection`).
"""

from typing import Protocol

import numpy as np

from allocator.problem import Bools, Doubles, Ints
from allocator.search.lns.rivalry import Rivalry

_DAYS_OF_LUCK = 30  # by which the weeks of a neighbourhood are blurred


class Neighbourhood(Protocol):
    """One kind of neighbourhood."""

    name: str

    def draw(self, rivalry: Rivalry, served: Bools, size: int, random: np.random.Generator) -> Ints | None:
        """At most `size` requests, in ascending order; None where there is none of this kind."""
        ...


class AroundUnserved:
    """A request that is not served and those that compete with it most."""

    name = "unserved"

    def draw(self, rivalry: Rivalry, served: Bools, size: int, random: np.random.Generator) -> Ints | None:
        """See Neighbourhood."""
        unserved = np.flatnonzero(~served)
        return _around(rivalry, int(random.choice(unserved)), size, random) if len(unserved) else None


class AroundAny:
    """Any request and those that compete with it most."""

    name = "rivals"

    def draw(self, rivalry: Rivalry, served: Bools, size: int, random: np.random.Generator) -> Ints | None:
        """See Neighbourhood."""
        return _around(rivalry, int(random.integers(len(served))), size, random)


class WithinWeeks:
    """Requests whose windows lie around the same weeks."""

    name = "weeks"

    def draw(self, rivalry: Rivalry, served: Bools, size: int, random: np.random.Generator) -> Ints | None:
        """See Neighbourhood."""
        seed = int(random.integers(len(served)))
        middle = (rivalry.first + rivalry.last) / 2
        distance = np.abs(middle - middle[seed]) + random.random(len(middle)) * _DAYS_OF_LUCK
        distance[seed] = -1
        return _best(-distance, size)


class OfAgreement:
    """Requests that one agreement may pay for."""

    name = "agreement"

    def draw(self, rivalry: Rivalry, served: Bools, size: int, random: np.random.Generator) -> Ints | None:
        """See Neighbourhood."""
        useful = np.flatnonzero(rivalry.payable.sum(axis=0) > 1)
        if not len(useful):
            return None
        return _sharing(rivalry.payable[:, random.choice(useful)], size, random)


class OfPerson:
    """Requests that one person could go on, the more likely the more of them there are."""

    name = "person"

    def draw(self, rivalry: Rivalry, served: Bools, size: int, random: np.random.Generator) -> Ints | None:
        """See Neighbourhood."""
        asked = rivalry.able.sum(axis=0, dtype=np.float64)
        asked[asked < 2] = 0
        if not asked.any():
            return None
        return _sharing(rivalry.able[:, random.choice(len(asked), p=asked / asked.sum())], size, random)


class AlongChain:
    """A request that builds on others, or others on it, with the whole chain and its rivals."""

    name = "chain"

    def draw(self, rivalry: Rivalry, served: Bools, size: int, random: np.random.Generator) -> Ints | None:
        """See Neighbourhood."""
        inside = np.flatnonzero(rivalry.linked.any(axis=0))
        if not len(inside):
            return None
        chain = np.zeros(rivalry.requests, dtype=bool)
        seed = int(random.choice(inside))
        chain[seed] = True
        while (more := rivalry.linked[chain].any(axis=0) & ~chain).any():
            chain |= more
        score = rivalry.shared[chain].sum(axis=0) * random.random(rivalry.requests)
        score[chain] = np.inf
        return _best(score, size)


NEIGHBOURHOODS: tuple[Neighbourhood, ...] = (
    AroundUnserved(),
    AroundAny(),
    WithinWeeks(),
    OfAgreement(),
    OfPerson(),
    AlongChain(),
)


def _around(rivalry: Rivalry, seed: int, size: int, random: np.random.Generator) -> Ints:
    """The seed and the requests that compete with it most, with some luck."""
    overlap = (rivalry.first <= rivalry.last[seed]) & (rivalry.last >= rivalry.first[seed])
    score = rivalry.shared[seed] * (1 + overlap) * random.random(len(overlap))
    score[seed] = np.inf
    return _best(score, size)


def _sharing(
    able: "np.ndarray[tuple[int], np.dtype[np.float32]]", size: int, random: np.random.Generator
) -> Ints:
    """Random requests among those marked."""
    marked = np.flatnonzero(able)
    return np.sort(random.permutation(marked)[:size]).astype(np.int64)


def _best(score: Doubles, size: int) -> Ints:
    count = min(len(score), size)
    return np.sort(np.argpartition(-score, count - 1)[:count]).astype(np.int64)
