"""A made plan: realistic skew, contended like a real year, the same for the same size, seed and start days.

Between 85 and 97 % of the priority weight can be served on most seeds (`python -m benchmarks --only own`
prints the share): a few requests find nobody, the others compete for weeks of release, quotas, Members' weeks
and budgets.
"""

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from allocator import Plan
from benchmarks.plans import asks as requests
from benchmarks.plans import money, people
from benchmarks.plans.chance import DAY, FIRST_MONDAY, LAST_DAY, WEEKS, between, monday, stream
from benchmarks.plans.sizes import SIZES, Size
from benchmarks.plans.world import FAR, JOURNEYS, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

CLOSED = 0.3  # of the Members are closed for one to three weeks

StartDays = Literal["Mon", "Mon-Fri"]


def make_plan(size: str | Size, seed: int, start_days: StartDays = "Mon") -> Plan:
    """The plan of a size (S, T, G, M, L, XL, or one of your own) and a seed. KeyError for another name."""
    return Plan.from_tables(make_tables(size, seed, start_days))


def make_tables(size: str | Size, seed: int, start_days: StartDays = "Mon") -> dict[str, pd.DataFrame]:
    """The same plan as DataFrames, named and shaped like the sheets of a workbook."""
    wanted = SIZES[size] if isinstance(size, str) else size
    staff = people.make_people(wanted, seed)
    asked = requests.make_asks(wanted, seed)
    hosts = requests.hosts(asked)
    sheets: dict[str, tuple[Iterable[str], list[people.Row]]] = {
        "Plan": (("key", "value"), _settings(wanted, seed, start_days)),
        "Members": (("member", "missions at once"), list(hosts.items())),
        "Closures": (("member", "from", "to", "reason"), _closures(stream(seed, "closures"), list(hosts))),
        "Administrations": (people.HEADERS["Administrations"], staff.administrations),
        "Experts": (people.HEADERS["Experts"], staff.experts),
        "Qualifications": (people.HEADERS["Qualifications"], staff.qualifications),
        "Availability": (people.HEADERS["Availability"], staff.availability),
        "Mission types": (("mission type", "days", "level", "report days"), _types()),
        "Seats": (("mission type", "seat", "profile", "count", "status", "minimum level"), _seats()),
        "Requests": (requests.HEADERS, [ask.row() for ask in asked]),
        "Agreements": (money.HEADERS, money.make_agreements(wanted, seed, asked)),
        "Travel": (("from region", "to region", "cost", "days"), _journeys()),
    }
    return {
        name: pd.DataFrame(rows, columns=list(headers), dtype=object)
        for name, (headers, rows) in sheets.items()
    }


def _settings(size: Size, seed: int, start_days: StartDays) -> list[people.Row]:
    title = f"Made plan of {size.experts} experts and {size.requests} requests, seed {seed}"
    return [("title", title), ("start", FIRST_MONDAY), ("end", LAST_DAY), ("start days", start_days)]


def _closures(rng: np.random.Generator, members: list[str]) -> list[people.Row]:
    """Elections, feasts, a move of offices: one to three weeks at some Members."""
    rows: list[tuple[str, date, date, str]] = []
    for member in members:
        if rng.random() < CLOSED:
            weeks = between(rng, 1, 3)
            week = between(rng, 0, WEEKS - weeks)
            rows.append((member, monday(week), monday(week + weeks) - DAY, "closed"))
    return list(rows)


def _types() -> list[people.Row]:
    return [(name, days, level, report) for name, (days, level, report, _) in TYPES.items()]


def _seats() -> list[people.Row]:
    return [
        (name, seat, profile, count, status, least)
        for name, (*_, seats) in TYPES.items()
        for seat, profile, count, status, least in seats
    ]


def _journeys() -> list[people.Row]:
    return [
        (origin, region, cost, 2 if (origin, region) in FAR else None)
        for origin, costs in JOURNEYS.items()
        for region, cost in zip(sorted(JOURNEYS), costs, strict=True)
    ]
