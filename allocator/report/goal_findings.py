"""Goals and results held against each other, said in a sentence each."""

from typing import TYPE_CHECKING

from allocator.report.phrases import Phrases
from allocator.report.verdict import shown_goals

if TYPE_CHECKING:
    from allocator.questions.comparison import Comparison
    from allocator.results.result import Goal, Result

_PART = " + "  # between the goals of a tier


def gap_finding(result: "Result", say: Phrases) -> str:
    """How many goals are proven, and what is known of the first that is not."""
    goals = [goal for _, goal in shown_goals(result)]
    if not goals:
        return say("gap.nothing")
    proven = sum(goal.proven for goal in goals)
    if proven == len(goals):
        return say("gap.all_proven", n=say.number(len(goals)))
    said = say("gap.finding", proven=say.number(proven), goals=say.counted("goals", len(goals)))
    open_goal = next(goal for goal in goals if not goal.proven)
    state = goal_state(open_goal, result.plan.settings.currency, say)
    return f"{said}; {goal_name(open_goal.name, say)}: {state}"


def goal_state(goal: "Goal", currency: str, say: Phrases) -> str:
    """`588 weight units, at most 614 possible`; `proven` where no plan is better."""
    value = f"{say.number(goal.value)} {unit_name(goal.unit, currency, say)}"
    if goal.proven:
        return say("state.proven", value=value)
    if goal.bound is None:
        return say("state.unknown", value=value)
    if goal.gap == 0:
        return say("state.equal", value=value)
    key = "state.max" if goal.sense == "max" else "state.min"
    return say(key, value=value, bound=say.number(goal.bound))


def goal_name(name: str, say: Phrases) -> str:
    """The name of a goal, or of several that one tier weighs, in the words of the language."""
    return _PART.join(_one_name(part, say) for part in name.split(_PART))


def _one_name(part: str, say: Phrases) -> str:
    weight, _, code = part.rpartition(" ")
    named = say.get(f"goal.{code}", code.replace("_", " "))
    return f"{weight} × {named}" if weight else named


def unit_name(unit: str, currency: str, say: Phrases) -> str:
    """A unit of goals in the words of the language."""
    return currency if unit == "currency" else say.get(f"unit.{unit}", unit)


def compare_finding(comparison: "Comparison", say: Phrases) -> str:
    """How many requests the others serve more or fewer than the first."""
    first, *others = comparison.entries
    served = len(first.best.allocation.missions)
    told = [say("compare.first", name=first.name, requests=say.counted("requests", served))]
    for entry in others:
        more = len(entry.best.allocation.missions) - served
        key = "compare.more" if more > 0 else "compare.fewer" if more else "compare.same"
        told.append(say(key, name=entry.name, n=say.number(abs(more))))
    return "; ".join(told)
