"""What is to be reached, as data: a figure has plans, seconds, and measures with a limit each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from benchmarks.jobs import Row
from benchmarks.plans.families import FAMILIES
from benchmarks.tables import known_at

Reader = Callable[[Row], float | None]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of each row, the smaller the better: in words, at most `most`, read by `of`. The median over
    the rows has to be as small, or, where the `worst_counts`, the largest. `grouped`: rows that share this of
    their job count as one, by their median. `counted`: a row has it, 1, or not, 0, and none may have it."""

    words: str
    target: str
    most: float
    of: Reader
    digits: int = 2
    worst_counts: bool = False
    grouped: str = ""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A part of `benchmarks.measure` on plans, so many seconds each, and what is read from its rows."""

    title: str
    part: str
    plans: tuple[str, ...]
    seconds: float
    measures: tuple[Measure, ...]


def from_bound(value: int, bound: int | None) -> float | None:
    """How far a value is from its bound, in percent of the bound; None where there is none, or nothing that
    is not zero."""
    if value == bound:
        return 0.0
    return 100 * abs(value - bound) / abs(bound) if bound else None


def gap_of(goal: str) -> Reader:
    """The gap of a goal, which is named by the first word of its tier."""

    def read(row: Row) -> float | None:
        found = next((each for each in row["goals"] if each[0].split()[0] == goal), None)
        return None if found is None else from_bound(found[1], found[2])

    return read


def open_goal(goal: str) -> Reader:
    """0 where a goal is proven, else 1."""
    return lambda row: 0.0 if any(g[0].split()[0] == goal and g[4] for g in row["goals"]) else 1.0


def gap_at(moment: float) -> Reader:
    """The gap of the coverage after so many seconds, against the bound at the end."""

    def read(row: Row) -> float | None:
        value = known_at(row["trace"], moment)
        return None if value is None else from_bound(value, row["bound"])

    return read


def _gigabytes(row: Row) -> float:
    """The most that the process held, and the largest of its solvers beside it."""
    return float(row["memory"] + row["memory_of_children"]) / 1000


def _behind(row: Row) -> float:
    """1 where a published problem ends behind its best known value, or without a solution."""
    return 0.0 if row["status"].split(",")[0] in ("equal", "better", "first") else 1.0


def _seconds(key: str) -> Reader:
    return lambda row: None if row.get(key) is None else float(row[key])


_PROVEN = tuple(
    Measure(f"{goal}, not proven", "all proven", 0.0, open_goal(goal), worst_counts=True, counted=True)
    for goal in ("served", "pairing", "accreditation")
)
_ALL_GOALS = (
    *_PROVEN,
    Measure("fit, gap %", "≤ 0.5", 0.5, gap_of("fit")),
    Measure("dates and balance, gap %", "≤ 5", 5.0, gap_of("preferred_dates")),
    Measure("cost, gap %", "≤ 1", 1.0, gap_of("cost")),
)

#: The figures by the word that the command takes.
FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "first": Figure(
            "first allocation from the start of the process", "first", ("T", "G", "M"), 120.0,
            (Measure("seconds", "≤ 3", 3.0, _seconds("first_seconds"), 1, worst_counts=True),),
        ),
        "bundled": Figure(
            "bundled year, `national.toml`, 120 s", "bundled", ("columbus",), 120.0, _ALL_GOALS
        ),
        "typical": Figure("typical years, `national.toml`, 120 s", "typical", ("T",), 120.0, _ALL_GOALS),
        "large": Figure(
            "400 × 320, 120 s", "own", ("G",), 120.0,
            (
                Measure("served, gap %", "≤ 0.1", 0.1, gap_of("served")),
                Measure("cost, gap %", "≤ 2", 2.0, gap_of("cost")),
            ),
        ),
        "larger": Figure(
            "600 × 500, 120 s", "own", ("M",), 120.0,
            (
                Measure("served after 30 s, gap %", "≤ 0.7", 0.7, gap_at(30.0)),
                Measure("served, gap %", "≤ 0.3", 0.3, gap_of("served")),
            ),
        ),
        "families": Figure(
            "twelve families at 160 × 130, 60 s", "family", tuple(FAMILIES), 60.0,
            (Measure("served, gap %, families by their medians", "worst ≤ 0.5", 0.5, gap_of("served"),
                     worst_counts=True, grouped="plan"),),
        ),
        "L": Figure(
            "3,000 × 2,500, 180 s", "own", ("L",), 180.0,
            (
                Measure("served, gap %", "≤ 0.4", 0.4, gap_of("served")),
                Measure("GB", "≤ 2", 2.0, _gigabytes, 1, worst_counts=True),
            ),
        ),
        "XL": Figure(
            "10,000 × 10,000, 600 s", "own", ("XL",), 600.0,
            (
                Measure("served, gap %", "≤ 8", 8.0, gap_of("served")),
                Measure("GB", "≤ 6", 6.0, _gigabytes, 1, worst_counts=True),
            ),
        ),
        "change": Figure(
            "after one change at 600 × 500", "change", ("M",), 60.0,
            (
                Measure("first, seconds", "≤ 1", 1.0, _seconds("first_seconds"), 1),
                Measure("as good as from nothing in 60 s, seconds", "≤ 10", 10.0, _seconds("caught_up"), 1),
            ),
        ),
        "published": Figure(
            "published problems, 60 s", "published", (), 60.0,
            (Measure("behind the best known value", "none", 0.0, _behind, worst_counts=True, counted=True),),
        ),
    }
)  # fmt: skip
