"""Every goal in every column, and what may be said of each column against the first."""

from collections.abc import Iterator, Sequence
from statistics import median_low

from allocator.goals.tiers import tier_words
from allocator.questions.comparison.best_values import Range
from allocator.questions.comparison.nesting import Order, limited, order_of
from allocator.questions.comparison.problems import counted_differently
from allocator.questions.comparison.values import Entry, GoalComparison, Standing
from allocator.questions.comparison.verdicts import Verdict, grade_of

_UNKNOWN = Range(low=None, high=None)


def goals_compared(
    entries: tuple[Entry, ...], ranges: "Sequence[tuple[Range, ...]]", one_problem: bool
) -> Iterator[GoalComparison]:
    """Every goal that some entry seeks, in the order of the first that does."""
    for name in dict.fromkeys(goal.name for entry in entries for goal in entry.best.goals):
        tiers = [_position(entry, name) for entry in entries]
        pairs = zip(tiers, ranges, strict=True)
        known = [_UNKNOWN if tier is None else own[tier] for tier, own in pairs]
        goal = next(entry.best.goals[t] for entry, t in zip(entries, tiers, strict=True) if t is not None)
        yield GoalComparison(
            name=name,
            unit=goal.unit,
            sense=goal.sense,
            standings=tuple(map(_standing, entries, tiers, known)),
            verdicts=tuple(
                _same(entries, tiers, i) if one_problem else _verdict(entries, tiers, ranges, i)
                for i in range(1, len(entries))
            ),
        )


def _position(entry: Entry, name: str) -> int | None:
    return next((t for t, goal in enumerate(entry.best.goals) if goal.name == name), None)


def _standing(entry: Entry, tier: int | None, best: Range) -> Standing | None:
    if tier is None:
        return None
    goal, values = entry.best.goals[tier], sorted(run.goals[tier].value for run in entry.runs)
    return Standing(
        value=goal.value,
        bound=goal.bound,
        proven=goal.proven,
        least=values[0],
        median=median_low(values),
        most=values[-1],
        best=best,
    )


def _same(entries: tuple[Entry, ...], tiers: list[int | None], number: int) -> Verdict:
    """Two runs of one problem: there is one best value, and what was found can be told apart."""
    found = _found(entries, tiers, number)
    return Verdict(grade="one problem", difference=Range(low=0, high=0), found=found)


def _verdict(
    entries: tuple[Entry, ...],
    tiers: list[int | None],
    ranges: "Sequence[tuple[Range, ...]]",
    number: int,
) -> Verdict:
    """What may be said of an entry against the first in a goal."""
    first, second = tiers[0], tiers[number]
    if first is None or second is None:
        why = f"not sought in {entries[0 if first is None else number].name}"
        return Verdict(grade="not comparable", difference=_UNKNOWN, found=None, why=why)
    one, other = entries[0].best, entries[number].best
    differently = counted_differently(one.model.tiers[first], one, other)
    if differently:
        return Verdict(grade="not comparable", difference=_UNKNOWN, found=None, why=differently)
    order = order_of(one, other, first, (ranges[0], ranges[number])) if first == second else Order()
    difference = limited(ranges[number][second].minus(ranges[0][first]), one.goals[first].sense, order)
    unknown = difference.low is None or difference.high is None
    sides = ((entries[0], first, ranges[0]), (entries[number], second, ranges[number]))
    return Verdict(
        grade=grade_of(difference, one.goals[first].sense),
        difference=difference,
        found=_found(entries, tiers, number),
        why=next(filter(None, (_unknown(*side) for side in sides)), "") if unknown else "",
        by_rules=any(order),
    )


def _found(entries: tuple[Entry, ...], tiers: list[int | None], number: int) -> int | None:
    first, second = tiers[0], tiers[number]
    if first is None or second is None:
        return None
    return entries[number].best.goals[second].value - entries[0].best.goals[first].value


def _unknown(entry: Entry, tier: int, ranges: tuple[Range, ...]) -> str:
    """Why a side of a goal's range is not known; empty where both are."""
    if None not in (ranges[tier].low, ranges[tier].high):
        return ""
    before = next((t for t in range(tier) if not ranges[t].exact), None)
    if before is None:
        return f"no bound is known in {entry.name}"
    return f"{tier_words(entry.best.goals[before].name)} is not settled in {entry.name}"
