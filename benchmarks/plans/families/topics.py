"""Topics of a plan: as many as its shape has, the most asked first."""

import numpy as np

from benchmarks.plans.families.shape import Shape
from benchmarks.plans.world import FIELDS, PROCEDURES

_NAMED = tuple(name for pair in zip(PROCEDURES, FIELDS, strict=False) for name in pair)
_KNOWN = (*_NAMED, *PROCEDURES[len(FIELDS) :])


def topics_of(shape: Shape) -> tuple[str, ...]:
    """Names, invented where the reference has no more."""
    invented = (f"subject-{number:02d}" for number in range(1, shape.topics - len(_KNOWN) + 1))
    return (*_KNOWN[: shape.topics], *invented)


def popularity(topics: tuple[str, ...]) -> np.ndarray:
    """Share of each topic, falling with its rank."""
    weight = 1 / (np.arange(len(topics)) + 2.0) ** 0.8
    return np.asarray(weight / weight.sum())
