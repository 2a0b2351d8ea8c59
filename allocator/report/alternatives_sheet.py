"""Sheet `Alternatives`: the teams of chosen requests down, weeks across, coloured by what each comes to."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from allocator.report.alternatives_words import LEGEND, VERDICT_MARKS, cell_words, week_words
from allocator.report.colours import Colours
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.words import counted

if TYPE_CHECKING:
    from datetime import date

    from allocator.results.alternatives import Alternatives
    from allocator.results.result import Result

_MEMO = "alternatives"
_FIXED = (
    Column("request", width=9),
    Column(
        "team",
        "list",
        "The best teams: that of the allocation, the best of every week, the next best",
        width=22,
    ),
)


def asked(result: "Result") -> "tuple[Alternatives, ...]":
    """The alternatives that were asked of a result, in the order in which they were."""
    return tuple(result.memo.get(_MEMO, {}).values())


def was_asked(result: "Result") -> bool:
    """Whether any were."""
    return bool(asked(result))


def alternatives(result: "Result") -> Table:
    """The alternatives that were asked of a result."""
    return alternatives_of(asked(result))


def alternatives_of(found: "Sequence[Alternatives]") -> Table:
    """Some alternatives: for each request all its teams counted, then the best of them, one a row."""
    mondays = sorted({week.monday for each in found for week in each.weeks_of_start})
    headers = [monday.isoformat() for monday in mondays]
    rows = tuple(row for each in found for row in _rows(each, mondays))
    return Table(
        "Alternatives",
        (*_FIXED, *(Column(header, note="Week that begins on this Monday", width=12) for header in headers)),
        rows,
        tuple(Colours(header, LEGEND, VERDICT_MARKS) for header in headers),
    )


SHEET = OutputSheet(table=alternatives, asked=was_asked)


def _rows(found: "Alternatives", mondays: "Sequence[date]") -> Iterator[tuple[Cell, ...]]:
    weeks = {week.monday: week_words(week) for week in found.weeks_of_start}
    yield found.request, (_count(found),), *(weeks.get(monday) for monday in mondays)
    for team in found.teams:
        cells = dict(zip(weeks, map(cell_words, team.effects), strict=True))
        yield found.request, team.experts, *(cells.get(monday) for monday in mondays)


def _count(found: "Alternatives") -> str:
    """How many teams there are, and in which order of seats they are named."""
    if not found.teams:
        return "no team"
    seats = ", ".join(seat for seat, _ in found.teams[0].places)
    teams = counted(found.possible, "teams")
    return f"all {teams} ({seats})" if found.complete else f"{teams} and more ({seats})"
