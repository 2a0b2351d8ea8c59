"""Requests, chains of them, and the mission types they ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.plans.chance import DAY, between, monday, pick, stream
from benchmarks.plans.families.people import PROFILES, Row
from benchmarks.plans.families.shape import Shape
from benchmarks.plans.families.topics import popularity, topics_of
from benchmarks.plans.world import beneficiaries

PRIORITIES = (0.1, 0.2, 0.4, 0.2, 0.1)
DAYS = {5: 0.6, 8: 0.25, 3: 0.15}  # working days of a mission, and their shares
WISHES = 0.4  # of the requests prefer a start
GUESTS = 0.06  # of the requests bring another Member

HEADERS = (
    "request", "member", "mission type", "requested on", "topic", "priority", "earliest start", "latest end",
    "preferred start", "after", "gap days", "pairing", "other members",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A mission type."""

    profile: str
    team: int
    days: int

    @property
    def code(self) -> str:
        return f"{self.profile}-{self.team}-{self.days}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request; weeks count from the plan's first Monday, both included."""

    code: str
    member: str
    kind: Kind
    topic: str
    priority: int
    weeks: tuple[int, int]
    wish: int | None
    after: str
    gap: int
    pairing: str
    guest: str

    def row(self) -> Row:
        """Its row in the order of `HEADERS`."""
        first, last = self.weeks
        wish = None if self.wish is None else monday(self.wish)
        return (
            self.code, self.member, self.kind.code, date(2026, 6, 1), self.topic, self.priority,
            monday(first), monday(last + 1) - 3 * DAY, wish, self.after, self.gap, self.pairing, self.guest,
        )  # fmt: skip


def make_asks(shape: Shape, seed: int) -> list[Ask]:
    """All requests: chains first."""
    rng = stream(seed, "asks")
    codes, shares = beneficiaries()
    count = min(len(codes), max(2, round(shape.requests / shape.hosted)))
    hosts = [codes[i] for i in rng.choice(len(codes), size=count, replace=False, p=shares)]
    asks: list[Ask] = []
    while len(asks) < shape.requests:
        chained = len(asks) < shape.chained * shape.requests
        phases = min(shape.phases if chained else 1, shape.requests - len(asks))
        asks += _chain(rng, shape, hosts, len(asks), phases)
    return asks


def _chain(
    rng: np.random.Generator, shape: Shape, hosts: list[str], number: int, phases: int
) -> Iterator[Ask]:
    """The phases of one Member; each window begins some weeks after the one before."""
    member, priority = hosts[between(rng, 0, len(hosts) - 1)], 1 + pick(rng, PRIORITIES)
    step = min(6, (shape.weeks - 2) // phases)
    width = min(between(rng, *shape.windows), shape.weeks)
    first = between(rng, 0, max(0, shape.weeks - width - step * (phases - 1)))
    before = ""
    for phase in range(phases):
        begin = max(0, min(first + phase * step, shape.weeks - width))
        weeks = (begin, begin + width - 1)
        ask = _ask(rng, shape, hosts, number + phase, member, priority, weeks, before)
        before = ask.code
        yield ask


def _ask(
    rng: np.random.Generator, shape: Shape, hosts: list[str], number: int, member: str, priority: int,
    weeks: tuple[int, int], before: str,
) -> Ask:  # fmt: skip
    topics = topics_of(shape)
    others = [code for code in hosts if code != member]
    return Ask(
        code=f"Q{number + 1:05d}", member=member, kind=_kind(rng, shape),
        topic=topics[int(rng.choice(len(topics), p=popularity(topics)))], priority=priority, weeks=weeks,
        wish=between(rng, weeks[0], max(weeks[0], weeks[1] - 2)) if rng.random() < WISHES else None,
        after=before, gap=between(rng, 1, 3) * 7 if before else 0, pairing=shape.pairing,
        guest=others[between(rng, 0, len(others) - 1)] if rng.random() < GUESTS else "",
    )  # fmt: skip


def _kind(rng: np.random.Generator, shape: Shape) -> Kind:
    return Kind(
        profile=list(PROFILES)[pick(rng, list(PROFILES.values()))],
        team=1 + pick(rng, shape.teams),
        days=list(DAYS)[pick(rng, list(DAYS.values()))],
    )


def mission_types(asks: list[Ask]) -> list[Row]:
    """Rows of the types that are asked for."""
    kinds = {ask.kind.code: ask.kind for ask in asks}
    return [(code, kind.days, 2 if kind.days > 5 else 0) for code, kind in sorted(kinds.items())]


def seats(shape: Shape, asks: list[Ask]) -> list[Row]:
    """A lead and colleagues; where all are taught, anybody may sit anywhere."""
    rows: list[Row] = []
    for code, kind in sorted({ask.kind.code: ask.kind for ask in asks}.items()):
        if shape.taught:
            rows.append((code, "expert", kind.profile, kind.team, "any", 1))
            continue
        rows.append((code, "lead", kind.profile, 1, "accredited", 3 if kind.team > 2 else 2))
        if kind.team > 1:
            rows.append((code, "expert", kind.profile, kind.team - 1, "any", 1))
    return rows
