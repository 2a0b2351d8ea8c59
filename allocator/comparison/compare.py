"""Results side by side: `compare`, and what it gives."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median_low
from typing import TYPE_CHECKING

from allocator.comparison.best_values import Range, best_values, costs
from allocator.comparison.differences import Difference, differences_between
from allocator.comparison.figures import figures_of
from allocator.comparison.nesting import Order, limited, order_of
from allocator.comparison.problems import Contrast, contrasts, counted_differently, problem_of
from allocator.comparison.verdicts import Verdict, grade_of
from allocator.errors import Fault, InputError
from allocator.verification import goals_counted, verify

if TYPE_CHECKING:
    from allocator.allocation import Allocation
    from allocator.plan import Plan
    from allocator.results.result import Goal, Result

_UNKNOWN = Range(low=None, high=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A result that was given, under the name by which it is told; `entry` is the position of its entry."""

    name: str
    result: "Result"
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A column of the comparison: all runs of one problem, or one run where all are of the same problem.

    `best` is the run with the best values, goal by goal in the model's order.
    """

    name: str
    runs: "tuple[Result, ...]"
    best: "Result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A goal in one entry: what its best run found, with the bound of that run; the least, the lower median
    and the most of all its runs; and where the value at the best allocation of all lies (`best`)."""

    value: int
    bound: int | None
    proven: bool
    least: int
    median: int
    most: int
    best: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalComparison:
    """A goal in every entry: a standing for each, None where it is not sought; and a verdict for each entry
    but the first against the first."""

    name: str
    unit: str
    sense: str
    standings: tuple[Standing | None, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """The best allocation of the entry `lender` in the problem of the entry `borrower`, where it keeps every
    hard rule: its goals there, and whether they are better, one before the other, than what was found
    there."""

    lender: str
    borrower: str
    goals: "tuple[Goal, ...]"
    better: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Results side by side.

    `entries` are the columns. `goals` are held against each other with the bounds of all runs; `figures` (by
    name, with its unit, a number or None for each entry) and `differences` are those of the best run of each
    entry; `contrasts` (per entry but the first) say how its model and plan differ from the first one's.
    `one_problem` says that all results are runs of the same plan under the same model. `loans` are
    allocations that keep the hard rules of another entry too, and are better there than what it found itself.
    """

    results: tuple[Compared, ...]
    entries: tuple[Entry, ...]
    one_problem: bool
    goals: tuple[GoalComparison, ...]
    loans: tuple[Loan, ...]
    figures: tuple[tuple[str, str, tuple[int | None, ...]], ...]
    differences: tuple[Difference, ...]
    contrasts: tuple[tuple[Contrast, ...], ...]


def compare(*results: "Result", names: Sequence[str] | None = None) -> Comparison:
    """Two or more results side by side, the first being what the others are held against.

    Results of the same plan and model are runs of one problem: their bounds are joined, and they share a
    column. `names` gives each result a name; else it is that of its scenario or model. Raises InputError for
    fewer than two results, or names that are not as many.
    """
    if len(results) < 2 or (names is not None and len(names) != len(results)):
        message = "takes two results or more" if len(results) < 2 else "takes one name for each result"
        raise InputError("compare", [Fault(place="compare", message=message)])
    named = list(zip(_distinct(names or [_usual_name(each) for each in results]), results, strict=True))
    groups: dict[Hashable, list[int]] = {}
    for number, result in enumerate(results):
        groups.setdefault(problem_of(result), []).append(number)
    one_problem = len(groups) == 1
    columns = [[number] for number in range(len(results))] if one_problem else list(groups.values())
    entries = _entries([[named[number] for number in column] for column in columns])
    best = [entry.best for entry in entries]
    lent = tuple(() if one_problem else tuple(_lent(entry, entries)) for entry in entries)
    joined = _ranges(results) if one_problem else None
    ranges = [joined or _ranges(entry.runs, loans) for entry, loans in zip(entries, lent, strict=True)]
    return Comparison(
        results=tuple(
            Compared(name=name, result=result, entry=_column_of(columns, number))
            for number, (name, result) in enumerate(named)
        ),
        entries=entries,
        one_problem=one_problem,
        loans=tuple(loan for loans in lent for loan in loans if loan.better),
        goals=tuple(_compared(entries, ranges, one_problem)),
        figures=tuple(_figures(best)),
        differences=tuple(differences_between(best)),
        contrasts=tuple(tuple(contrasts(best[0], other)) for other in best[1:]),
    )


def _lent(borrower: Entry, entries: tuple[Entry, ...]) -> Iterator[Loan]:
    """What other entries found that could be carried out under the plan and model of this one as well."""
    plan, model = borrower.best.plan, borrower.best.model
    for lender in entries:
        allocation = lender.best.allocation
        if lender is not borrower and _is_known(plan, allocation) and not verify(plan, model, allocation):
            goals = goals_counted(plan, model, allocation)
            better = not _is_sound(borrower.best) or costs(goals) < costs(borrower.best.goals)
            yield Loan(lender=lender.name, borrower=borrower.name, goals=goals, better=better)


def _is_known(plan: "Plan", allocation: "Allocation") -> bool:
    """Whether a plan asks for every mission of an allocation."""
    return all(
        code in plan.requests and plan.requests[code].done_on is None for code in allocation.by_request
    )


def _ranges(runs: "Sequence[Result]", loans: Sequence[Loan] = ()) -> tuple[Range, ...]:
    """What the goals count at the best allocation, as far as these runs of one problem tell, and allocations
    that were lent to it."""
    sound = [run.goals for run in runs if _is_sound(run)]
    return best_values([*sound, *(loan.goals for loan in loans)]) or (_UNKNOWN,) * len(runs[0].goals)


def _is_sound(result: "Result") -> bool:
    """Whether a result's values are those of an allocation that keeps the hard rules."""
    return result.status != "broken"


def _usual_name(result: "Result") -> str:
    return result.provenance.scenario or result.model.title


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, numbered where several results share one."""
    return [
        f"{name} ({names[: number + 1].count(name)})" if names.count(name) > 1 else name
        for number, name in enumerate(names)
    ]


def _column_of(columns: list[list[int]], number: int) -> int:
    return next(position for position, column in enumerate(columns) if number in column)


def _entries(columns: "list[list[tuple[str, Result]]]") -> tuple[Entry, ...]:
    found = [_entry(column) for column in columns]
    names = _distinct([entry.name for entry in found])
    return tuple(replace(entry, name=name) for entry, name in zip(found, names, strict=True))


def _entry(named: "list[tuple[str, Result]]") -> Entry:
    runs = tuple(result for _, result in named)
    name = named[0][0] if len(named) == 1 else _shared_name(named)
    sound = [run for run in runs if _is_sound(run)] or list(runs)
    return Entry(name=name, runs=runs, best=min(sound, key=lambda run: costs(run.goals)))


def _shared_name(named: "list[tuple[str, Result]]") -> str:
    """What the names of several runs begin with; the first name where that is nothing."""
    names = [name for name, _ in named]
    length = next((i for i, letters in enumerate(zip(*names, strict=False)) if len(set(letters)) > 1), None)
    return names[0][:length].rstrip(" -_(.#") or names[0]


def _compared(
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
    return f"{entry.best.goals[before].name} is not settled in {entry.name}"


def _figures(results: "list[Result]") -> Iterator[tuple[str, str, tuple[int | None, ...]]]:
    """Each figure with its unit and the value of every result that has it, in the order of the fullest."""
    own = [{figure.what: figure for figure in figures_of(result)} for result in results]
    for what in _merged([list(each) for each in own]):
        figures = [each.get(what) for each in own]
        units = dict.fromkeys(figure.unit for figure in figures if figure)
        yield what, " / ".join(units), tuple(figure.value if figure else None for figure in figures)


def _merged(lists: list[list[str]]) -> list[str]:
    """All texts of several lists, each behind the one that it follows in its own."""
    merged = list(lists[0])
    for each in lists[1:]:
        for before, text in zip([None, *each], each, strict=False):
            if text not in merged:
                merged.insert(0 if before is None else merged.index(before) + 1, text)
    return merged
