"""Results written by hand, for what a planner is shown; explanations that need no search."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import allocator
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Mission
from allocator.plan.policy import CoordinationModel, Tier
from allocator.report.result import Result
from allocator.results.explanation import Explanation, Grade, Obstacle, RunnerUp, SeatFunnel
from allocator.results.result import Goal, Provenance
from tests.plans_by_hand import mission

ROOT = Path(__file__).parents[2]

#: Read by several tests of the report and the exports: `tests/plans/test_first_steps.py` derives it.
FIRST_STEPS = (
    mission("R6", date(2026, 11, 9), "expert:SEN-02", agreement="WCA-VAL"),
    mission("R1", date(2026, 9, 14), "adviser:KEN-03", "adviser:MUS-02", agreement="ESA-FUND"),
    mission("R2", date(2026, 10, 19), "adviser:KEN-03", "adviser:KEN-07", agreement="ESA-FUND"),
    mission("R4", date(2026, 10, 5), "expert:GHA-01", "expert:WCO-01", agreement="LBR-TRI"),
)


def goal(name: str = "served", value: int = 28, bound: int | None = 28, **changes: Any) -> Goal:
    """A goal, proven where value and bound meet."""
    given = {"unit": "weight", "sense": "max", "proven": value == bound, **changes}
    return Goal(name=name, value=value, bound=bound, **given)


def provenance(**changes: Any) -> Provenance:
    """Where a result comes from; always the same."""
    given: dict[str, Any] = {
        "plan_digest": "ab" * 32, "model_digest": "cd" * 32, "seed": 7, "workers": 2, "time_limit": 60.0,
        "effort": None, "versions": {"allocator": "0.1.0", "ortools": "9.15"},
        "created": "2026-11-23T10:00:00+00:00", "seconds": {"build": 0.25, "search": 3.0},
        "columns": 1234, "rows": 567,
    }  # fmt: skip
    return Provenance(**{**given, **changes})


def result_of(plan: Plan, model: CoordinationModel, *missions: Mission, **changes: Any) -> Result:
    """A result; unless told otherwise optimal with nothing sought."""
    given: dict[str, Any] = {"status": "optimal", "goals": (), "provenance": provenance(), **changes}
    return Result(plan=plan, model=model, allocation=Allocation(missions), **given)


def first_steps() -> Result:
    """The plan `first-steps` under the national model, with the allocation that its test derives."""
    plan = allocator.read_plan(ROOT / "scenarios/plans/first-steps")
    model = allocator.read_model(ROOT / "models/national.toml")
    units = {"served": "weight", "cost": "currency"}
    goals = [goal(), goal("pairing", 1, 1, unit="same-country places", sense="min")]
    goals += [
        goal(tier.name, 5, None, unit=units.get(tier.name, "points"), parts={t.code: 5 for t in tier.terms})
        for tier in model.tiers[2:]
    ]
    return result_of(plan, model, *FIRST_STEPS, status="feasible", goals=tuple(goals))


def with_tiers(model: CoordinationModel, *tiers: Tier) -> CoordinationModel:
    """The model with other goals."""
    return CoordinationModel(title=model.title, levels=model.levels, tiers=tiers, priorities=model.priorities)


def explanation(result: Result, request: str) -> Explanation:
    """An explanation without a search: nobody fits an unserved request; SEN-02 could go instead of others."""
    served = result.allocation.by_request.get(request)
    seats = result.plan.seats_of(result.plan.requests[request])
    if served is None:
        return Explanation(
            request=request,
            grade=Grade.IMPOSSIBLE_ALONE,
            summary="Nobody holds the seat and speaks pt",
            seats=tuple(
                SeatFunnel(
                    seat=seat.seat, places=seat.count, experts=len(result.plan.experts),
                    fell={"window": 0, "qualification": 4, "own_country": 1}, candidates=("FRA-05",),
                )
                for seat in seats
            ),
            obstacles=tuple(
                Obstacle(rule="one_mission", sentence=f"KEN-{n:02} is taken", starts=10 - n, of=12)
                for n in range(7)
            ),
        )  # fmt: skip
    first = served.team[0]
    return Explanation(
        request=request,
        grade=Grade.SERVED,
        summary="Served",
        seats=(),
        runners_up=tuple(
            RunnerUp(seat=first.seat, expert=code, instead_of=first.expert)
            for code in result.plan.experts
            if code == "SEN-02"
        ),
    )


@contextmanager
def explained_by_hand() -> Iterator[None]:
    """While it lasts, `allocator.questions.explaining` gives the explanations of this module; modules that
    were imported with it are imported anew later. (`patch.dict` empties `sys.modules` for a moment, in which
    whatever is imported, by what is being collected for one, is a second copy.)"""
    name = "allocator.questions.explaining"
    stub = ModuleType(name)
    stub.explain = explanation  # type: ignore[attr-defined]
    stub.explain_all = lambda result: tuple(  # type: ignore[attr-defined]
        explanation(result, request.request)
        for request in result.plan.open_requests
        if request.request not in result.allocation.by_request
    )
    before = dict(sys.modules)
    sys.modules[name] = stub
    try:
        yield
    finally:
        for each in [each for each in sys.modules if each.startswith("allocator.") and each not in before]:
            del sys.modules[each]
        if name in before:
            sys.modules[name] = before[name]
