"""The twelve families, and mixes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from benchmarks.plans.chance import stream
from benchmarks.plans.families.shape import Shape, typical
from benchmarks.plans.sizes import Size

MIX = "mix"


@dataclass(frozen=True, slots=True)
class Family:
    """What it bends: fields of `Shape`, to one end or to several, which the seeds take in turn."""

    ends: tuple[Mapping[str, Any], ...]

    def bend(self, shape: Shape, seed: int) -> Shape:
        return replace(shape, **self.ends[seed % len(self.ends)])


def _family(*ends: dict[str, Any]) -> Family:
    return Family(tuple(MappingProxyType(end) for end in ends))


#: Where a family has two ends, even seeds have the first one and odd seeds the second.
FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "budgets": _family({"plenty": 0.3}, {"plenty": 20.0}),
        "amounts": _family({"amounts": (1, 10**9), "huge": True}),
        "teams": _family({"teams": (0.2, 0.2, 0.2, 0.2, 0.2)}),
        "topics": _family({"topics": 5}, {"topics": 60}),
        "windows": _family({"windows": (2, 2)}, {"windows": (51, 51)}),
        "chains": _family({"chained": 0.9, "phases": 6}),
        "rest": _family({"rest": (0,)}, {"rest": (60,)}),
        "rooms": _family({"room": 3, "hosted": 13.0}),
        "quotas": _family({"quota": 1}),
        "pairing": _family({"pairing": "required", "teams": (0.0, 0.6, 0.4)}),
        "mentoring": _family({"learners": 0.55, "taught": True, "teams": (0.0, 0.6, 0.4)}),
        "grids": _family({"start_days": "Mon-Fri"}),
    }
)

_SPLIT = 17  # the seed that says which half development may look at


def _open() -> frozenset[str]:
    drawn = np.random.default_rng(_SPLIT).permutation(len(FAMILIES))[: len(FAMILIES) // 2]
    return frozenset(list(FAMILIES)[i] for i in drawn)


#: The half of the families that development may look at, drawn once; the others are measured and no more.
OPEN = _open()
CLOSED = frozenset(FAMILIES) - OPEN


def shape_of(family: str, size: str | Size, seed: int) -> Shape:
    """What a plan is made by; `mix` bends by two to five families, drawn by the seed. KeyError for others."""
    shape = typical(size)
    if family != MIX:
        return FAMILIES[family].bend(shape, seed)
    rng = stream(seed, "mix")
    for name in rng.permutation(sorted(FAMILIES))[: rng.integers(2, 6)]:
        shape = FAMILIES[str(name)].bend(shape, int(rng.integers(2)))
    return shape
