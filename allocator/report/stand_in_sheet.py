"""Sheet `Stand-ins`: who could take a place of chosen requests, and what keeps the others away."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from allocator.report.alternative_teams_sheet import effect_cells
from allocator.report.alternatives_sheet import asked, was_asked
from allocator.report.alternatives_words import LEGEND, VERDICT_MARKS
from allocator.report.colours import Colours
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.words import counted

if TYPE_CHECKING:
    from allocator.results.alternatives import Alternatives, StandIn
    from allocator.results.result import Result

_COLUMNS = (
    Column("request"),
    Column("seat"),
    Column("rank", "whole", "1 asks least of others and of the goals"),
    Column("expert"),
    Column("name", width=22),
    Column("instead of", note="Whose place it would be; everything else of the mission stays as it is"),
    Column("start", "date", "First mission day on which it is judged"),
    Column("verdict"),
    Column("why", note="What keeps the person away, or what is in the way", width=44),
    Column("rules", "list"),
    Column("payer", width=24),
    Column("gives way", "list", "Who drops out, moves or goes with other people", width=44),
    Column("first goal", note="What the first goal loses, and how sure that is", width=30),
    Column("goals", "list", "What each goal loses or gains in the allocation shown", width=44),
)
_NO_QUESTION = "qualification"  # who falls to this rule is counted, not listed


def stand_ins(result: "Result") -> Table:
    """Everybody for the seats of the requests that were asked about; those who are no such experts at all are
    only counted."""
    return stand_ins_of(result, asked(result), everybody=False)


def stand_ins_of(result: "Result", found: "Sequence[Alternatives]", *, everybody: bool = True) -> Table:
    """One row per request, seat and person."""
    rows = tuple(row for each in found for row in _rows(result, each, everybody=everybody))
    return Table("Stand-ins", _COLUMNS, rows, (Colours("verdict", LEGEND, VERDICT_MARKS),))


SHEET = OutputSheet(table=stand_ins, asked=was_asked)


def is_no_question(each: "StandIn") -> bool:
    """Whether somebody lacks what the seat asks for."""
    return each.effect.verdict == "impossible" and _NO_QUESTION in each.effect.rules


def _rows(result: "Result", found: "Alternatives", *, everybody: bool) -> Iterator[tuple[Cell, ...]]:
    for seat in dict.fromkeys(each.seat for each in found.everybody):
        own = [each for each in found.everybody if each.seat == seat]
        listed = own if everybody else [each for each in own if not is_no_question(each)]
        for rank, each in enumerate(listed, 1):
            yield _row(result, found.request, each, rank)
        if len(own) > len(listed):
            others = f"{counted(len(own) - len(listed), 'others')} without the qualification"
            yield found.request, seat, None, None, others, None, None, "no", *(None,) * 6


def _row(result: "Result", request: str, each: "StandIn", rank: int) -> tuple[Cell, ...]:
    return (
        request,
        each.seat,
        None if each.effect.verdict == "impossible" else rank,
        each.expert,
        result.plan.experts[each.expert].name or None,
        each.instead_of or None,
        each.effect.start,
        *effect_cells(result, each.effect),
    )
