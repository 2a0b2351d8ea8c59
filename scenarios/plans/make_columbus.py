"""Makes the plan `columbus`: a synthetic year of the whole programme, as one CSV file per sheet.

Run it without arguments; it writes into the folder `columbus` beside it. What it draws from (Members' requests,
pools of experts, agreements, costs) is in `make_columbus.toml`; how tight the year is, in the constants below.
The same constants give the same files.
"""

import csv
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from allocator.plan.reference import members

HERE = Path(__file__).parent
SOURCE: dict[str, Any] = tomllib.loads(HERE.joinpath("make_columbus.toml").read_text(encoding="utf-8"))

SEED = 2026
WINDOW_WEEKS = (10, 28)  # width of a request's window, least and most
LATE_WINDOWS = 0.06  # share of requests that can only be met in the last weeks of the plan
LATE_WEEKS = 7
SPELLS = (2, 4)  # releases of an expert in the year, least and most
SPELL_WEEKS = (2, 4)  # length of a release
ALWAYS_RELEASED = 0.06  # share of the pool's experts without a row in Availability
STAFF_ALWAYS_RELEASED = 0.4  # the same for the Secretariat
TENTATIVE = 0.08  # share of releases that are tentative
STRATEGIC = 0.36  # share of experts who advise on reform
TOPICS_HELD = (0.4, 0.4, 0.2)  # share of experts with one, two and three topics
TRAINERS = 0.3  # share of an expert's topics that the expert also teaches
PRE_ACCREDITED = 0.15
EXPIRING = 0.06  # share of qualifications that end within the plan
BUDGET_SCALE = 1.0  # on every agreement's budget
QUOTA_DAYS = 14  # mission days that an administration gives per expert it has in the pool

FIRST_MONDAY = date(2026, 7, 6)
WEEKS = 51  # that begin and end inside the plan
DAY = timedelta(days=1)

COLUMNS = {
    "Plan": "key,value",
    "Members": "member,working days,missions at once",
    "Closures": "member,from,to,reason",
    "Administrations": "administration,name,region,country,away at once,days",
    "Experts": "expert,administration,languages,source,gender,missions,days,rest days,day cost",
    "Qualifications": "expert,profile,topic,status,level,valid until",
    "Availability": "expert,from,to,status",
    "Mission types": "mission type,days,level,travel days,report days",
    "Seats": "mission type,seat,profile,topic,count,status,minimum level",
    "Requests": "request,member,mission type,requested on,topic,languages,priority,earliest start,latest end,"
    "days,preferred start,after,gap days,pairing,agreements,other members,done on,expected result,indicator",
    "Request seats": "request,seat,profile,topic,count,status,minimum level",
    "Interest": "expert,request,interest",
    "Agreements": "agreement,kind,funders,name,providers,beneficiaries,topics,from,to,budget",
    "Travel": "from region,to region,cost,days",
    "History": "expert,member,last date",
    "Assignments": "request,seat,expert,start,agreement,decision,status",
}
Rows = list[list[Any]]


@dataclass(kw_only=True)
class Person:
    """An expert: `skills` are (status, level, valid until) by profile and topic; no `spells`: always released."""

    code: str
    administration: str
    languages: list[str]
    skills: dict[tuple[str, str], tuple[str, int, date | None]]
    spells: list[tuple[date, date]]

    def released(self, first: date, last: date) -> bool:
        return not self.spells or any(a <= first and last <= b for a, b in self.spells)


@dataclass(kw_only=True)
class Ask:
    """A request before it has its code. `done` is set for what was delivered before the plan."""

    member: str
    mission_type: str
    topic: str
    priority: int
    requested: date
    languages: str = ""
    others: str = ""
    first: date | None = None
    last: date | None = None
    preferred: date | None = None
    done: date | None = None
    after: "Ask | None" = None
    gap: int = 0
    pairing: str = ""
    agreements: str = ""
    code: str = ""
    seats: list[list[str]] = field(default_factory=list)

    @property
    def working_languages(self) -> set[str]:
        return set(self.languages.split(";") if self.languages else members()[self.member].languages)


