"""What a change of an allocation does, for planners: what is changed, rules broken, goals lost or gained."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.errors import enumerated
from allocator.report.table import Column, Table
from allocator.report.words import counted, goal_words, unit_words
from allocator.rules.base import HARD, rule_name
from allocator.whatif.trial_words import mission_sentences

if TYPE_CHECKING:
    from allocator.results.interval import Interval
    from allocator.whatif.trial import GoalChange, Trial
    from allocator.whatif.trial_recovery import Recovery

_NAMED = 8  # requests named in a sentence, at most
_SCALE = (
    "1 for a mission on another date or with another payer, 1 for a person with another date or seat,"
    " 2 for one who does not go any more"
)
_ON_PAPER = "better on paper"  # where the change cannot be carried out
_WITH_IT = "at best with it"
_SAYS_BEST = (
    f"'{_WITH_IT.capitalize()}' is what no allocation passes that keeps the change and is no worse in what"
    " comes before: who drops out, change points, then goal by goal. Bounds on the Summary are those of any"
    " plan."
)
_GOALS = (Column("goal"), Column("now", "whole"), Column("then", "whole"), Column("change", "whole"))


def trial_sentences(trial: "Trial") -> Iterator[str]:
    """What is changed, request by request, then whether it can be done."""
    yield from mission_sentences(trial.missions)
    rules = dict.fromkeys(rule_name(violation.rule) for violation in trial.broken)
    if rules:
        yield f"As it stands it breaks {counted(len(rules), 'hard rules')}: {', '.join(rules)}."
        if any(goal.gain > 0 for goal in trial.goals):
            yield "It cannot be carried out so: what would be better is not to be had by it."
    elif not trial.standing:
        yield "No hard rule is broken."
    if trial.standing:
        before = dict.fromkeys(rule_name(violation.rule) for violation in trial.standing)
        yield f"Broken before, and still: {', '.join(before)}."
        yield "It cannot be carried out before these are mended."
    same = [goal_words(goal.name) for goal in trial.goals if not _changes(goal)]
    if same:
        yield f"Goals that stay as they are: {'; '.join(same)}."


def _changes(goal: "GoalChange") -> bool:
    """Whether a goal, or one of those that it adds up, changes."""
    return any(each.change for each in (goal, *goal.parts))


def recovery_sentences(recovery: "Recovery") -> Iterator[str]:
    """What solving again around a change found, and what of it is proven."""
    if recovery.status == "impossible":
        yield f"Nothing keeps this change beside the hard rules and locks: proven by {recovery.proof}."
    elif recovery.dropped is None or recovery.points is None:
        yield (
            "Solved again around it: no allocation with this change was found in the time given, and none is"
            " proven impossible."
        )
    else:
        yield f"Solved again around it: {_lost(recovery, recovery.dropped)}."
        yield f"{_points(recovery.points)}: {_SCALE}."
        yield from mission_sentences(recovery.missions)
        if any(goal.best is not None for goal in recovery.goals):
            yield _SAYS_BEST
    yield from recovery.incidents


def _lost(recovery: "Recovery", dropped: "Interval") -> str:
    """Who drops out, and whether it could be less."""
    asked = {code for code, _, after in recovery.trial.missions if after is None}
    codes = [code for code, _, after in recovery.missions if after is None and code not in asked]
    if not codes:
        return "nothing else that is served drops out"
    cheaper = f"no less than {dropped.low:,}" if dropped.low else "whether something must is not settled"
    weight = counted(dropped.high or 0, "weight units")
    verb = "drops" if len(codes) == 1 else "drop"
    sure = "nothing cheaper exists" if dropped.settled else cheaper
    return f"{enumerated(codes, _NAMED)} {verb} out, {weight}; {sure}"


def _points(points: "Interval") -> str:
    least = f"at least {points.low:,}" if points.low else "the least is not known"
    sure = "which is the least" if points.settled else least
    return f"It takes {counted(points.high or 0, 'change points')}, {sure}"


def trial_rules(trial: "Trial") -> Table:
    """Every rule that the changes break, at a price or not at all permitted, and those that they mend."""
    texts = ("effect", "rule", "what breaks it", "why")
    columns = (*map(Column, texts), Column("amount", "whole"))
    effects = [("broken" if v.level is HARD else "at a price", v) for v in trial.violations]
    effects += [("broken before", violation) for violation in trial.standing]
    effects.sort(key=lambda each: not each[0].startswith("broken"))
    effects += [("mended", violation) for violation in trial.mended]
    rows = ((effect, rule_name(v.rule), v.subject, v.message, v.amount) for effect, v in effects)
    return Table("Rules of a change", columns, tuple(rows))


def trial_goals(trial: "Trial") -> Table:
    """Each goal that changes, before and after; under a tier that adds up several, which of these do. Beside
    broken rules nothing is gained."""
    rows = []
    for goal in filter(_changes, trial.goals):
        for indent, each in (("", goal), *(("  ", part) for part in goal.parts if part.change)):
            unit = unit_words(each.unit, trial.result.plan.settings.currency)
            effect = _effect(each.gain)
            if not trial.possible and each.gain > 0:
                effect = _ON_PAPER
            name = f"{indent}{goal_words(each.name)}"
            rows.append((name, each.before, each.after, each.change, unit, effect))
    return Table("Goals of a change", (*_GOALS, Column("unit"), Column("effect")), tuple(rows))


def recovery_goals(recovery: "Recovery") -> Table:
    """Each goal before and after solving again, and how good it could be at best."""
    rows = []
    for goal in recovery.goals:
        gain = goal.after - goal.before if goal.sense == "max" else goal.before - goal.after
        unit = unit_words(goal.unit, recovery.trial.result.plan.settings.currency)
        rows.append((
            goal_words(goal.name), goal.before, goal.after, goal.after - goal.before, unit, _effect(gain),
            goal.best,
        ))  # fmt: skip
    columns = (*_GOALS, Column("unit"), Column("effect"), Column(_WITH_IT, "whole"))
    return Table("Goals recovered", columns, tuple(rows))


def _effect(gain: int) -> str:
    return "better" if gain > 0 else "worse" if gain < 0 else "same"
