"""Results side by side, as plain tables that the terminal, the workbook and JSON show."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allocator.questions.comparison.differences import SERVED
from allocator.report.colours import Colours, Mark
from allocator.report.comparison_words import range_words, verdict_words
from allocator.report.table import Cell, Column, Table
from allocator.report.verdict import status_words
from allocator.report.words import goal_headers, unit_words

if TYPE_CHECKING:
    from allocator.questions.comparison import Comparison, Entry, GoalComparison, Standing
    from allocator.questions.comparison.differences import Seating

#: The sheet by which a workbook is known to be a comparison.
COMPARED = "Compared"
#: The sheet of what is not the same in all results.
DIFFERENCES = "Differences"

_SENSES = {"max": "high", "min": "low"}
_MARKS = (
    Mark("begins", "Settled: better", "good"),
    Mark("begins", "Settled: worse", "bad"),
    Mark("begins", "Open", "wary"),
)
_LEGEND = "Green: settled better. Red: settled worse. Amber: open"

_Row = tuple[Cell, ...]


def comparison_tables(comparison: "Comparison") -> tuple[Table, ...]:
    """Goals, Figures, Differences, What differs (where something does) and Compared."""
    differing = what_differs(comparison)
    return (
        goals(comparison),
        figures(comparison),
        differences(comparison),
        *((differing,) if differing.rows else ()),
        compared(comparison),
    )


def goals(comparison: "Comparison") -> Table:
    """One row per goal: what each entry found and at most can reach, and what that settles."""
    entries = comparison.entries
    against = [f"{entry.name} against {entries[0].name}" for entry in entries[1:]]
    columns = (
        Column("goal", width=28),
        Column("sought", note="Whether a high or a low value is better", width=8),
        Column("unit", width=14),
        *(column for entry in entries for column in _entry_columns(entry)),
        *(Column(header, note="What the bounds of the runs settle", width=40) for header in against),
    )
    rows = tuple(_goal_row(comparison, goal) for goal in comparison.goals)
    return Table("Goals", columns, rows, tuple(Colours(header, _LEGEND, _MARKS) for header in against))


def _entry_columns(entry: "Entry") -> Iterator[Column]:
    name = entry.name
    yield Column(name, "whole", "Value of the best run", width=13)
    yield Column(f"{name}: bound", "whole", "Of that run, among plans as good in the goals before", width=13)
    if len(entry.runs) > 1:
        for what in ("least", "median", "most"):
            yield Column(f"{name}: {what}", "whole", f"Of {len(entry.runs)} runs", width=11)
    yield Column(f"{name}: best", note="Where the value at the best allocation of all lies", width=18)


def _goal_row(comparison: "Comparison", goal: "GoalComparison") -> _Row:
    pairs = zip(comparison.entries, goal.standings, strict=True)
    cells = (cell for entry, standing in pairs for cell in _standing_cells(entry, standing))
    words = (verdict_words(comparison, goal, number) for number in range(len(goal.verdicts)))
    unit = unit_words(goal.unit, comparison.entries[0].best.plan.settings.currency)
    name = goal_headers(each.name for each in comparison.goals)[goal.name]
    return name, _SENSES[goal.sense], unit, *cells, *words


def _standing_cells(entry: "Entry", standing: "Standing | None") -> _Row:
    spread = len(entry.runs) > 1
    if standing is None:
        return (None,) * (5 if spread else 2) + ("not sought",)
    middle = (standing.least, standing.median, standing.most) if spread else ()
    return standing.value, standing.bound, *middle, range_words(standing.best)


def figures(comparison: "Comparison") -> Table:
    """One row per figure of the best run of each entry, and how much the others have more than the first."""
    entries = comparison.entries
    columns = (
        Column("figure", width=40),
        Column("unit", width=16),
        *(Column(entry.name, "whole", width=16) for entry in entries),
        *(
            Column(f"{entry.name}: more", "whole", f"Than {entries[0].name}", width=14)
            for entry in entries[1:]
        ),
    )
    rows = []
    for what, unit, values in comparison.figures:
        first = None if " / " in unit else values[0]  # currencies that differ
        more = (None if value is None or first is None else value - first for value in values[1:])
        rows.append((what, unit, *values, *more))
    return Table("Figures", columns, tuple(rows))


def differences(comparison: "Comparison") -> Table:
    """One row per place of a team that is not the same in all entries: who, when, who pays."""
    columns = (
        Column("request", width=10),
        Column("member", width=9),
        Column("seat", width=12),
        Column("differs in", "list", width=16),
        *(column for entry in comparison.entries for column in _seating_columns(entry)),
    )
    rows = tuple(
        (
            each.request,
            each.member,
            each.seat or None,
            each.kinds,
            *(cell for seating in each.seatings for cell in _seating_cells(seating)),
        )
        for each in comparison.differences
    )
    return Table(DIFFERENCES, columns, rows)


def _seating_columns(entry: "Entry") -> Iterator[Column]:
    yield Column(f"{entry.name}: who", note="The person, or what becomes of the request", width=18)
    yield Column(f"{entry.name}: start", "date", width=12)
    yield Column(f"{entry.name}: payer", width=14)


def _seating_cells(seating: "Seating") -> _Row:
    if seating.fate != SERVED:
        return seating.fate, None, None
    return seating.expert or "nobody", seating.start, seating.agreement or None


def what_differs(comparison: "Comparison") -> Table:
    """How model and plan of each entry differ from those of the first."""
    first = comparison.entries[0].name
    columns = (
        Column("policy", width=24),
        Column("part", width=10),
        Column("what", width=22),
        Column(first, width=44),
        Column("here", note="In the policy that the row is about", width=60),
    )
    rows = tuple(
        (entry.name, each.part, each.what, each.one or None, each.other or None)
        for entry, found in zip(comparison.entries[1:], comparison.contrasts, strict=True)
        for each in found
    )
    return Table("What differs", columns, rows)


def compared(comparison: "Comparison") -> Table:
    """One row per result: what it is a result of, and how far it can be relied upon."""
    columns = (
        Column("result", width=24),
        Column("column", note="Where the other sheets have it", width=24),
        Column("plan", width=30),
        Column("scenario", width=30),
        Column("changes", "list", width=40),
        Column("model", width=30),
        Column("status", width=24),
        Column("seed", "whole"),
        Column("time limit", note="Seconds, or rounds of effort"),
        Column("created", width=20),
        Column("doubts", "list", width=40),
    )
    rows = []
    for each in comparison.results:
        result, run = each.result, each.result.provenance
        limit = "none" if run.time_limit is None else f"{run.time_limit:g} s"
        rows.append(
            (
                each.name,
                comparison.entries[each.entry].name,
                result.plan.settings.title,
                run.scenario or None,
                run.changes,
                result.model.title,
                status_words(result),
                run.seed,
                limit if run.effort is None else f"effort {run.effort}",
                run.created,
                tuple(map(str, result.doubts)),
            )
        )
    return Table(COMPARED, columns, tuple(rows))