def stream(name: str) -> np.random.Generator:
    """Random numbers of their own for each part, so that one constant does not shake the other parts."""
    return np.random.default_rng([SEED, *name.encode()])


def pick(rng: np.random.Generator, weights: dict[str, float], count: int = 1) -> list[str]:
    """Different keys, drawn by weight."""
    shares = np.array(list(weights.values()), dtype=float)
    return [str(key) for key in rng.choice(list(weights), size=count, replace=False, p=shares / shares.sum())]


def monday(week: int) -> date:
    return FIRST_MONDAY + 7 * week * DAY


# People


def make_people() -> list[Person]:
    rng = stream("people")
    people = []
    for administration, pool in sorted(SOURCE["pools"].items()):
        count, *spoken = pool.split()
        for number in range(1, int(count) + 1):
            code = f"{administration}-{number:02d}"
            languages = make_languages(rng, spoken)
            skills = make_skills(rng, code)
            spells = make_spells(rng, administration)
            people.append(
                Person(
                    code=code, administration=administration, languages=languages, skills=skills, spells=spells
                )
            )
    return people


def make_languages(rng: np.random.Generator, spoken: list[str]) -> list[str]:
    shares = [(language, float(share or 1)) for language, _, share in (text.partition(":") for text in spoken)]
    return [language for language, share in shares if rng.random() < share]


def make_skills(
    rng: np.random.Generator, code: str
) -> dict[tuple[str, str], tuple[str, int, date | None]]:
    """By hand where the source has the expert, else drawn: one to three topics, some of them taught too."""
    if code in SOURCE["specialists"]:
        fixed = (text.split() for text in SOURCE["specialists"][code])
        return {(profile, topic): ("accredited", int(level), None) for profile, topic, level in fixed}
    profile = "CMA" if rng.random() < STRATEGIC else "TOE"
    count = 1 + int(rng.choice(3, p=TOPICS_HELD))
    keys = [(profile, topic) for topic in pick(rng, SOURCE["topics"][profile], count)]
    if profile == "TOE":
        keys += [("ET", topic) for _, topic in keys if rng.random() < TRAINERS]
    return {key: make_standing(rng, staff=code.startswith("WCO")) for key in keys}


def make_standing(rng: np.random.Generator, staff: bool) -> tuple[str, int, date | None]:
    if not staff and rng.random() < PRE_ACCREDITED:
        return "pre-accredited", int(rng.integers(1, 3)), None
    ends = monday(int(rng.integers(8, 44))) - DAY if rng.random() < EXPIRING else None
    return "accredited", int(rng.choice([2, 3, 4, 5], p=[0.15, 0.4, 0.33, 0.12])), ends


def make_spells(rng: np.random.Generator, administration: str) -> list[tuple[date, date]]:
    """Releases from a Saturday to a Sunday, one in each equal part of the year; none: always released."""
    staff = administration == "WCO"
    if rng.random() < (STAFF_ALWAYS_RELEASED if staff else ALWAYS_RELEASED):
        return []
    count = int(rng.integers(SPELLS[0], SPELLS[1] + 1))
    part = WEEKS // count
    spells = []
    for index in range(count):
        weeks = part - 4 if staff else int(rng.integers(SPELL_WEEKS[0], SPELL_WEEKS[1] + 1))
        week = index * part + int(rng.integers(part - weeks))
        spells.append((monday(week) - 2 * DAY, monday(week + weeks) - DAY))
    return spells


# Requests


def make_asks() -> list[Ask]:
    """Every request in the order of asking, with its code."""
    asks = [ask for member, text in SOURCE["phases"].items() for ask in make_phases(member, text)]
    rng = stream("requests")
    for name, texts in SOURCE["requests"].items():
        mission_type, _, topic = name.partition("/")
        asks += [make_ask(rng, mission_type, topic, text) for text in texts]
    for name, (text, others) in SOURCE["regional"].items():
        asks.append(make_ask(rng, name, "", text, others))
    asks.sort(key=lambda ask: ask.requested)
    wishes = stream("wishes")
    for number, ask in enumerate(asks, start=1):
        ask.code = f"R{number:03d}"
        ask.seats = seats_of(ask)
        add_wishes(wishes, ask)
    return asks


