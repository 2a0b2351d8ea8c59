"""Requests: who asks for what, when, how urgently, and after what."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from allocator.plan.reference import members
from benchmarks.plans.chance import DAY, WEEKS, between, monday, one_of, pick, stream
from benchmarks.plans.sizes import Size
from benchmarks.plans.world import (
    FIELDS,
    ON_FIELDS,
    ON_PROCEDURES,
    PROCEDURES,
    TYPES,
    beneficiaries,
    popularity,
)

PRIORITIES = (0.07, 0.22, 0.46, 0.18, 0.07)  # share of priorities 1 to 5
CHAINS = 0.24  # of the requests stand in chains of two or three phases
WHOLE_REFORM = 0.5  # of the chains are about the modernization of all, the others about a field of it
PHASES = ("diagnostic", "strategic-planning", "evaluation")
GAPS = {"strategic-planning": (28, 42, 56), "evaluation": (70, 84, 98)}  # full days after the phase before
ON_REFORM = 0.16  # of the other requests
WINDOW_WEEKS = ((4, 7), (8, 18), (20, 36))  # urgent dates, most, and wide ones
WINDOW_SHARES = (0.2, 0.65, 0.15)
WISHES = 0.35  # of the requests prefer a start

HEADERS = (
    "request", "member", "mission type", "requested on", "topic", "priority", "earliest start", "latest end",
    "preferred start", "after", "gap days", "other members",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request; weeks count from the plan's first Monday, and `last_week` is the last one it may use."""

    code: str
    member: str
    mission_type: str
    topic: str
    priority: int
    requested: date
    first_week: int
    last_week: int
    preferred: date | None = None
    after: str = ""
    gap: int = 0
    others: tuple[str, ...] = ()

    @property
    def seats(self) -> tuple[tuple[str, str, int, str, int], ...]:
        """The seats of its mission type."""
        return TYPES[self.mission_type][3]

    def row(self) -> tuple[object, ...]:
        """Its row in the order of `HEADERS`."""
        last = monday(self.last_week + 1) - 3 * DAY
        return (
            self.code, self.member, self.mission_type, self.requested, self.topic, self.priority,
            monday(self.first_week), last, self.preferred, self.after, self.gap, ";".join(self.others),
        )  # fmt: skip


def make_asks(size: Size, seed: int) -> list[Ask]:
    """The requests of a plan: chains of phases first, then all others."""
    rng = stream(seed, "requests")
    asks: list[Ask] = []
    while len(asks) < CHAINS * size.requests:
        asks += _chain(rng, size, len(asks))
    while len(asks) < size.requests:
        asks.append(_single(rng, size, len(asks)))
    return asks[: size.requests]


def hosts(asks: list[Ask]) -> dict[str, int]:
    """How many missions at once each Member receives: one, and one more for every ten requests."""
    asked = Counter(member for ask in asks for member in (ask.member, *ask.others))
    return {member: 1 + count // 10 for member, count in sorted(asked.items())}


def _chain(rng: np.random.Generator, size: Size, number: int) -> list[Ask]:
    """Two or three phases of one Member, each window beginning when the phase before may be over."""
    first = pick(rng, (0.7, 0.3))
    phases = PHASES[first : 2 + between(rng, first, 1)] if first else PHASES[: between(rng, 2, 3)]
    member, priority = _member(rng), 1 + pick(rng, PRIORITIES)
    whole = rng.random() < WHOLE_REFORM
    topic = FIELDS[0 if whole else pick(rng, popularity(FIELDS[: size.fields]))]
    gaps = [int(rng.choice(GAPS[phase])) for phase in phases[1:]]
    room = sum(gap // 7 + 3 for gap in gaps)
    week = between(rng, 0, WEEKS - room - 14)
    asks: list[Ask] = []
    for index, phase in enumerate(phases):
        gap = gaps[index - 1] if index else 0
        week += gap // 7 + 3 if index else 0
        last = min(WEEKS - 1, week + between(rng, 8, 16))
        ask = Ask(
            code=_code(number + index), member=member, mission_type=phase, topic=topic, priority=priority,
            requested=_requested(rng), first_week=week, last_week=last,
            after=asks[-1].code if asks else "", gap=gap,
        )  # fmt: skip
        asks.append(ask)
    return asks


def _single(rng: np.random.Generator, size: Size, number: int) -> Ask:
    reform = rng.random() < ON_REFORM
    topics = FIELDS[: size.fields] if reform else PROCEDURES[: size.procedures]
    kind = one_of(rng, ON_FIELDS if reform else ON_PROCEDURES)
    width = between(rng, *WINDOW_WEEKS[pick(rng, WINDOW_SHARES)])
    first = between(rng, 0, WEEKS - width)
    ask = Ask(
        code=_code(number), member=_member(rng), mission_type=kind,
        topic=topics[pick(rng, popularity(topics))], priority=1 + pick(rng, PRIORITIES),
        requested=_requested(rng), first_week=first, last_week=first + width - 1,
    )  # fmt: skip
    if rng.random() < WISHES:
        ask = replace(ask, preferred=monday(first + between(rng, 0, max(0, width - 3))))
    return replace(ask, others=_neighbours(rng, ask.member)) if kind == "regional-workshop" else ask


def _member(rng: np.random.Generator) -> str:
    codes, shares = beneficiaries()
    return codes[pick(rng, shares)]


def _neighbours(rng: np.random.Generator, host: str) -> tuple[str, ...]:
    """Two to four other Members of the region that take part, with a language of the host's."""
    table = members()
    near = [
        code
        for code in beneficiaries()[0]
        if code != host
        and table[code].region == table[host].region
        and set(table[code].languages) & set(table[host].languages)
    ]
    chosen = rng.permutation(len(near))[: between(rng, 2, 4)]
    return tuple(sorted(near[i] for i in chosen))


def _requested(rng: np.random.Generator) -> date:
    """Long before the plan begins: notice is no matter here."""
    return monday(0) - between(rng, 60, 300) * DAY


def _code(number: int) -> str:
    return f"R{number + 1:05d}"
