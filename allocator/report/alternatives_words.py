"""What alternatives come to, in words that sheets and the terminal share."""

from typing import TYPE_CHECKING

from allocator.report.colours import Mark
from allocator.report.words import counted, goal_words, unit_words
from allocator.rules.base import rule_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from allocator.results.alternatives import Change, Effect, GoalLoss, Week
    from allocator.results.result import Result

#: What a cell begins with, by what it comes to.
VERDICT_MARKS = (
    Mark("begins", "now", "firm"),
    Mark("begins", "free", "good"),
    Mark("begins", "costs", "wary"),
    Mark("begins", "none free", "wary"),
    Mark("begins", "no", "bad"),
)
LEGEND = (
    "Blue, now: as it is. Green, free: nothing else changes. Amber, costs: others give way. "
    "Red, no: impossible"
)

_GIVES_WAY = {
    "drops": "drops",
    "comes": "comes in",
    "moves": "moves",
    "other people": "other people",
    "other payer": "other payer",
}


def cell_words(effect: "Effect") -> str:
    """What an alternative comes to in a few words: `free`, `costs: R031 drops`, `no: release`."""
    if effect.verdict == "impossible":
        return f"no: {rule_name(effect.rules[0])}" if effect.rules else "no"
    if effect.verdict == "costs":
        return f"costs: {'; '.join(f'{each.request} {_GIVES_WAY[each.kind]}' for each in effect.changes)}"
    return effect.verdict


def week_words(week: "Week") -> str:
    """How many teams could go in a week, and how many of them without a change to anything else."""
    if not week.teams:
        return "no team" if week.sentence else "open"
    return f"free: {week.free} of {week.teams}" if week.free else f"none free of {week.teams}"


def gives_way_words(changes: "Iterable[Change]") -> tuple[str, ...]:
    """Who drops out, moves, or goes with other people."""
    return tuple(change.sentence for change in changes)


def losses_words(result: "Result", losses: "Iterable[GoalLoss]") -> tuple[str, ...]:
    """What the goals lose or gain, one by one."""
    currency = result.plan.settings.currency
    return tuple(
        f"{goal_words(each.goal)}: {counted(abs(each.loss), unit_words(each.unit, currency))} "
        f"{'worse' if each.loss > 0 else 'better'}"
        for each in losses
    )


def price_words(result: "Result", effect: "Effect") -> str:
    """How much of the first goal it takes, and how sure that is."""
    low, high = effect.least.low, effect.least.high
    if effect.verdict != "costs" or high is None:
        return ""
    unit = unit_words(result.goals[0].unit, result.plan.settings.currency)
    goal, most = goal_words(result.goals[0].name), counted(abs(high), unit)
    worse = "fewer" if result.goals[0].sense == "max" else "more"
    if high < 0:
        return f"{goal}: {most} better"
    if low == high:
        return f"{goal}: {most} {worse}, and no way costs less" if high else f"{goal}: nothing is lost"
    if high == 0:
        return f"{goal}: nothing is lost"
    least = "" if low is None or low <= 0 else f"at least {low:,} and "
    return f"{goal}: {least}at most {most} {worse}"


def effect_words(result: "Result", effect: "Effect") -> str:
    """All of it in one sentence."""
    return "; ".join(_parts(result, effect))


def _parts(result: "Result", effect: "Effect") -> "Iterator[str]":
    yield {"costs": "possible", "impossible": "impossible"}.get(effect.verdict, effect.verdict)
    if effect.sentence:
        yield effect.sentence
    yield from gives_way_words(effect.changes)
    own = result.goals[0].name
    if price_words(result, effect):
        yield price_words(result, effect)
    yield from losses_words(
        result, (each for each in effect.losses if each.goal != own or not effect.changes)
    )
