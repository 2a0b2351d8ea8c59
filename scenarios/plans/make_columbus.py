"""Makes the plan `columbus`: a synthetic year of the whole programme, as one CSV file per sheet.

Run it without arguments; it writes into the folder `columbus` beside it. What it draws from (Members'
requests, pools of experts, agreements, costs) is in `make_columbus.toml`; how tight the year is, in the
constants below. The same constants give the same files.
"""

from datetime import date, timedelta
from itertools import pairwise

import columbus_sheets as sheets
import numpy as np
from columbus_records import HERE, SOURCE, Ask, Person, Spell, Standing, can_staff, free_weeks, suited

SEED = 2026
WINDOW_WEEKS = (8, 18)  # width of a request's window, least and most
LATE_WINDOWS = 0.06  # share of requests that can only be met in the last weeks of the plan
LATE_WEEKS = 7
SPELLS = (2, 4)  # releases of an expert in the year, least and most; the scarce are released most
SPELL_WEEKS = (2, 3)  # length of a release, the same way
ALWAYS_RELEASED = 0.04  # share of the experts without a row in Availability
STAFF_ALWAYS_RELEASED = 0.2  # the same for the Secretariat
TENTATIVE = 0.08  # share of releases that are tentative
STRATEGIC = 0.27  # share of experts who advise on reform
TOPICS_HELD = (0.4, 0.4, 0.2)  # share of experts with one, two and three topics
TRAINERS = 0.3  # share of an expert's topics that the expert also teaches
PRE_ACCREDITED = 0.15  # share of qualifications
EXPIRING = 0.06  # share of qualifications that end within the plan
BUDGET_SCALE = 1.3  # on every agreement's budget
QUOTA_DAYS = 14  # mission days that an administration gives per expert of its pool
ANSWERS = 1.4  # answers to the Experts' Requirement Matrix per request
ACQUAINTANCES = 0.5  # people per request who know the Member already
LOCKED_DATES, LOCKED_PEOPLE, EXCLUDED_PEOPLE = 2, 3, 4  # rows of Assignments

FIRST_MONDAY = date(2026, 7, 6)
WEEKS = 51  # that begin and end inside the plan
DAY = timedelta(days=1)
PHASES = {"d": "diagnostic", "p": "strategic-planning", "e": "evaluation"}
GAPS = {"strategic-planning": (28, 42, 56), "evaluation": (98, 112, 126)}  # full days after the phase before


def stream(name: str) -> np.random.Generator:
    """Random numbers of their own for each part, so that one constant does not shake the other parts."""
    return np.random.default_rng([SEED, *name.encode()])


def between(rng: np.random.Generator, least: int, most: int) -> int:
    """A whole number, both ends included."""
    return int(rng.integers(least, most + 1))


def draw(rng: np.random.Generator, weights: dict[str, float], count: int) -> list[str]:
    """Different keys, drawn by weight."""
    shares = np.array(list(weights.values()), dtype=float)
    return [str(key) for key in rng.choice(list(weights), size=count, replace=False, p=shares / shares.sum())]


def monday(week: int) -> date:
    return FIRST_MONDAY + 7 * week * DAY


# People


def make_people() -> list[Person]:
    people = []
    for administration, pool in sorted(SOURCE["pools"].items()):
        rng = stream(f"people {administration}")
        count, *spoken = pool.split()
        for number in range(1, int(count) + 1):
            code = f"{administration}-{number:02d}"
            staff, scarce = administration == "WCO", code in SOURCE["specialists"]
            people.append(
                Person(
                    code=code,
                    administration=administration,
                    languages=make_languages(rng, spoken),
                    skills=make_skills(rng, code, staff),
                    spells=make_spells(rng, staff, scarce),
                    gender=str(rng.choice(["F", "M"], p=[0.42, 0.58])),
                    missions=make_missions(rng, staff, scarce),
                    rest_days=int(rng.choice([7, 14], p=[0.85, 0.15])),
                )
            )
    return people


def make_missions(rng: np.random.Generator, staff: bool, scarce: bool) -> int:
    """Most missions in the year."""
    drawn = int(rng.choice([1, 2, 3], p=[0.1, 0.4, 0.5]))
    return 5 if staff else 4 if scarce else drawn


def make_languages(rng: np.random.Generator, spoken: list[str]) -> tuple[str, ...]:
    shares = [text.partition(":") for text in spoken]
    return tuple(language for language, _, share in shares if rng.random() < float(share or 1))


