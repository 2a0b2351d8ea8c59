"""Administrations, experts, what they hold, when they are released, what they are keen on."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from allocator.plan.reference import members
from benchmarks.plans.chance import DAY, between, monday, pick, stream
from benchmarks.plans.families.shape import Shape
from benchmarks.plans.families.topics import popularity, topics_of
from benchmarks.plans.world import SECOND_LANGUAGES, senders

PROFILES = {"CMA": 0.35, "TOE": 0.65}
HELD = 0.16  # of all topics are held by an expert, about
ALL_YEAR = 0.25  # share of experts who are released all year but for one hole of some weeks
SPELLS = (2, 5)  # releases of all others
SPELL_WEEKS = (2, 4)
SHORT = 26  # weeks: a plan in which all are released once
LEVELS = (0.05, 0.2, 0.35, 0.25, 0.15)
THIRD = 0.34  # of its pool is what an administration lets go at once, where no quota is named
COUNTED = 0.3  # of the administrations count the days they give

Row = tuple[object, ...]

HEADERS = {
    "Administrations": ("administration", "away at once", "days"),
    "Experts": (
        "expert", "administration", "languages", "source", "missions", "days", "rest days", "day cost",
    ),
    "Qualifications": ("expert", "profile", "topic", "status", "level"),
    "Availability": ("expert", "from", "to", "status"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staff:
    """Rows of the sheets about people, by sheet."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {sheet: [] for sheet in HEADERS})

    @property
    def experts(self) -> list[str]:
        return [str(row[0]) for row in self.rows["Experts"]]


def make_staff(shape: Shape, seed: int) -> Staff:
    """The people of a plan, pool by pool."""
    staff = Staff()
    for administration, pool in _pools(shape, seed):
        rng = stream(seed, f"staff {administration}")
        staff.rows["Administrations"].append(_administration(rng, shape, administration, pool))
        for number in range(1, pool + 1):
            code = f"{administration}-{number:02d}"
            staff.rows["Experts"].append(_expert(rng, shape, code, administration))
            staff.rows["Qualifications"] += _qualifications(rng, shape, code)
            staff.rows["Availability"] += [(code, *spell) for spell in _releases(rng, shape.weeks)]
    return staff


def _pools(shape: Shape, seed: int) -> list[tuple[str, int]]:
    """Sizes of pools: one person each, the rest by a long-tailed draw."""
    rng = stream(seed, "staff")
    codes, shares = senders()
    reach = min(len(codes), max(3, shape.experts // 4))
    chosen = rng.choice(len(codes), size=reach, replace=False, p=shares)
    weight = rng.pareto(1.5, size=reach) + 0.2
    counts = 1 + rng.multinomial(shape.experts - reach, weight / weight.sum())
    return sorted((codes[i], int(count)) for i, count in zip(chosen, counts, strict=True))


def _administration(rng: np.random.Generator, shape: Shape, code: str, pool: int) -> Row:
    away = shape.quota or max(1, round(THIRD * pool))
    days = str(12 * pool) if rng.random() < COUNTED else "-"
    return code, str(away), days


def amount(rng: np.random.Generator, shape: Shape) -> int:
    """A day's cost or a journey's."""
    least, most = shape.amounts
    if shape.huge:
        return round(float(np.exp(rng.uniform(np.log(least), np.log(most)))))
    return between(rng, least, most)


def _expert(rng: np.random.Generator, shape: Shape, code: str, administration: str) -> Row:
    own = members()[administration].languages
    spoken = [own[0], *(tongue for tongue, share in SECOND_LANGUAGES.items() if rng.random() < share)]
    missions = 1 + pick(rng, (0.15, 0.4, 0.3, 0.15))
    source = "external" if rng.random() < 0.1 else "pool"
    rest = int(rng.choice(shape.rest))
    return (
        code, administration, ";".join(dict.fromkeys(spoken)), source, missions, 8 * missions + 4, rest,
        amount(rng, shape),
    )  # fmt: skip


def _qualifications(rng: np.random.Generator, shape: Shape, code: str) -> list[Row]:
    """Topics of one profile, some of them of the other one too."""
    topics = topics_of(shape)
    own, other = ("CMA", "TOE") if pick(rng, list(PROFILES.values())) == 0 else ("TOE", "CMA")
    most = max(1, round(2 * HELD * len(topics)))
    count = min(len(topics), between(rng, 1, most))
    held = rng.choice(len(topics), size=count, replace=False, p=popularity(topics))
    keys = [(own, topics[i]) for i in held]
    keys += [(other, topic) for _, topic in keys if rng.random() < 0.1]
    return [(code, *key, *_standing(rng, shape)) for key in keys]


def _standing(rng: np.random.Generator, shape: Shape) -> tuple[str, int]:
    if rng.random() < shape.learners:
        return "pre-accredited", between(rng, 1, 3)
    return "accredited", 1 + pick(rng, LEVELS)


def _releases(rng: np.random.Generator, length: int) -> list[tuple[date, date, str]]:
    """First and last days, with a status: the year but for a hole, or a few spells; one in a short plan."""
    status = "tentative" if rng.random() < 0.1 else "confirmed"
    short = length < SHORT
    if not short and rng.random() < ALL_YEAR:
        weeks = between(rng, 2, 8)
        hole = between(rng, 4, length - weeks - 4)
        last = monday(length) - DAY
        return [(monday(0) - 3 * DAY, monday(hole) - DAY, status), (monday(hole + weeks), last, status)]
    count = 1 if short else between(rng, *SPELLS)
    part = length // count
    spells = []
    for index in range(count):
        weeks = between(rng, *SPELL_WEEKS)
        week = index * part + between(rng, 0, part - weeks - 1)
        spells.append((monday(week) - 3 * DAY, monday(week + weeks) - DAY, status))
    return spells
