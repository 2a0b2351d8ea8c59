"""The pictures of README and gallery: `python docs/make_pictures.py` draws them again.

They show results that `docs/pictures/results.json` keeps (who goes where and when, and the goals), so that
the same pictures come on every machine; `--search` solves anew first, for four minutes. The picture of the
desk is drawn by a browser: `DRAW=1 python -m pytest tests/app/test_picture.py`.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import allocator
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.policy import Level
from allocator.report.result import Result
from allocator.results.result import Goal, Provenance

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
KEPT = FOLDER / "results.json"
SECONDS = 60
#: Each result by its name: a scenario, and the level of the rule on countries.
SOLVED = {
    "the bundled year": ("national", None),
    "off": ("larger-administrations", Level.OFF),
    "wanted": ("larger-administrations", Level.SOFT),
    "required": ("larger-administrations", Level.HARD),
}
_Kept = Mapping[str, Any]


def question(name: str) -> tuple[allocator.Plan, allocator.CoordinationModel]:
    """The plan and the policy of a result."""
    scenario, level = SOLVED[name]
    plan, model, _ = allocator.read_scenario(ROOT / "scenarios" / f"{scenario}.toml")
    return plan, model if level is None else model.with_levels(pairing=level)


def search() -> None:
    """Solve all of them, and keep what comes of it."""
    found = {name: kept(allocator.solve(*question(name), time_limit=SECONDS)) for name in SOLVED}
    KEPT.write_text(json.dumps(found, indent=1, default=str) + "\n", encoding="utf-8")


def kept(result: allocator.Result) -> _Kept:
    """What is kept of a result."""
    missions = [
        [each.request, each.start, each.agreement, [[place.seat, place.expert] for place in each.team]]
        for each in result.allocation.missions
    ]
    goals = [{**asdict(goal), "proof": None, "parts": dict(goal.parts)} for goal in result.goals]
    return {"status": result.status, "missions": missions, "goals": goals}


def results() -> dict[str, Result]:
    """The results that are kept, as far as pictures need them."""
    known: Mapping[str, _Kept] = json.loads(KEPT.read_text(encoding="utf-8"))
    return {name: _result(name, each) for name, each in known.items()}


def _result(name: str, found: _Kept) -> Result:
    plan, model = question(name)
    provenance = Provenance(
        plan_digest=plan.digest, model_digest="", seed=0, workers=2, time_limit=float(SECONDS), effort=None,
        versions={}, created="2026-06-01T09:00:00+00:00", seconds={}, columns=0, rows=0,
    )  # fmt: skip
    return Result(
        plan=plan,
        model=model,
        allocation=Allocation(tuple(_mission(*each) for each in found["missions"])),
        status=found["status"],
        goals=tuple(Goal(**each) for each in found["goals"]),
        provenance=provenance,
    )


def _mission(request: str, start: str, payer: str | None, team: list[list[str]]) -> Mission:
    places = tuple(Assignment(request, seat, expert) for seat, expert in team)
    return Mission(request=request, start=date.fromisoformat(start), team=places, agreement=payer)


def drawings() -> dict[str, Callable[[], Any]]:
    """The pictures by the names of their files, each as a function that draws it."""
    known = results()
    year = known["the bundled year"]
    levels = ("off", "wanted", "required")
    plot = allocator.plot
    return {
        "calendar": lambda: plot.calendar(year),
        "map": lambda: plot.map(year),
        "compare": lambda: plot.compare(*(known[name] for name in levels), names=levels),
        "load": lambda: plot.load(year),
        "budget": lambda: plot.budget(year),
        "gap": lambda: plot.gap(year),
    }


if __name__ == "__main__":
    if "--search" in sys.argv[1:]:
        search()
    for name, draw in drawings().items():
        (FOLDER / f"{name}.svg").write_text(allocator.plot.svg_of(draw()), encoding="utf-8")
