"""A plan of a family: the same for the same family, size and seed. Nothing of it is the first generator's but
names, weeks and shares of regions."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator import Plan
from benchmarks.plans.chance import DAY, FIRST_MONDAY, LAST_DAY, WEEKS, between, monday, stream
from benchmarks.plans.families import asks as requests
from benchmarks.plans.families import money, people
from benchmarks.plans.families.bends import shape_of
from benchmarks.plans.families.shape import Shape
from benchmarks.plans.sizes import Size

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

CLOSED = 0.25  # of the Members are closed for one to three weeks
KEEN = 0.5  # of the experts have told for two requests what they think of them
KNOWN = 0.3  # of the experts have been at a Member that asks


def make_family_plan(family: str, size: str | Size, seed: int) -> Plan:
    """A plan of one of `FAMILIES`, or of `mix`. KeyError for another name."""
    return make_shaped_plan(shape_of(family, size, seed), seed, family)


def make_shaped_plan(shape: Shape, seed: int, title: str = "shaped") -> Plan:
    """A plan of a shape of your own."""
    return Plan.from_tables(_tables(shape, seed, title))


def make_family_tables(family: str, size: str | Size, seed: int) -> dict[str, pd.DataFrame]:
    """The same plan as DataFrames, named and shaped like the sheets of a workbook."""
    return _tables(shape_of(family, size, seed), seed, family)


def _tables(shape: Shape, seed: int, title: str) -> dict[str, pd.DataFrame]:
    staff = people.make_staff(shape, seed)
    asked = requests.make_asks(shape, seed)
    hosts = sorted({code for ask in asked for code in (ask.member, ask.guest) if code})
    sheets: dict[str, tuple[Iterable[str], list[people.Row]]] = {
        "Plan": (("key", "value"), _settings(shape, seed, title)),
        "Members": (("member", "missions at once"), [(code, shape.room) for code in hosts]),
        "Closures": (
            ("member", "from", "to", "reason"),
            _closures(stream(seed, "closed"), shape.weeks, hosts),
        ),
        **{sheet: (headers, staff.rows[sheet]) for sheet, headers in people.HEADERS.items()},
        "Mission types": (("mission type", "days", "report days"), requests.mission_types(asked)),
        "Seats": (
            ("mission type", "seat", "profile", "count", "status", "minimum level"),
            requests.seats(shape, asked),
        ),
        "Requests": (requests.HEADERS, [ask.row() for ask in asked]),
        "Interest": (("expert", "request", "interest"), _interest(stream(seed, "keen"), staff, asked)),
        "History": (("expert", "member", "last date"), _history(stream(seed, "known"), staff, hosts)),
        "Agreements": (money.HEADERS, money.agreements(shape, seed, asked)),
        "Travel": (("from region", "to region", "cost", "days"), money.journeys(shape, seed)),
    }
    return {
        name: pd.DataFrame(rows, columns=list(headers), dtype=object)
        for name, (headers, rows) in sheets.items()
    }


def _settings(shape: Shape, seed: int, title: str) -> list[people.Row]:
    text = f"Family {title}, {shape.experts} experts and {shape.requests} requests, seed {seed}"
    end = LAST_DAY if shape.weeks == WEEKS else monday(shape.weeks) - DAY
    return [("title", text), ("start", FIRST_MONDAY), ("end", end), ("start days", shape.start_days)]


def _closures(rng: np.random.Generator, length: int, members: list[str]) -> list[people.Row]:
    rows: list[tuple[str, date, date, str]] = []
    for member in members:
        if rng.random() < CLOSED:
            weeks = between(rng, 1, 3)
            week = between(rng, 0, length - weeks)
            rows.append((member, monday(week), monday(week + weeks) - DAY, "closed"))
    return list(rows)


def _interest(rng: np.random.Generator, staff: people.Staff, asked: list[requests.Ask]) -> list[people.Row]:
    return [
        (code, asked[i].code, between(rng, -2, 5))
        for code in staff.experts
        if rng.random() < KEEN
        for i in rng.choice(len(asked), size=min(2, len(asked)), replace=False)
    ]


def _history(rng: np.random.Generator, staff: people.Staff, hosts: list[str]) -> list[people.Row]:
    return [
        (code, hosts[between(rng, 0, len(hosts) - 1)], monday(0) - between(rng, 100, 900) * DAY)
        for code in staff.experts
        if rng.random() < KNOWN
    ]
