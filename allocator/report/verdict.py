"""Is it good, and can it be better? In words that claim no more than is proven."""

from typing import TYPE_CHECKING

from allocator.errors import first_of
from allocator.goals import COMPARING
from allocator.goals.before import missions_before
from allocator.report.words import counted, goal_words, unit_words
from allocator.rules import RULES

if TYPE_CHECKING:
    from allocator.results.result import Goal, Result

_SHOWN_CHANGES = 5
#: A value from which a gap is no longer counted in pieces, and how many times its bound makes the gap idle.
_LARGE, _FAR = 100, 4
_STATUS = {
    "optimal": "Every goal is proven",
    "feasible": "A plan that keeps every hard rule; not every goal is proven",
    "interrupted": "Interrupted: the best plan found until then",
    "broken": "Changed by hand: hard rules are broken",
}


def shown_goals(result: "Result") -> "list[tuple[int, Goal]]":
    """The goals by number, but for those that compare with a previous allocation where there is none."""
    compared = bool(missions_before(result.plan))
    tiers = enumerate(zip(result.goals, result.model.tiers, strict=False))
    return [
        (number, goal)
        for number, (goal, tier) in tiers
        if compared or any(term.code not in COMPARING for term in tier.terms)
    ]


def status_words(result: "Result") -> str:
    """The status as a sentence."""
    return _STATUS[result.status]


def scenario_words(result: "Result") -> str:
    """What the scenario is called, and what it changes: the first few, and how many more."""
    origin = result.provenance
    changes = "; ".join(first_of(origin.changes, _SHOWN_CHANGES, of=", listed on Checks"))
    return f"Scenario: {origin.scenario}" + (f" ({changes})" if changes else "")


def headline(result: "Result") -> str:
    """What is served, and whether more is possible."""
    served, asked = len(result.allocation.missions), len(result.plan.open_requests)
    if asked == 0:
        return "The plan has no open request: there is nothing to allocate."
    people = {place.expert for _, place in result.allocation.assignments()}
    sent = f"{served} of {counted(asked, 'requests')} served by {counted(len(people), 'experts')}."
    stopped = f"{_STATUS[result.status]}. " if result.status in ("interrupted", "broken") else ""
    return f"{sent} {stopped}{_outlook(result)}"


def _outlook(result: "Result") -> str:
    goals = result.goals
    if not goals:
        return "The model seeks no goal."
    if all(goal.proven for goal in goals):
        return "Proven for every goal in its turn: no plan is better."
    number = next(number for number, goal in enumerate(goals) if not goal.proven)
    words = gap_words(result, number)
    if number == 0:
        return f"{words}." if goals[0].gap == 0 else f"It may be better: {words[0].lower()}{words[1:]}."
    proven = "The first goal is" if number == 1 else f"The first {number} goals are"
    following = goal_words(goals[number].name)
    return f"{proven} proven; the next ({following}) may be better: {words[0].lower()}{words[1:]}."


def gap_words(result: "Result", number: int) -> str:
    """How far from the best possible a goal is. Behind the first, only plans that are at least as good in
    the goals before are compared."""
    goal = result.goals[number]
    none = "no plan" if number == 0 else "no plan as good in the goals before"
    better = _better(goal)
    if goal.parts and all(code in RULES and not result.model.is_on(code) for code in goal.parts):
        return "Not asked: the rule is off in this model"
    if goal.proven:
        return f"Proven: {none} can {better}"
    if goal.gap is None:
        return "No bound is known: how much better a plan can be is open"
    if goal.gap == 0 and number == 0:
        return f"No plan can {better}, though this rests on a bound that the run did not confirm"
    if goal.gap == 0:
        return f"{none[0].upper()}{none[1:]} can {better}, but a goal before is not proven"
    if _says_nothing(goal):
        return (
            f"How much lower it can be is open: all that is known is that {none} has less than {goal.bound:,}"
        )
    gap = counted(goal.gap, unit_words(goal.unit, result.plan.settings.currency))
    if goal.sense == "min":
        return f"{none[0].upper()}{none[1:]} can be lower by more than {gap}"
    further = gap.replace(" ", " further ", 1)
    return f"{none[0].upper()}{none[1:]} can {_verb(goal)} more than {further}"


def _says_nothing(goal: "Goal") -> bool:
    """Whether a bound is so far below a large value that the gap would only repeat the value."""
    return goal.sense == "min" and goal.bound is not None and goal.value >= max(_LARGE, _FAR * goal.bound)


def _better(goal: "Goal") -> str:
    return f"{_verb(goal)} more" if goal.sense == "max" else "do with less"


def _verb(goal: "Goal") -> str:
    return "serve" if goal.name == "served" else "reach"
