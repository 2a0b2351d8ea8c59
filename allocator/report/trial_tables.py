"""What a change of an allocation does, for planners: what is changed, rules broken, goals lost or gained."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.enumeration import enumerated
from allocator.report.table import Column, Table
from allocator.report.words import counted, unit_words
from allocator.rules.base import HARD, rule_name

if TYPE_CHECKING:
    from allocator.allocation import Mission
    from allocator.whatif.trial import GoalChange, Trial

_NAMED = 8  # people of a team named in a sentence, at most


def trial_sentences(trial: "Trial") -> Iterator[str]:
    """What is changed, request by request, then whether it can be done."""
    for code, before, after in trial.missions:
        yield f"{code}: {_change(before, after)}."
    hard = {violation.rule for violation in trial.broken}
    if hard:
        names = enumerated(map(rule_name, dict.fromkeys(v.rule for v in trial.broken)), _NAMED)
        yield f"As it stands it breaks {counted(len(hard), 'hard rules')}: {names}."
    else:
        yield "No hard rule is broken."


def _change(before: "Mission | None", after: "Mission | None") -> str:
    if after is None:
        return "not served any more"
    if before is None:
        payer = f", paid by {after.agreement}" if after.agreement else ""
        return f"served from {after.start} by {enumerated(after.experts, _NAMED) or 'nobody'}{payer}"
    return "; ".join(_differences(before, after)) or "stays as it is"


def _differences(before: "Mission", after: "Mission") -> Iterator[str]:
    """Who goes instead of whom, when, and who pays."""
    come = [place for place in after.team if place not in before.team]
    gone = [place for place in before.team if place not in after.team]
    for seat in dict.fromkeys(place.seat for place in (*come, *gone)):
        new, old = ([place.expert for place in team if place.seat == seat] for team in (come, gone))
        instead = f" instead of {enumerated(old, _NAMED)}" if old else ""
        yield f"{enumerated(new, _NAMED) or 'nobody'} in the seat {seat}{instead}"
    if before.start != after.start:
        yield f"from {after.start} instead of {before.start}"
    if before.agreement != after.agreement:
        yield f"{after.agreement or 'nobody'} pays instead of {before.agreement or 'nobody'}"


def trial_rules(trial: "Trial") -> Table:
    """Every rule that the changes break, at a price or not at all permitted, and those that they mend."""
    texts = ("effect", "rule", "what breaks it", "why")
    columns = (*map(Column, texts), Column("amount", "whole"))
    effects = [("broken" if v.level is HARD else "at a price", v) for v in trial.violations]
    effects.sort(key=lambda each: each[0] != "broken")
    effects += [("mended", violation) for violation in trial.mended]
    rows = ((effect, rule_name(v.rule), v.subject, v.message, v.amount) for effect, v in effects)
    return Table("Rules of a change", columns, tuple(rows))


def trial_goals(trial: "Trial") -> Table:
    """Each goal before and after; under a tier that adds up several, what each of these loses or gains."""
    columns = (
        Column("goal"), Column("now", "whole"), Column("then", "whole"), Column("change", "whole"),
        Column("unit"), Column("effect"),
    )  # fmt: skip
    currency = trial.result.plan.settings.currency
    rows = []
    for goal in trial.goals:
        rows.append(_row(goal, currency))
        rows += [_row(part, currency, "  ") for part in goal.parts if part.change]
    return Table("Goals of a change", columns, tuple(rows))


def _row(goal: "GoalChange", currency: str, indent: str = "") -> tuple[str | int, ...]:
    effect = "better" if goal.gain > 0 else "worse" if goal.gain < 0 else "same"
    unit = unit_words(goal.unit, currency)
    return f"{indent}{goal.name}", goal.before, goal.after, goal.change, unit, effect
