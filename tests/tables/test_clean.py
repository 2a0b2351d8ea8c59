"""Sound plans give no fault, and no warning that an allocation belies."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

import allocator
from allocator.inputs.plan_file import plan_from_frames
from allocator.plan import Plan, calendar
from allocator.plan.allocation import Mission
from allocator.plan.entities import Request
from allocator.plan.policy import Level
from allocator.tables import SHEETS
from allocator.tables.schema import Sheet
from tests.tiny_plans import MODELS, broken_codes, missions_of, tiny_plan

PLANS = Path(__file__).parents[2] / "scenarios" / "plans"
FOCUS = ("", "funding", "sequence", "pairing", "member_capacity", "fixed", "agreement_provider", "holidays")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.mark.parametrize("name", ["columbus", "first-steps"])
def test_the_bundled_plans_give_no_warning(name: str) -> None:
    assert allocator.read_plan(PLANS / name).warnings == ()


def records(plan: Plan, sheet: Sheet) -> Iterable[Any]:
    """The records of a sheet."""
    names = {"Plan": "settings", "Mission types": "mission_types", "Request seats": "request_seats",
             "Assignments": "decisions"}  # fmt: skip
    found: Any = getattr(plan, names.get(sheet.name, sheet.name.lower()))
    if sheet.vertical:
        return [found]
    return found.values() if hasattr(found, "values") else found or ()


def cell(value: Any) -> Any:
    """A field's value as a planner writes it."""
    if isinstance(value, frozenset):
        return ";".join(DAYS[day] for day in sorted(value))
    return ";".join(value) if isinstance(value, tuple) else value


def frames(plan: Plan) -> dict[str, pd.DataFrame]:
    """The sheets of a plan in memory. A limit that is None is a dash."""
    found = {}
    for sheet in SHEETS:
        if getattr(plan, sheet.name.lower(), ()) is None:
            continue
        known = {column.field: column for column in sheet.columns}
        rows = [
            {
                known[f.name].header: "-"
                if known[f.name].kind == "limit" and getattr(record, f.name) is None
                else cell(getattr(record, f.name))
                for f in fields(record)
                if f.name in known
            }
            for record in records(plan, sheet)
        ]
        if sheet.vertical:
            rows = [{"key": key, "value": value} for key, value in rows[0].items()]
        found[sheet.name] = pd.DataFrame(rows, dtype=object)
    return found


def possible(plan: Plan, request: str, *codes: str, language: Level = Level.SOFT) -> list[Mission]:
    """The missions of a request that break none of these rules by themselves, and start late enough."""
    model = MODELS["national"].with_levels(own_country=Level.OFF, language=language)
    until = plan.settings.frozen_until
    kept = {row.request for row in plan.decisions if row.start}
    return [
        mission
        for mission in missions_of(plan, model, plan.requests[request])
        if (until is None or mission.start >= until or request in kept)
        and not broken_codes(plan, model, mission, ("member_capacity", *codes))
    ]


def belied(plan: Plan, place: str, column: str) -> bool:
    """Whether some mission shows that a warning is wrong."""
    sheet, _, row = place.partition(" row ")
    if sheet == "Requests":
        code = list(plan.requests)[int(row) - 1]
        if column == "done on":
            return bool(plan.delivered.by_request[code].team)
        if column == "after":
            return any(map(follows(plan, plan.requests[code]), possible(plan, code)))
        if column == "pairing":
            return bool(possible(plan, code, "pairing", language=Level.HARD))
        return bool(possible(plan, code, *["funding"] * (column in ("request", "agreements"))))
    missions = [m for r in plan.open_requests for m in possible(plan, r.request)]
    if sheet == "Experts":
        code = list(plan.experts)[int(row) - 1]
        return any(code in mission.experts for mission in missions)
    if sheet == "Agreements":
        code = list(plan.agreements or ())[int(row) - 1]
        model, rules = MODELS["national"], ("funding", "agreement_provider")
        return any(m.agreement == code and not broken_codes(plan, model, m, rules) for m in missions)
    return False


def follows(plan: Plan, request: Request) -> Callable[[Mission], bool]:
    """Whether a mission of a follow-up comes after some mission of each predecessor, and so on."""
    ends = []
    for code in request.after:
        before = plan.requests[code]
        in_time = filter(follows(plan, before), possible(plan, code))
        days = [calendar.last_day(plan, before, mission.start) for mission in in_time]
        ends.append(before.done_on or min(days, default=date.max))
    return lambda mission: all((mission.start - end).days > request.gap_days for end in ends)


@pytest.mark.parametrize("seed", range(50))
def test_no_warning_on_a_generated_plan_is_belied(seed: int) -> None:
    plan = tiny_plan(seed, Random(seed).choice(FOCUS))
    for warning in plan_from_frames(frames(plan)).warnings:
        if warning.column != "preferred start":
            for place in (warning.place, *warning.also):
                assert not belied(plan, place, warning.column), str(warning)