def make_phases(member: str, text: str) -> list[Ask]:
    """The Columbus phases of one Member, each after the one before."""
    phases, priority = text.split()
    rng = stream(f"phases {member}")
    kinds = {"d": "diagnostic", "p": "strategic-planning", "e": "evaluation"}
    requested = date(2026, 1, 12) + int(rng.integers(100)) * DAY
    week = int(rng.integers(9)) if len(phases) > 1 else int(rng.integers(WEEKS - WINDOW_WEEKS[1]))
    asks: list[Ask] = []
    for phase in phases:
        before = asks[-1] if asks else None
        ask = Ask(
            member=member, mission_type=kinds[phase.lower()], topic="modernization", priority=int(priority),
            requested=requested, after=before,
        )  # fmt: skip
        asks.append(ask)
        if phase.islower():
            ask.requested = requested - int(rng.integers(240, 320)) * DAY
            ask.done = requested - int(rng.integers(20, 90)) * DAY
            continue
        if before:
            ask.gap = int(rng.choice([112, 126])) if phase == "E" else int(rng.choice([28, 42, 56]))
            week += 0 if before.done else ask.gap // 7 + 3
        set_window(ask, week, int(rng.integers(14, WINDOW_WEEKS[1] + 1)))
    return asks


def make_ask(rng: np.random.Generator, mission_type: str, topic: str, text: str, others: str = "") -> Ask:
    member, priority, *languages = text.split()
    width = int(rng.integers(WINDOW_WEEKS[0], WINDOW_WEEKS[1] + 1))
    week = int(rng.integers(WEEKS - width + 1))
    if rng.random() < LATE_WINDOWS:
        week, width = WEEKS - LATE_WEEKS, LATE_WEEKS
    late = week > 20 and rng.random() < 0.25
    asked = date(2026, 8, 10) if late else date(2025, 11, 3)
    ask = Ask(
        member=member, mission_type=mission_type, topic=topic or SOURCE["types"][mission_type][3],
        priority=int(priority), requested=asked + int(rng.integers(60 if late else 180)) * DAY,
        languages="".join(languages), others=others,
    )  # fmt: skip
    set_window(ask, week, width)
    return ask


def set_window(ask: Ask, week: int, width: int) -> None:
    ask.first, ask.last = monday(week), monday(min(week + width, WEEKS)) - 3 * DAY


def add_wishes(rng: np.random.Generator, ask: Ask) -> None:
    """Preferred dates, the Member's word on pairing, and the agreements it names, for some."""
    draws = rng.random(4)
    if ask.first is None or ask.last is None:
        return
    if draws[0] < 0.35:
        weeks = (ask.last - ask.first).days // 7
        ask.preferred = ask.first + 7 * int(draws[1] * max(1, weeks - 2)) * DAY
    if len(ask.seats) > 1 and draws[2] < 0.1:
        ask.pairing = "required" if draws[2] < 0.07 else "off"
    payers = eligible_agreements(ask)
    if len(payers) > 1 and draws[3] < 0.08:
        ask.agreements = ";".join(payers[:2])


def seats_of(ask: Ask) -> list[list[str]]:
    """Seats as name, profile, count, status, minimum level."""
    own = SOURCE["own_seats"].get(f"{ask.member} {ask.mission_type}")
    return [text.split() for text in own or SOURCE["types"][ask.mission_type][4]]


def eligible_agreements(ask: Ask) -> list[str]:
    places = {ask.member, members()[ask.member].region}
    return [
        code
        for code, (_, _, _, _, beneficiaries, topics, *_) in SOURCE["agreements"].items()
        if (not beneficiaries or places & set(beneficiaries.split(";")))
        and (not topics or ask.topic in topics.split(";"))
    ]
