"""How a tier adds up its terms, and in what sense and unit it is told."""

from dataclasses import dataclass

from allocator.goals import GOALS
from allocator.goals.base import Sense
from allocator.plan.policy import Tier
from allocator.rules import RULES

_KINDS = {module.GOAL.code: module.GOAL for module in GOALS}


@dataclass(frozen=True, slots=True)
class TierKind:
    """`cost_weights` turn the values of a tier's terms, each in its own sense, into a cost to minimise."""

    sense: Sense
    unit: str
    cost_weights: dict[str, int]

    def reported(self, cost: int) -> int:
        """A cost, or a bound on it, in the sense in which the tier is told."""
        return -cost if self.sense == "max" else cost


def tier_words(name: str) -> str:
    """The name of a tier, or of a goal, as planners read it: `fit, interest and continuity (weighted)`."""
    terms = name.split(" + ")
    codes = [term.rpartition(" ")[2].replace("_", " ") for term in terms]
    if len(codes) == 1:
        return codes[0]
    weighed = any(" " in term for term in terms)
    return f"{', '.join(codes[:-1])} and {codes[-1]} ({'weighted' if weighed else 'added up'})"


def tier_kind(tier: Tier, currency: str) -> TierKind:
    """A tier is told as a maximum where all its terms are, else as a minimum; amounts of rules are minimised.

    A single term of weight 1 keeps its own unit.
    """
    senses = {t.code: _KINDS[t.code].sense if t.code in _KINDS else "min" for t in tier.terms}
    sense: Sense = "max" if set(senses.values()) == {"max"} else "min"
    weights = {t.code: -t.weight if senses[t.code] == "max" else t.weight for t in tier.terms}
    alone = len(tier.terms) == 1 and tier.terms[0].weight == 1
    return TierKind(sense, _unit(tier.terms[0].code, currency) if alone else "points", weights)


def _unit(code: str, currency: str) -> str:
    unit = _KINDS[code].unit if code in _KINDS else RULES[code].unit
    return currency if unit == "currency" else unit
