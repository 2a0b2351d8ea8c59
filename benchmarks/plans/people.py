"""Administrations, experts, what they hold and when they are released."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from allocator.plan.reference import members
from benchmarks.plans.chance import DAY, LAST_DAY, WEEKS, between, monday, pick, stream
from benchmarks.plans.sizes import Size
from benchmarks.plans.world import (
    DAY_COSTS,
    FIELDS,
    PROCEDURES,
    RARE_LANGUAGES,
    SECOND_LANGUAGES,
    popularity,
    senders,
)

SECRETARIAT = "WCO"
SECRETARIAT_SHARE = 0.08  # of the experts
STRATEGIC = 0.28  # of the experts advise on reform
TRAINERS = 0.35  # share of an expert's topics that the expert also teaches
PRE_ACCREDITED = 0.15  # of the qualifications
EXPIRING = 0.05  # of the qualifications end within the plan
LEVELS = (0.0, 0.15, 0.4, 0.33, 0.12)  # share of levels 1 to 5 among the accredited
ALWAYS, WITH_HOLES = 0.02, 0.06  # share of experts released all year, and all year but for some weeks
SPELL_WEEKS = (2, 3)  # length of the releases of all others
TENTATIVE = 0.08  # of the releases
AWAY_AT_ONCE = 0.34  # share of its pool that an administration lets go at once
QUOTA_DAYS = 13  # mission days that an administration gives per expert of its pool, where it counts them

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Rows of the sheets about people, in the order of `HEADERS`."""

    administrations: list[Row]
    experts: list[Row]
    qualifications: list[Row]
    availability: list[Row]


HEADERS = {
    "Administrations": ("administration", "name", "region", "away at once", "days"),
    "Experts": (
        "expert", "administration", "languages", "source", "missions", "days", "rest days", "day cost",
    ),
    "Qualifications": ("expert", "profile", "topic", "status", "level", "valid until"),
    "Availability": ("expert", "from", "to", "status"),
}  # fmt: skip


def make_people(size: Size, seed: int) -> People:
    """The people of a plan."""
    people = People([], [], [], [])
    for administration, pool in _pools(size, seed):
        rng = stream(seed, f"people {administration}")
        people.administrations.append(_administration(rng, administration, pool, size.plenty))
        for number in range(1, pool + 1):
            code = f"{administration}-{number:02d}"
            people.experts.append(_expert(rng, code, administration))
            people.qualifications.extend(_qualifications(rng, code, administration, size))
            people.availability.extend(_availability(rng, code, size))
    return people


def _pools(size: Size, seed: int) -> list[tuple[str, int]]:
    """How many experts each administration has: the Secretariat, and a few large and many small pools."""
    rng = stream(seed, "pools")
    staff = round(SECRETARIAT_SHARE * size.experts)
    codes, shares = senders()
    reach = min(len(codes), 12 + size.experts // 4)
    chosen = rng.choice(len(codes), size=reach, replace=False, p=shares)
    weight = np.array(shares)[chosen] * rng.lognormal(sigma=0.6, size=reach)
    counts = 1 + rng.multinomial(size.experts - staff - reach, weight / weight.sum())
    pools = {codes[i]: int(count) for i, count in zip(chosen, counts, strict=True)}
    return [(SECRETARIAT, staff), *sorted(pools.items())]


def _administration(rng: np.random.Generator, code: str, pool: int, plenty: float) -> Row:
    """Half of the administrations count the days they give; small ones set no limits."""
    staff = code == SECRETARIAT
    at_once = max(1, round(AWAY_AT_ONCE * plenty * pool)) if pool > 1 else None
    days = round(QUOTA_DAYS * plenty * pool) if pool > 2 and not staff and rng.random() < 0.5 else None
    name, region = ("WCO Secretariat", "EUR") if staff else (None, None)
    return code, name, region, _limit(at_once), _limit(days)


def _limit(number: int | None) -> str:
    return "-" if number is None else str(number)


def _expert(rng: np.random.Generator, code: str, administration: str) -> Row:
    staff = administration == SECRETARIAT
    own = ("en", "fr") if staff else members()[administration].languages
    spoken = [own[0], *(language for language in own[1:] if rng.random() < 0.6)]
    spoken += [tongue for tongue, share in SECOND_LANGUAGES.items() if rng.random() < share]
    missions = 5 if staff else 1 + pick(rng, (0.1, 0.4, 0.5))
    rest = 14 if rng.random() < 0.15 else 7
    cost = DAY_COSTS[SECRETARIAT if staff else members()[administration].region] + 15 * between(rng, 0, 3)
    source = "secretariat" if staff else "pool"
    return code, administration, ";".join(dict.fromkeys(spoken)), source, missions, 9 * missions, rest, cost


def _qualifications(rng: np.random.Generator, code: str, administration: str, size: Size) -> list[Row]:
    """Topics of one profile, two more where a rare language is spoken; some procedures are taught as well."""
    strategic = rng.random() < STRATEGIC
    topics = FIELDS[: size.fields] if strategic else PROCEDURES[: size.procedures]
    rare = administration != SECRETARIAT and members()[administration].languages[0] in RARE_LANGUAGES
    count = min(len(topics), 1 + pick(rng, size.topics_held) + 2 * rare)
    held = rng.choice(len(topics), size=count, replace=False, p=popularity(topics))
    keys = [("CMA" if strategic else "TOE", topics[i]) for i in held]
    if not strategic:
        keys += [("ET", topic) for _, topic in keys if rng.random() < TRAINERS]
    staff = administration == SECRETARIAT
    return [(code, *key, *_standing(rng, staff)) for key in keys]


def _standing(rng: np.random.Generator, staff: bool) -> tuple[str, int, date | None]:
    if not staff and rng.random() < PRE_ACCREDITED:
        return "pre-accredited", between(rng, 1, 2), None
    ends = monday(between(rng, 8, 44)) - DAY if rng.random() < EXPIRING else None
    return "accredited", 1 + pick(rng, LEVELS), ends


def _availability(rng: np.random.Generator, code: str, size: Size) -> list[Row]:
    """No row: released all year. Else all year with holes, or a few spells of some weeks."""
    draw = rng.random()
    if draw < ALWAYS:
        return []
    spells = _holes(rng) if draw < ALWAYS + WITH_HOLES else _spells(rng, size.spells)
    rows: list[Row] = []
    for first, last in spells:
        status = "tentative" if rng.random() < TENTATIVE else "confirmed"
        rows.append((code, first, last, status))
    return rows


def _holes(rng: np.random.Generator) -> list[tuple[date, date]]:
    """The year but for two or three holes of two to five weeks, one in each equal part."""
    parts = between(rng, 2, 3)
    part = WEEKS // parts
    first = monday(0) - 2 * DAY
    spells = []
    for index in range(parts):
        weeks = between(rng, 2, 5)
        hole = index * part + between(rng, 4, part - weeks - 2)
        spells.append((first, monday(hole) - DAY))
        first = monday(hole + weeks) - 2 * DAY
    return [*spells, (first, LAST_DAY)]


def _spells(rng: np.random.Generator, counts: tuple[int, int]) -> list[tuple[date, date]]:
    """Releases from a Saturday to a Sunday, one in each equal part of the year."""
    count = between(rng, *counts)
    part = WEEKS // count
    spells = []
    for index in range(count):
        weeks = between(rng, *SPELL_WEEKS)
        week = index * part + between(rng, 0, part - weeks - 1)
        spells.append((monday(week) - 2 * DAY, monday(week + weeks) - DAY))
    return spells
