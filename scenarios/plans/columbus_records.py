"""The people and requests of the plan `columbus`, before they become rows."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from allocator.plan.reference import members

HERE = Path(__file__).parent
SOURCE: dict[str, Any] = tomllib.loads(HERE.joinpath("make_columbus.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Spell:
    """Days on which an expert is released, both ends included."""

    first: date
    last: date
    status: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a qualification is worth."""

    status: str
    level: int
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """An expert: standing by profile and topic; without spells always released."""

    code: str
    administration: str
    languages: tuple[str, ...]
    skills: dict[tuple[str, str], Standing]
    spells: tuple[Spell, ...]
    gender: str
    missions: int
    rest_days: int

    def released(self, first: date, last: date) -> bool:
        return not self.spells or any(spell.first <= first and last <= spell.last for spell in self.spells)

    def suits(self, ask: "Ask", seat: "Place") -> bool:
        """Whether the person could take the seat on some day: language, country, topic and accreditation."""
        standing = self.skills.get((seat.profile, ask.topic))
        return (
            standing is not None
            and standing.level >= seat.level
            and seat.status in ("any", standing.status)
            and not ask.working_languages.isdisjoint(self.languages)
            and self.administration not in (ask.member, *ask.others)
        )


@dataclass(frozen=True, kw_only=True)
class Place:
    """A seat on a team."""

    name: str
    profile: str
    count: int
    status: str
    level: int

    @classmethod
    def parse(cls, text: str) -> "Place":
        name, profile, count, status, level = text.split()
        return cls(name=name, profile=profile, count=int(count), status=status, level=int(level))

    def cells(self, topic: str) -> list[Any]:
        return [self.name, self.profile, topic, self.count, self.status, self.level]


@dataclass(kw_only=True)
class Ask:
    """A request, `done` if delivered before the plan. It gets its code when all requests are known."""

    member: str
    mission_type: str
    topic: str
    priority: int
    requested: date
    languages: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    preferred: date | None = None
    done: date | None = None
    after: "Ask | None" = None
    gap: int = 0
    pairing: str = ""
    agreements: tuple[str, ...] = ()
    code: str = field(default="", init=False)

    @property
    def working_languages(self) -> frozenset[str]:
        return frozenset(self.languages or members()[self.member].languages)

    @property
    def own_team(self) -> tuple[Place, ...]:
        """The seats where they are not the mission type's."""
        return team(SOURCE["own_seats"].get(f"{self.member} {self.mission_type}", ()))

    @property
    def seats(self) -> tuple[Place, ...]:
        return self.own_team or team(SOURCE["types"][self.mission_type][4])

    @property
    def payers(self) -> tuple[str, ...]:
        """The agreements whose beneficiaries and topics include this request."""
        places = {self.member, members()[self.member].region}
        return tuple(
            code
            for code, (_, _, _, _, beneficiaries, topics, *_) in SOURCE["agreements"].items()
            if (not beneficiaries or places & set(beneficiaries.split(";")))
            and (not topics or self.topic in topics.split(";"))
        )


def team(texts: Iterable[str]) -> tuple[Place, ...]:
    return tuple(Place.parse(text) for text in texts)


def suited(people: Iterable[Person], ask: Ask) -> list[Person]:
    """Everybody who could take a seat of the request on some day."""
    return [person for person in people if any(person.suits(ask, seat) for seat in ask.seats)]


def free_weeks(person: Person, ask: Ask) -> int:
    """On how many Mondays of the request's window the person could start."""
    if ask.first is None or ask.last is None:
        return 0
    starts = (ask.first + timedelta(weeks=week) for week in range((ask.last - ask.first).days // 7 + 1))
    return sum(person.released(*journey(ask, start)) for start in starts if last_day(ask, start) <= ask.last)


def can_staff(people: Iterable[Person], ask: Ask, start: date) -> bool:
    """Whether every seat has at least two people to spare who are released on those dates."""
    free = [person for person in people if person.released(*journey(ask, start))]
    return all(sum(person.suits(ask, seat) for person in free) >= 2 + seat.count for seat in ask.seats)


def journey(ask: Ask, start: date) -> tuple[date, date]:
    """First and last day away, with two days of travel each way."""
    return start - timedelta(days=2), last_day(ask, start) + timedelta(days=2)


def last_day(ask: Ask, start: date) -> date:
    """Last mission day of a request, weekends not counted."""
    day = start
    days = SOURCE["own_days"].get(f"{ask.member} {ask.mission_type}") or SOURCE["types"][ask.mission_type][0]
    for _ in range(days - 1):
        day += timedelta(days=3 if day.weekday() == 4 else 1)
    return day
