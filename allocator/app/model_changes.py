"""A coordination model, changed in one place: each change is read again as a file of it would be.

All raise InputError where the model does not fit then, such as a soft rule that no goal weighs, or a weight
that is no whole number; the fault names the place in the file, and nothing is changed.
"""

from collections.abc import Set
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from allocator.inputs.model_file import parse_model, write_model
from allocator.plan.policy import CoordinationModel, Level, Price, Term, Tier


def with_title(model: CoordinationModel, title: str) -> CoordinationModel:
    """The model under another title."""
    return _read_again(replace(model, title=title))


def with_level(model: CoordinationModel, code: str, level: Level) -> CoordinationModel:
    """The model with another level of a rule."""
    others = {f"{code} {other}" for other in Level}
    return _changed(model.with_levels(**{code: level}), f"{code} {level}", others)


def place_of(model: CoordinationModel, tier: Tier) -> int | None:
    """At which place, from 0, a model seeks the goals of a tier, whatever they weigh; None where it does not
    seek just these together."""
    codes = [term.code for term in tier.terms]
    places = (n for n, each in enumerate(model.tiers) if [term.code for term in each.terms] == codes)
    return next(places, None)


def with_tier_moved(model: CoordinationModel, tier: int, by: int) -> CoordinationModel:
    """The model with the tier `tier`, from 0, so many places later; the same where it cannot go there."""
    if not 0 <= tier + by < len(model.tiers):
        return model
    tiers = list(model.tiers)
    tiers.insert(tier + by, tiers.pop(tier))
    return _with_tiers(model, tiers)


def with_goal(model: CoordinationModel, code: str, tier: int) -> CoordinationModel:
    """The model that seeks one more goal, or weighs one more rule, in a tier from 0, with weight 1; in a tier
    of its own where that is behind the last."""
    tiers = [*model.tiers, Tier(())] if tier == len(model.tiers) else list(model.tiers)
    tiers[tier] = Tier((*tiers[tier].terms, Term(code)))
    return _with_tiers(model, tiers)


def without_goal(model: CoordinationModel, code: str) -> CoordinationModel:
    """The model that does not seek a goal; a tier that is empty then goes as well."""
    tiers = [Tier(tuple(term for term in tier.terms if term.code != code)) for tier in model.tiers]
    return _with_tiers(model, [tier for tier in tiers if tier.terms])


def with_weight(model: CoordinationModel, code: str, weight: float | None) -> CoordinationModel:
    """The model with another weight of a goal in its tier; None for a field that was left blank."""
    number = _number(weight)
    return _with_tiers(model, [
        Tier(tuple(Term(code, number) if term.code == code else term for term in tier.terms))
        for tier in model.tiers
    ])  # fmt: skip


def with_priority(model: CoordinationModel, priority: int, weight: float | None) -> CoordinationModel:
    """The model with another weight of the requests of a priority."""
    priorities = MappingProxyType({**model.priorities, priority: _number(weight)})
    return _changed(replace(model, priorities=priorities), "priorities changed")


def with_price(
    model: CoordinationModel, kind: str, price: float | None, most: float | None
) -> CoordinationModel:
    """The model with another price of a change; both None where the change is not to be asked for."""
    kept = {**model.negotiable, kind: Price(_number(price), _number(most))}
    if price is None and most is None:
        del kept[kind]
    return _changed(replace(model, negotiable=MappingProxyType(kept)), "prices changed")


def _with_tiers(model: CoordinationModel, tiers: list[Tier]) -> CoordinationModel:
    return _changed(replace(model, tiers=tuple(tiers)), "goals changed")


def _changed(model: CoordinationModel, what: str, instead_of: Set[str] = frozenset()) -> CoordinationModel:
    """The model with what was changed behind its title, once."""
    parts = [part for part in model.title.split(", ") if part not in {what, *instead_of}]
    return _read_again(replace(model, title=", ".join([*parts, what])))


def _read_again(model: CoordinationModel) -> CoordinationModel:
    return parse_model(write_model(model))


def _number(value: float | None) -> Any:
    """A number as it was typed; whether it is one that the model can hold is for its reader to say."""
    value = value or 0
    return int(value) if float(value).is_integer() else value
