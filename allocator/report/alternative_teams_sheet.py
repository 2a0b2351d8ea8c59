"""Sheet `Alternative teams`: what the possible teams of chosen requests come to, week by week."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from allocator.report.alternatives_sheet import asked, was_asked
from allocator.report.alternatives_words import (
    LEGEND,
    VERDICT_MARKS,
    gives_way_words,
    losses_words,
    price_words,
)
from allocator.report.colours import Colours
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.words import payer_words
from allocator.rules.base import rule_name

if TYPE_CHECKING:
    from allocator.results.alternatives import Alternatives, Effect
    from allocator.results.result import Result

_COLUMNS = (
    Column("request"),
    Column("week", "date", "Its Monday"),
    Column("start", "date", "First mission day"),
    Column("team", "list", width=22),
    Column("verdict"),
    Column("why", note="What forbids it, or what is in the way", width=40),
    Column("rules", "list"),
    Column("payer", width=24),
    Column("gives way", "list", "Who drops out, moves or goes with other people", width=44),
    Column("first goal", note="What the first goal loses, and how sure that is", width=30),
    Column("goals", "list", "What each goal loses or gains in the allocation shown", width=44),
)
_COLOURS = (Colours("verdict", LEGEND, VERDICT_MARKS),)


def alternative_teams(result: "Result") -> Table:
    """The weeks and teams of the requests that were asked about; those that are impossible stand, each with
    its rule, on the sheet Alternatives."""
    return alternative_teams_of(result, asked(result), impossible=False)


def alternative_teams_of(
    result: "Result", found: "Sequence[Alternatives]", *, impossible: bool = True
) -> Table:
    """One row per request, week and team, on request with those that are impossible."""
    rows = tuple(row for each in found for row in _rows(result, each, impossible=impossible))
    return Table("Alternative teams", _COLUMNS, rows, _COLOURS)


SHEET = OutputSheet(table=alternative_teams, asked=was_asked)


def _rows(result: "Result", found: "Alternatives", *, impossible: bool) -> Iterator[tuple[Cell, ...]]:
    for k, week in enumerate(found.weeks_of_start):
        if not week.teams and impossible:
            yield found.request, week.monday, None, None, "no", week.sentence, *(None,) * 5
        for team in found.teams if week.teams else ():
            effect = team.effects[k]
            if impossible or effect.verdict != "impossible":
                row = effect_cells(result, effect)
                yield found.request, week.monday, effect.start, team.experts, *row


def effect_cells(result: "Result", effect: "Effect") -> tuple[Cell, ...]:
    """What an alternative comes to, cell by cell from the verdict on."""
    return (
        "no" if effect.verdict == "impossible" else effect.verdict,
        effect.sentence,
        tuple(map(rule_name, effect.rules)),
        payer_words(result.plan, effect.payer),
        gives_way_words(effect.changes),
        price_words(result, effect),
        losses_words(result, effect.losses),
    )