def make_skills(rng: np.random.Generator, code: str, staff: bool) -> dict[tuple[str, str], Standing]:
    """By hand where the source names the expert, else drawn: up to three topics, some of them taught too."""
    if code in SOURCE["specialists"]:
        by_hand = (text.split() for text in SOURCE["specialists"][code])
        return {(p, topic): Standing(status="accredited", level=int(level)) for p, topic, level in by_hand}
    profile = "CMA" if rng.random() < STRATEGIC else "TOE"
    count = 1 + int(rng.choice(3, p=TOPICS_HELD))
    keys = [(profile, topic) for topic in draw(rng, SOURCE["topics"][profile], count)]
    if profile == "TOE":
        keys += [("ET", topic) for _, topic in keys if rng.random() < TRAINERS]
    return {key: make_standing(rng, staff) for key in keys}


def make_standing(rng: np.random.Generator, staff: bool) -> Standing:
    if not staff and rng.random() < PRE_ACCREDITED:
        return Standing(status="pre-accredited", level=between(rng, 1, 2))
    ends = monday(between(rng, 8, 44)) - DAY if rng.random() < EXPIRING else None
    level = int(rng.choice([2, 3, 4, 5], p=[0.15, 0.4, 0.33, 0.12]))
    return Standing(status="accredited", level=level, ends=ends)


def make_spells(rng: np.random.Generator, staff: bool, scarce: bool) -> tuple[Spell, ...]:
    """Releases from a Saturday to a Sunday, one in each equal part of the year; none: always released."""
    if rng.random() < (STAFF_ALWAYS_RELEASED if staff else ALWAYS_RELEASED):
        return ()
    count = SPELLS[1] if scarce else between(rng, *SPELLS)
    part = WEEKS // count
    spells = []
    for index in range(count):
        weeks = part // 2 if staff else SPELL_WEEKS[1] if scarce else between(rng, *SPELL_WEEKS)
        week = index * part + between(rng, 0, part - weeks - 1)
        status = "tentative" if rng.random() < TENTATIVE else "confirmed"
        spells.append(Spell(first=monday(week) - 2 * DAY, last=monday(week + weeks) - DAY, status=status))
    return tuple(spells)


# Requests


def make_asks() -> list[Ask]:
    """Every request in the order of asking, with its code."""
    asks = [ask for member, text in SOURCE["phases"].items() for ask in make_phases(member, text)]
    for name, texts in SOURCE["requests"].items():
        mission_type, _, topic = name.partition("/")
        asks += [make_ask(mission_type, topic, text, ()) for text in texts]
    for name, (text, others) in SOURCE["regional"].items():
        asks.append(make_ask(name, "", text, tuple(others.split(";"))))
    asks.sort(key=lambda ask: ask.requested)
    rng = stream("wishes")
    for number, ask in enumerate(asks, start=1):
        ask.code = f"R{number:03d}"
        add_wishes(rng, ask)
    return asks


def make_phases(member: str, text: str) -> list[Ask]:
    """The Columbus phases of one Member, each after the one before."""
    letters, priority = text.split()
    rng = stream(f"phases {member}")
    requested = date(2026, 1, 12) + between(rng, 0, 100) * DAY
    asks = []
    for letter in letters:
        ask = Ask(
            member=member, mission_type=PHASES[letter.lower()], topic="modernization",
            priority=int(priority), requested=requested,
        )  # fmt: skip
        if letter.islower():
            ask.requested -= between(rng, 240, 320) * DAY
            ask.done = requested - between(rng, 20, 90) * DAY
        asks.append(ask)
    for before, ask in pairwise(asks):
        ask.after = before
        ask.gap = int(rng.choice(GAPS[ask.mission_type]))
    place_in_year(rng, [ask for ask in asks if ask.done is None])
    return asks


