"""The two goals of a trade-off, and the model that seeks them first."""

from dataclasses import replace

from allocator.errors import Fault, InputError
from allocator.goals import GOALS
from allocator.plan.policy import CoordinationModel, Level, Term, Tier
from allocator.results.result import Result
from allocator.rules import RULES
from allocator.tables.cells.suggest import did_you_mean

_GOALS = tuple(module.GOAL.code for module in GOALS)


def model_for(result: Result, goals: tuple[str, str]) -> CoordinationModel:
    """The model of a result with two goals, or soft rules, as its first tiers; what else it seeks comes
    behind.

    Raises InputError for a name that is no goal, a rule that the model does not try for, and one goal twice.
    """
    faults = [fault for code in goals for fault in _faults(result.model, code)]
    if goals[0] == goals[1]:
        faults.append(Fault(place=goals[0], message="is named twice; a trade-off is between two goals"))
    if faults:
        raise InputError("advise curve", faults)
    rest = [tuple(term for term in tier.terms if term.code not in goals) for tier in result.model.tiers]
    first = [Tier((Term(code),)) for code in goals]
    return replace(result.model, tiers=(*first, *(Tier(terms) for terms in rest if terms)))


def _faults(model: CoordinationModel, code: str) -> list[Fault]:
    """What is wrong with a name."""
    if code in _GOALS:
        return []
    if code in RULES:
        level = model.level(code)
        if level is Level.SOFT:
            return []
        why = "is always kept" if level is Level.HARD else "is off"
        return [Fault(place=code, message=f"{why} in this model, so there is nothing to trade")]
    soft = [each for each in RULES if model.level(each) is Level.SOFT]
    known = ", ".join([*_GOALS, *soft])
    hint = did_you_mean(code, [*_GOALS, *soft])
    return [
        Fault(place=code, message=f"is no goal and no soft rule of this model{hint or '; known: ' + known}")
    ]
