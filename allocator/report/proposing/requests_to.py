"""What one administration is sent: who of its people is asked for, when, for whom, with which result in mind.

Of other administrations' people it names those alone who go on the same missions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from allocator.report.colours import Colours, Mark
from allocator.report.proposing.asking import Ask, body_name, language_of
from allocator.report.proposing.letters import partner_words, payer_in
from allocator.report.proposing.texts import day_words, text
from allocator.report.table import Cell, Column, Kind, Table
from allocator.report.words import member_name, mission_words, person_words

if TYPE_CHECKING:
    from allocator.plan import Plan

#: (text of the header, kind, width)
_COLUMNS: tuple[tuple[str, Kind, int], ...] = (
    ("expert", "text", 18),
    ("departure", "date", 11),
    ("first day", "date", 12),
    ("last day", "date", 12),
    ("return", "date", 11),
    ("for", "list", 18),
    ("mission", "text", 20),
    ("partners", "list", 22),
    ("who pays", "text", 26),
    ("expected result", "text", 26),
    ("indicator", "text", 24),
    ("reply by", "date", 13),
    ("status", "text", 12),
    ("request", "text", 11),
)


@dataclass(frozen=True, slots=True)
class RequestsTo:
    """A sheet for one administration: a heading, a sentence and its people's missions, in its language."""

    administration: str
    language: str
    heading: str
    lead: str
    table: Table


def requests_to(
    plan: "Plan", administration: str, asked: Sequence[Ask], reply_by: date | None, language: str = ""
) -> RequestsTo:
    """The sheet of an administration; `asked` are its own people, maybe nobody any more."""
    tongue = language or language_of(plan, administration)
    ordered = sorted(asked, key=lambda ask: (ask.stay.departure, ask.stay.back))
    columns = tuple(Column(text(name, tongue), kind, width=width) for name, kind, width in _COLUMNS)
    rows = tuple(_row(plan, ask, reply_by, tongue) for ask in ordered)
    name = body_name(plan, administration)
    body = name if name == administration else f"{name} ({administration})"
    return RequestsTo(
        administration=administration,
        language=tongue,
        heading=text("heading", tongue, body=body),
        lead=_lead(plan, ordered, tongue),
        table=Table(text("sheet", tongue), columns, rows, _colours(tongue)),
    )


def _colours(language: str) -> tuple[Colours, ...]:
    tones = {"proposed": "wary", "accepted": "good", "ticketed": "firm"}
    marks = tuple(Mark("is", text(status, language), tone) for status, tone in tones.items())  # type: ignore[arg-type]
    return (Colours(text("status", language), "", marks),)


def _lead(plan: "Plan", asked: Sequence[Ask], language: str) -> str:
    if not asked:
        return text("nobody", language, title=plan.settings.title)
    return text(
        "lead",
        language,
        title=plan.settings.title,
        first=day_words(plan.settings.start, language),
        last=day_words(plan.settings.end, language),
        people=len({ask.stay.place.expert for ask in asked}),
        missions=len({ask.stay.place.request for ask in asked}),
        away=sum(ask.stay.days_away for ask in asked),
    )


def _row(plan: "Plan", ask: Ask, reply_by: date | None, language: str) -> tuple[Cell, ...]:
    stay, request = ask.stay, ask.stay.request
    open_ask = ask.status in ("draft", "proposed")
    return (
        person_words(plan, stay.place.expert),
        stay.departure,
        stay.mission.start,
        stay.last,
        stay.back,
        tuple(member_name(plan, code) for code in plan.members_of(request)),
        mission_words(request),
        partner_words(plan, ask),
        payer_in(plan, stay.mission.agreement, language),
        request.expected_result or None,
        request.indicator or None,
        ask.reply_by(reply_by) if open_ask else None,
        text("proposed" if open_ask else ask.status, language),
        request.request,
    )