def place_in_year(rng: np.random.Generator, phases: list[Ask]) -> None:
    """Windows of successive phases: each begins when the one before may be over, and all end in the year."""
    room = sum(ask.gap // 7 + 4 for ask in phases[1:])
    week = between(rng, 0, min(10, WEEKS - WINDOW_WEEKS[1] - room) if room else WEEKS - WINDOW_WEEKS[1])
    for ask in phases:
        if ask is not phases[0]:
            week += ask.gap // 7 + 3
        set_window(ask, week, between(rng, *WINDOW_WEEKS))


def make_ask(mission_type: str, topic: str, text: str, others: tuple[str, ...]) -> Ask:
    """A request outside the phases, from `member priority [languages]`."""
    member, priority, *languages = text.split()
    rng = stream(f"{mission_type} {topic} {member} {len(others)}")
    width = between(rng, *WINDOW_WEEKS)
    week = between(rng, 0, WEEKS - width)
    if rng.random() < LATE_WINDOWS:
        week, width = WEEKS - LATE_WEEKS, LATE_WEEKS
    this_year = week > 20 and rng.random() < 0.25
    asked = date(2026, 8, 10) if this_year else date(2025, 11, 3)
    ask = Ask(
        member=member, mission_type=mission_type, topic=topic or SOURCE["types"][mission_type][3],
        priority=int(priority), requested=asked + between(rng, 0, 60 if this_year else 180) * DAY,
        languages=tuple(";".join(languages).split(";")) if languages else (), others=others,
    )  # fmt: skip
    set_window(ask, week, width)
    return ask


def set_window(ask: Ask, week: int, width: int) -> None:
    ask.first, ask.last = monday(week), monday(min(week + width, WEEKS)) - 3 * DAY


def add_wishes(rng: np.random.Generator, ask: Ask) -> None:
    """For some: a preferred start, the Member's word on pairing, the agreements that it names."""
    draws = rng.random(4)
    if ask.first is None or ask.last is None:
        return
    if draws[0] < 0.35:
        weeks = (ask.last - ask.first).days // 7
        ask.preferred = ask.first + 7 * int(draws[1] * max(1, weeks - 2)) * DAY
    if sum(seat.count for seat in ask.seats) > 1 and draws[2] < 0.1:
        ask.pairing = "required" if draws[2] < 0.07 else "off"
    if len(ask.payers) > 1 and draws[3] < 0.08:
        ask.agreements = ask.payers[:2]


# What links people and requests


def make_interest(people: list[Person], asks: list[Ask]) -> list[list[object]]:
    """Answers of experts, and of administrations for all their experts, keenest 3."""
    rng = stream("interest")
    answers: dict[tuple[str, str], int] = {}
    for ask in asks:
        pool = suited(people, ask)
        for _ in range(min(len(pool), int(rng.poisson(ANSWERS)))):
            person = pool[between(rng, 0, len(pool) - 1)]
            speaker = person.administration if rng.random() < 0.25 else person.code
            answers[speaker, ask.code] = int(rng.choice([3, 2, 1, -1, -2], p=[0.25, 0.35, 0.25, 0.1, 0.05]))
    return [[speaker, code, interest] for (speaker, code), interest in sorted(answers.items())]


def make_history(people: list[Person], asks: list[Ask]) -> list[list[object]]:
    rng = stream("history")
    met: dict[tuple[str, str], date] = {}
    for ask in asks:
        pool = suited(people, ask)
        if pool and rng.random() < ACQUAINTANCES:
            person = pool[between(rng, 0, len(pool) - 1)]
            met[person.code, ask.member] = date(2022, 3, 7) + between(rng, 0, 1500) * DAY
    return [[code, member, last] for (code, member), last in sorted(met.items())]


def make_decisions(people: list[Person], asks: list[Ask]) -> list[list[object]]:
    """A few locks that can be kept, and a few exclusions."""
    rng = stream("decisions")
    alone = [ask for ask in asks if ask.done is None and not ask.after and not ask.others]
    alone = [alone[index] for index in rng.permutation(len(alone))]
    dated = [ask for ask in alone if ask.preferred and can_staff(people, ask, ask.preferred)][:LOCKED_DATES]
    rows: list[list[object]] = [[ask.code, "", "", ask.preferred, "", "fixed", "accepted"] for ask in dated]
    rest = [ask for ask in alone if ask not in dated and len(suited(people, ask)) > 8]
    staff = [person for person in people if person.administration == "WCO"]
    for person in staff:
        fitting = [ask for ask in rest if person.suits(ask, ask.seats[0]) and free_weeks(person, ask) > 4]
        if fitting and len(rows) < LOCKED_DATES + LOCKED_PEOPLE:
            rest.remove(fitting[0])
            rows.append([fitting[0].code, fitting[0].seats[0].name, person.code, "", "", "fixed", "proposed"])
    for ask in rest[:EXCLUDED_PEOPLE]:
        pool = suited(people, ask)
        rows.append([ask.code, "", pool[between(rng, 0, len(pool) - 1)].code, "", "", "excluded", ""])
    return sorted(rows, key=lambda row: str(row[0]))


def main() -> None:
    people, asks = make_people(), make_asks()
    folder = HERE / "columbus"
    folder.mkdir(exist_ok=True)
    for sheet, rows in {
        "Plan": sheets.settings(),
        "Members": sheets.member_rows(),
        "Closures": sheets.closure_rows(),
        "Administrations": sheets.administration_rows(QUOTA_DAYS),
        "Experts": sheets.expert_rows(people),
        "Qualifications": sheets.qualification_rows(people),
        "Availability": sheets.availability_rows(people),
        "Mission types": sheets.mission_type_rows(),
        "Seats": sheets.seat_rows(),
        "Requests": sheets.request_rows(asks),
        "Request seats": sheets.request_seat_rows(asks),
        "Interest": make_interest(people, asks),
        "Agreements": sheets.agreement_rows(BUDGET_SCALE),
        "Travel": sheets.travel_rows(),
        "History": make_history(people, asks),
        "Assignments": make_decisions(people, asks),
    }.items():
        sheets.write(folder, sheet, rows)


if __name__ == "__main__":
    main()
