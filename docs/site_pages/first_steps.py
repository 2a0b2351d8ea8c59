"""The first steps as an example: plan, policy and a known allocation, so that a page needs no search."""

from datetime import date
from functools import cache
from pathlib import Path

import allocator
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.report.result import Result
from allocator.results.result import Provenance

ROOT = Path(__file__).parents[2]


@cache
def plan() -> allocator.Plan:
    """The plan of six requests and seven experts."""
    return allocator.read_plan(ROOT / "scenarios" / "plans" / "first-steps")


@cache
def model() -> allocator.CoordinationModel:
    """The bundled national policy."""
    return allocator.read_model(ROOT / "models" / "national.toml")


def mission(request: str, start: date, team: str, agreement: str | None) -> Mission:
    """A mission; the team as `adviser KEN-03, adviser MUS-02`."""
    places = (place.split(" ") for place in team.split(", "))
    assignments = tuple(Assignment(request, seat, expert) for seat, expert in places)
    return Mission(request=request, start=start, team=assignments, agreement=agreement)


@cache
def result() -> Result:
    """The best allocation of the first steps, as `allocator solve` finds it."""
    missions = (
        mission("R1", date(2026, 9, 7), "adviser KEN-03, adviser MUS-02", "ESA-FUND"),
        mission("R2", date(2026, 10, 12), "adviser KEN-03, adviser KEN-07", "ESA-FUND"),
        mission("R4", date(2026, 10, 5), "expert GHA-01, expert WCO-01", "LBR-TRI"),
        mission("R6", date(2026, 11, 9), "expert SEN-02", "WCA-VAL"),
    )
    provenance = Provenance(
        plan_digest=plan().digest, model_digest="", seed=0, workers=1, time_limit=60.0, effort=None,
        versions={}, created="2026-08-01T09:00:00+00:00", seconds={}, columns=0, rows=0,
    )  # fmt: skip
    return Result(
        plan=plan(),
        model=model(),
        allocation=Allocation(missions),
        status="feasible",
        goals=(),
        provenance=provenance,
    )
