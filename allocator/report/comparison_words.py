"""What a comparison settles and what it leaves open, in sentences that claim no more than the bounds do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.questions.comparison.best_values import Range
from allocator.report.words import counted, goal_words, unit_words
from allocator.results.recounted import costs

if TYPE_CHECKING:
    from allocator.questions.comparison import Comparison, Entry, GoalComparison
    from allocator.questions.comparison.verdicts import Verdict

_GROUPS = (
    ("better", "settled better in"),
    ("worse", "settled worse in"),
    ("equal", "settled equal in"),
    ("not worse", "better or equal in"),
    ("not better", "worse or equal in"),
    ("open", "open in"),
    ("not comparable", "not comparable in"),
)


def range_words(known: Range) -> str:
    """Where a value lies: `28`, `28 to 30`, `28 or more`, `30 or less`."""
    if known.low is None:
        return "not known" if known.high is None else f"{known.high:,} or less"
    if known.high is None:
        return f"{known.low:,} or more"
    return f"{known.low:,}" if known.exact else f"{known.low:,} to {known.high:,}"


def verdict_words(comparison: "Comparison", goal: "GoalComparison", number: int) -> str:
    """What may be said of entry `number + 1` against the first in a goal."""
    verdict = goal.verdicts[number]
    unit = _unit(comparison, goal)
    gain = _gain(goal, verdict.difference)
    if verdict.grade == "not comparable":
        return f"Not comparable: {verdict.why}"
    if verdict.grade == "one problem":
        return f"Same problem: found {_found(goal, verdict, unit)}"
    by_rules = ", as its rules forbid no less" if verdict.by_rules else ""
    if verdict.grade == "equal":
        if not verdict.by_rules or not verdict.found:
            return "Settled: equal"
        found = _found(goal, verdict, unit)
        return f"Settled: equal at best, as the rules allow the same; found {found} for want of time"
    if verdict.grade in ("better", "worse"):
        return f"Settled: {verdict.grade} by {_amount(gain, unit)}"
    if verdict.grade == "not worse":
        by_rules = ", as its rules forbid no more" if verdict.by_rules else ""
        return f"Not worse: equal or better{_up_to(gain.high, unit)}{by_rules}"
    if verdict.grade == "not better":
        return f"Not better: equal or worse{_up_to(_least(gain), unit)}{by_rules}"
    because = f", as {verdict.why}" if verdict.why else ""
    better, worse = _up_to(gain.high, unit), _up_to(_least(gain), unit)
    return f"Open: by these bounds better{better}, equal, or worse{worse}{because}"


def _unit(comparison: "Comparison", goal: "GoalComparison") -> str:
    return unit_words(goal.unit, comparison.entries[0].best.plan.settings.currency)


def _gain(goal: "GoalComparison", difference: Range) -> Range:
    """A difference as what is gained: above zero where it is for the better."""
    if goal.sense == "max":
        return difference
    low = None if difference.high is None else -difference.high
    return Range(low=low, high=None if difference.low is None else -difference.low)


def _least(gain: Range) -> int | None:
    """What is lost at most."""
    return None if gain.low is None else -gain.low


def _amount(gain: Range, unit: str) -> str:
    """How much is gained or lost, without its sign."""
    ends = [abs(end) for end in (gain.low, gain.high) if end is not None]
    if len(ends) < 2:
        return f"{counted(ends[0], unit)} or more"
    low, high = sorted(ends)
    return counted(low, unit) if low == high else f"{low:,} to {counted(high, unit)}"


def _up_to(most: int | None, unit: str) -> str:
    return "" if most is None else f" by up to {counted(most, unit)}"


def _found(goal: "GoalComparison", verdict: "Verdict", unit: str) -> str:
    gain = (verdict.found or 0) * (1 if goal.sense == "max" else -1)
    if not gain:
        return "the same value"
    return f"{counted(abs(gain), unit)} {'better' if gain > 0 else 'worse'}"


def headline(comparison: "Comparison") -> str:
    """The answer in a few sentences: one problem or several, what is settled, what is open."""
    return " ".join(_sentences(comparison))


def _sentences(comparison: "Comparison") -> Iterator[str]:
    first = comparison.entries[0]
    if comparison.one_problem:
        best = min(comparison.entries, key=lambda entry: costs(entry.best.goals))
        yield "All are runs of one problem: the same plan under the same model."
        yield f"The best of them, goal by goal, is {best.name}."
        return
    for number, entry in enumerate(comparison.entries[1:]):
        grades: dict[str, list[str]] = {}
        for goal in comparison.goals:
            grades.setdefault(goal.verdicts[number].grade, []).append(goal_words(goal.name))
        said = [f"{words} {', '.join(grades[grade])}" for grade, words in _GROUPS if grade in grades]
        yield f"{entry.name} against {first.name}: {'; '.join(said)}."
    if any(verdict.grade == "open" for goal in comparison.goals for verdict in goal.verdicts):
        yield "Where it is open, these runs do not settle which is better; more time may."


def _entry(comparison: "Comparison", name: str) -> "Entry":
    return next(entry for entry in comparison.entries if entry.name == name)


def notes(comparison: "Comparison") -> Iterator[str]:
    """What a reader must know to read the tables rightly, one sentence or two each."""
    if not comparison.one_problem:
        yield (
            "Each goal compares the best allocation that each policy has, as far as the bounds tell where it "
            "lies; the allocations found may differ otherwise."
        )
    if any(contrast.part == "Plan" for found in comparison.contrasts for contrast in found):
        yield "The plans differ: goals and figures are each counted on the own plan."
    yield (
        "A bound behind the first goal holds only among plans as good in the goals before. What is settled "
        "is as sure as the bounds: the sheet Checks of each result says what its proofs rest on."
    )
    for loan in comparison.loans:
        told = next(
            (lent, own)
            for lent, own in zip(loan.goals, _entry(comparison, loan.borrower).best.goals, strict=True)
            if lent.value != own.value
        )
        yield (
            f"What {loan.lender} found keeps every hard rule of {loan.borrower} too, and is better there: "
            f"{told[0].name} {told[0].value:,} instead of {told[1].value:,}."
        )
    for each in comparison.results:
        for doubt in each.result.doubts:
            yield f"{each.name}: {doubt}"
    for number, entry in enumerate(comparison.entries):
        for goal in comparison.goals:
            standing = goal.standings[number]
            if standing is not None and standing.best.contradicted:
                yield (
                    f"{entry.name}, {goal_words(goal.name)}: a bound of one run passes what another one "
                    "found, so one of the bounds is false; none is believed here."
                )
