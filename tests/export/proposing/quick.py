"""An allocation that takes no search, and all that a workbook says."""

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import allocator
from allocator.plan.allocation import Assignment, Mission
from tests.report.results_by_hand import result_of


def drawn(plan: allocator.Plan, model: allocator.CoordinationModel, seed: int = 0) -> allocator.Result:
    """Most requests served by anybody at all, on some day, whatever rules say: everybody has partners."""
    return allocator.Result.of(result_of(plan, model, *_missions(plan, Random(seed))))


def _missions(plan: allocator.Plan, pick: Random) -> Iterator[Mission]:
    for code, request in plan.requests.items():
        if pick.random() < 0.8 and plan.is_open(code):
            seats = [seat.seat for seat in plan.seats_of(request) for _ in range(seat.count)]
            if len(seats) > len(plan.experts):
                continue
            people = pick.sample(sorted(plan.experts), len(seats))
            first = request.earliest_start or plan.settings.start
            yield Mission(
                request=code,
                start=first + timedelta(days=7 * pick.randrange(8) - first.weekday()),
                team=tuple(Assignment(code, *pair) for pair in zip(seats, people, strict=True)),
                agreement=pick.choice(sorted(plan.agreements)) if plan.agreements else None,
            )


def texts_in(workbook: Path) -> str:
    """Every character of a workbook's parts, names and properties included."""
    with zipfile.ZipFile(workbook) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join([*archive.namelist(), *parts])
