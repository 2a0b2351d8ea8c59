"""Missions as calendar entries: a calendar per expert, per Member that takes part, per agreement that pays.

An entry is known by what it is about, not by its day: the request (and when it was asked), the calendar, and
whether it is the mission or a journey. So a mission that moves keeps its entries. A person's calendar names
the partners on the mission, and nobody else; an agreement's names administrations, and nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID, uuid5

from allocator.plan.entities import DONE
from allocator.report.proposing.asking import Ask, asks
from allocator.report.proposing.letters import partner_words
from allocator.report.stays import delivered_stays
from allocator.report.words import member_name, mission_words, payer_words, person_words

if TYPE_CHECKING:
    from allocator.plan import Plan
    from allocator.results.result import Result

Kind = Literal["experts", "members", "agreements"]

#: What the ids of entries are made under; another one would make all of them new.
_SPACE: Final = UUID("6f1b2c58-5d0e-4c53-9a5a-2f4f1f0b7f11")
_DAY = timedelta(days=1)
_FIRM = ("accepted", "ticketed", DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Whole days, both ends included. `tentative` until all whom it is about have accepted; `busy` says that
    it takes the time of whose calendar it is."""

    uid: str
    first: date
    last: date
    summary: str
    description: str
    location: str
    tentative: bool
    busy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOf:
    """The entries of an expert, a Member or an agreement, by date."""

    kind: Kind
    owner: str
    name: str
    entries: tuple[Entry, ...]


def calendars(result: "Result", *, drafts: bool = False) -> tuple[CalendarOf, ...]:
    """Every calendar that has an entry. What is delivered stays in it; drafts, of which nobody was told, are
    in it only if asked for."""
    plan = result.plan
    asked = [*_delivered(plan), *_told(ask for ask in asks(result) if drafts or ask.status != "draft")]
    found: dict[tuple[Kind, str], list[Entry]] = defaultdict(list)
    missions: dict[str, list[Ask]] = defaultdict(list)
    for ask in asked:
        missions[ask.stay.request.request].append(ask)
        found["experts", ask.stay.place.expert] += _of_person(plan, ask)
    for team in missions.values():
        for code in plan.members_of(team[0].stay.request):
            found["members", code].append(_of_member(plan, code, team))
        if payer := team[0].stay.mission.agreement:
            found["agreements", payer].append(_of_agreement(plan, payer, team))
    return tuple(
        CalendarOf(
            kind=kind,
            owner=owner,
            name=_name(plan, kind, owner),
            entries=tuple(sorted(entries, key=lambda entry: (entry.first, entry.uid))),
        )
        for (kind, owner), entries in found.items()
    )


def _delivered(plan: "Plan") -> Iterator[Ask]:
    stays = delivered_stays(plan)
    for stay in stays:
        team = (place.expert for place in stay.mission.team)
        yield Ask(stay, DONE, tuple(code for code in team if code != stay.place.expert))


def _told(asked: Iterable[Ask]) -> list[Ask]:
    """The same, with those partners alone who are among them."""
    found = list(asked)
    pairs = {(ask.stay.place.request, ask.stay.place.expert) for ask in found}
    return [
        replace(ask, partners=tuple(code for code in ask.partners if (ask.stay.place.request, code) in pairs))
        for ask in found
    ]


def _uid(ask: Ask, kind: Kind, owner: str, part: str = "mission") -> str:
    request = ask.stay.request
    name = "\n".join((kind, owner, request.request, request.requested_on.isoformat(), part))
    return f"{uuid5(_SPACE, name)}@allocator"


def _of_person(plan: "Plan", ask: Ask) -> Iterator[Entry]:
    """The mission, and the days of travel before and after it."""
    stay, owner = ask.stay, ask.stay.place.expert
    where = _members(plan, ask)
    tentative = ask.status not in _FIRM
    spans = (
        ("out", stay.departure, stay.mission.start - _DAY, f"Travel to {where}"),
        ("mission", stay.mission.start, stay.last, f"Mission for {where}: {mission_words(ask.stay.request)}"),
        ("home", stay.last + _DAY, stay.back, f"Travel from {where}"),
    )
    about = _about(plan, ask, with_team=partner_words(plan, ask))
    for part, first, last, summary in spans:
        if first <= last:
            yield Entry(
                uid=_uid(ask, "experts", owner, part), first=first, last=last, summary=summary,
                description=about if part == "mission" else "", location=where,
                tentative=tentative, busy=True,
            )  # fmt: skip


def _of_member(plan: "Plan", member: str, team: list[Ask]) -> Entry:
    people = tuple(f"{person_words(plan, ask.stay.place.expert)}, {_employer(plan, ask)}" for ask in team)
    return _of_mission(plan, "members", member, team, people)


def _of_agreement(plan: "Plan", payer: str, team: list[Ask]) -> Entry:
    return _of_mission(plan, "agreements", payer, team, tuple(_employer(plan, ask) for ask in team))


def _of_mission(plan: "Plan", kind: Kind, owner: str, team: list[Ask], people: tuple[str, ...]) -> Entry:
    ask = team[0]
    where = _members(plan, ask)
    return Entry(
        uid=_uid(ask, kind, owner),
        first=ask.stay.mission.start,
        last=ask.stay.last,
        summary=f"{mission_words(ask.stay.request)} for {where}",
        description=_about(plan, ask, with_team=people),
        location=where,
        tentative=any(each.status not in _FIRM for each in team),
        busy=False,
    )


def _about(plan: "Plan", ask: Ask, *, with_team: tuple[str, ...]) -> str:
    """What an entry tells beside its days, line by line."""
    request = ask.stay.request
    payer = payer_words(plan, ask.stay.mission.agreement)
    lines = (
        f"Request: {request.request}",
        f"With: {'; '.join(with_team)}" if with_team else "",
        f"Expected result: {request.expected_result}" if request.expected_result else "",
        f"Paid by: {payer}" if payer else "",
    )
    return "\n".join(line for line in lines if line)


def _members(plan: "Plan", ask: Ask) -> str:
    return ", ".join(member_name(plan, code) for code in plan.members_of(ask.stay.request))


def _employer(plan: "Plan", ask: Ask) -> str:
    body = plan.administration_of(ask.stay.place.expert)
    return body.name or body.administration


def _name(plan: "Plan", kind: Kind, owner: str) -> str:
    names = {"experts": person_words, "members": member_name, "agreements": payer_words}
    return f"Missions: {names[kind](plan, owner)}"
