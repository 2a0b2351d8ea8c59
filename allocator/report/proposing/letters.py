"""Rows for letters: one per person who is asked for, with all that a letter says."""

from datetime import date
from typing import TYPE_CHECKING

from allocator.report.proposing.asking import Ask, body_name, language_of
from allocator.report.proposing.texts import day_words, text
from allocator.report.table import Cell, Column, Table
from allocator.report.words import colleague_words, member_name, mission_words, person_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from allocator.plan import Plan

LETTERS = "Letters"
_COLUMNS = (
    Column("administration", note="Code of the addressee", width=15),
    Column("addressee", note="Name of the administration", width=22),
    Column("language", note="Language of the letter", width=10),
    Column("request", width=10),
    Column("expert", width=12),
    Column("expert name", width=18),
    Column("member", "list", "Members that take part, the asking one first", width=18),
    Column("mission", note="Mission type and topic", width=20),
    Column("seat", width=12),
    Column("first day", "date", "First mission day", width=11),
    Column("last day", "date", "Last mission day", width=11),
    Column("departure", "date", "Leaves home on this day", width=11),
    Column("return", "date", "Back home on this day", width=11),
    Column("together with", "list", "The partners on the mission, with their country", width=22),
    Column("agreement", note="Who pays", width=14),
    Column("who pays", width=22),
    Column("expected result", width=24),
    Column("indicator", width=22),
    Column("reply by", "date", width=11),
    Column(
        "asked before",
        note="yes: it was proposed before, and is not answered",
        width=11,
    ),
    Column("subject", width=40),
    Column("text", note="The letter, in the language of the addressee", width=60),
)


def letters(plan: "Plan", asked: "Iterable[Ask]", reply_by: date | None, language: str = "") -> Table:
    """A row per person, by administration, then by departure; each in the language of its addressee, or in
    the one given."""
    order = {code: number for number, code in enumerate(plan.administrations)}
    rows = sorted(asked, key=lambda ask: (order[_employer(plan, ask)], ask.stay.departure))
    return Table(LETTERS, _COLUMNS, tuple(_row(plan, ask, reply_by, language) for ask in rows))


def late_answers(rows: Table, today: date) -> "Iterator[str]":
    """What is wrong with the days by which letters ask for an answer: too late, or past."""
    told = rows.records()
    leaves = [row for row in told if row["reply by"] >= row["departure"]]
    past = [row for row in told if row["reply by"] < today.isoformat() and row not in leaves]
    for late, why in ((leaves, "is not before the departure"), (past, "is past")):
        if late:
            first = late[0]
            more = f" (and for {len(late) - 1:,} more)" if len(late) > 1 else ""
            yield (
                f"the day by which an answer is asked for, {first['reply by']}, {why}: {first['expert']} on "
                f"{first['request']}{more}"
            )


def partner_words(plan: "Plan", ask: Ask) -> tuple[str, ...]:
    """Who goes along, each with the country, else the administration."""
    return tuple(colleague_words(plan, code) for code in ask.partners)


def payer_in(plan: "Plan", code: str | None, language: str) -> str | None:
    """An agreement's code and name with its funders, in a language; None where nobody is asked to pay."""
    agreement = (plan.agreements or {}).get(code or "")
    if agreement is None:
        return None
    name = f"{agreement.agreement} ({agreement.name})" if agreement.name else agreement.agreement
    return text("funded", language, agreement=name, funders=", ".join(agreement.funders))


def _employer(plan: "Plan", ask: Ask) -> str:
    return plan.experts[ask.stay.place.expert].administration


def _row(plan: "Plan", ask: Ask, reply_by: date | None, language: str) -> tuple[Cell, ...]:
    stay, request, employer = ask.stay, ask.stay.request, _employer(plan, ask)
    tongue = language or language_of(plan, employer)
    return (
        employer,
        body_name(plan, employer),
        tongue,
        request.request,
        stay.place.expert,
        plan.experts[stay.place.expert].name or None,
        _members(plan, ask),
        mission_words(request),
        stay.place.seat,
        stay.mission.start,
        stay.last,
        stay.departure,
        stay.back,
        partner_words(plan, ask),
        stay.mission.agreement,
        payer_in(plan, stay.mission.agreement, tongue),
        request.expected_result or None,
        request.indicator or None,
        ask.reply_by(reply_by),
        "no" if ask.status == "draft" else "yes",
        text("subject", tongue, **_values(plan, ask, tongue)),
        " ".join(_sentences(plan, ask, reply_by, tongue)),
    )


def _members(plan: "Plan", ask: Ask) -> tuple[str, ...]:
    return tuple(member_name(plan, code) for code in plan.members_of(ask.stay.request))


def _values(plan: "Plan", ask: Ask, language: str) -> dict[str, str]:
    stay = ask.stay
    days = {"first": stay.mission.start, "last": stay.last, "departure": stay.departure, "back": stay.back}
    return {
        "body": body_name(plan, _employer(plan, ask)),
        "expert": person_words(plan, stay.place.expert),
        "mission": mission_words(stay.request),
        "members": ", ".join(_members(plan, ask)),
        **{name: day_words(day, language) for name, day in days.items()},
    }


def _sentences(plan: "Plan", ask: Ask, reply_by: date | None, language: str) -> "Iterator[str]":
    """The letter, sentence by sentence; what is not known is left out."""
    yield text("ask", language, **_values(plan, ask, language))
    if ask.partners:
        yield text("together", language, partners="; ".join(partner_words(plan, ask)))
    if result := ask.stay.request.expected_result.rstrip(". "):
        yield text("aim", language, result=result)
    if payer := payer_in(plan, ask.stay.mission.agreement, language):
        yield text("paid", language, payer=payer)
    yield text("answer", language, reply_by=day_words(ask.reply_by(reply_by), language))
