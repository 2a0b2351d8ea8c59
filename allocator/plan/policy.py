"""The coordination model: which rules hold, how hard, and what is sought first."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """How a rule holds: never broken, broken at a price in a goal tier, or not asked."""

    HARD = "hard"
    SOFT = "soft"
    OFF = "off"


#: Priority 1 (most urgent) to 5, when a model file says nothing else.
DEFAULT_PRIORITIES: Mapping[int, int] = MappingProxyType({1: 12, 2: 7, 3: 4, 4: 2, 5: 1})


#: What an explanation may offer to change so that a request is served, and the unit that a model prices.
NEGOTIABLE: Mapping[str, str] = MappingProxyType({
    "window": "day that the request's window is longer",
    "level": "level that a seat of the request asks less",
    "language": "further language of the request",
    "pairing": "request whose experts may come from one country",
    "release": "further day of release of an expert",
    "accreditation": "pre-accredited expert who is accredited",
    "missions": "further mission of an expert",
    "days": "further mission day of an expert",
    "away_at_once": "further person of an administration away at once",
    "release_days": "further mission day of an administration",
    "missions_at_once": "further mission at once at a Member",
    "budget": "1,000, in the plan's currency, more in an agreement's budget",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit of a change counts, against those of other kinds, and how many units may be asked for."""

    price: int
    most: int


@dataclass(frozen=True, slots=True)
class Term:
    """One goal, or one soft rule, inside a tier. `code` names it; `weight` is a positive whole number."""

    code: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Tier:
    """One level of the lexicographic objective: the weighted sum of its terms."""

    terms: tuple[Term, ...]

    @property
    def name(self) -> str:
        """The tier as it is reported: `served`, `fit + 2 interest`."""
        return " + ".join(t.code if t.weight == 1 else f"{t.weight} {t.code}" for t in self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinationModel:
    """A policy: a level for every rule, the weight of each priority, the goal tiers in order; and the price
    of what may be changed for the sake of a request, by the kinds of `NEGOTIABLE`.

    Build one with `allocator.read_model`, which refuses unknown, missing and contradictory codes.
    """

    title: str
    levels: Mapping[str, Level]
    tiers: tuple[Tier, ...]
    priorities: Mapping[int, int] = field(default_factory=lambda: DEFAULT_PRIORITIES)
    negotiable: Mapping[str, Price] = field(default_factory=lambda: MappingProxyType({}))

    def level(self, code: str) -> Level:
        """The level of the rule `code`; KeyError for a code that no rule has."""
        return self.levels[code]

    def is_on(self, code: str) -> bool:
        """Whether the rule `code` is hard or soft."""
        return self.levels[code] is not Level.OFF

    def with_levels(self, **changes: Level) -> "CoordinationModel":
        """The same model with other levels: `model.with_levels(pairing=Level.HARD)`."""
        return replace(self, levels=MappingProxyType({**self.levels, **changes}))
