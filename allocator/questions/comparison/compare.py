"""Two or more results, as one comparison."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import Fault, InputError
from allocator.questions.comparison.best_values import Range, best_values
from allocator.questions.comparison.differences import differences_between
from allocator.questions.comparison.figures import figures_of
from allocator.questions.comparison.problems import contrasts, problem_of
from allocator.questions.comparison.standings import goals_compared
from allocator.questions.comparison.values import Compared, Comparison, Entry, Loan
from allocator.results.recounted import costs
from allocator.verification import goals_counted, verify

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.plan.allocation import Allocation
    from allocator.results.result import Result


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
    columns = _columns(results)
    one_problem = len(columns) == 1
    if one_problem:
        columns = [[number] for number in range(len(results))]
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
        goals=tuple(goals_compared(entries, ranges, one_problem)),
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
    return all(code in plan.requests and plan.is_open(code) for code in allocation.by_request)


def _ranges(runs: "Sequence[Result]", loans: Sequence[Loan] = ()) -> tuple[Range, ...]:
    """What the goals count at the best allocation, as far as these runs of one problem tell, and allocations
    that were lent to it."""
    sound = [run.goals for run in runs if _is_sound(run)]
    return best_values([*sound, *(loan.goals for loan in loans)]) or (Range(low=None, high=None),) * len(
        runs[0].goals
    )


def _is_sound(result: "Result") -> bool:
    """Whether a result's values are those of an allocation that keeps the hard rules."""
    return result.status != "broken"


def _columns(results: "Sequence[Result]") -> list[list[int]]:
    """The positions of the runs of each problem."""
    groups: dict[Hashable, list[int]] = {}
    for number, result in enumerate(results):
        groups.setdefault(problem_of(result), []).append(number)
    return list(groups.values())


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
