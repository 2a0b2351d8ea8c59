"""What a comparison holds: columns, goals, figures and differences, as plain values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.questions.comparison.best_values import Range
from allocator.questions.comparison.differences import Difference
from allocator.questions.comparison.problems import Contrast
from allocator.questions.comparison.verdicts import Verdict

if TYPE_CHECKING:
    from allocator.results.result import Goal, Result


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
