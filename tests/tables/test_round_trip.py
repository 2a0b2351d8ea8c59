"""A plan as DataFrames, and back: equal, however it was read, made or changed."""

import pickle
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import allocator
from allocator.inputs.plan_file import Plan, content_digest, plan_from_raw, raw_of, read_plan
from tests.tiny_plans import random_plan

ROOT = Path(__file__).parents[2]


def again(plan: Plan) -> Plan:
    return Plan.from_tables(plan.to_tables())


@pytest.mark.parametrize("form", ["to_csv", "to_xlsx"])
def test_from_a_file(sheets: Any, form: str, request: pytest.FixtureRequest) -> None:
    plan = read_plan(request.getfixturevalue(form)(sheets))
    assert again(plan) == plan
    assert again(plan).digest == plan.digest == content_digest(plan)
    changed = plan.with_changes([{"remove": {"sheet": "Experts", "key": "ZMB-01"}}])
    assert changed != plan
    assert again(changed) == changed


def test_from_frames(sheets: Any, to_frames: Any) -> None:
    plan = Plan.from_tables(to_frames(sheets))
    assert again(plan) == plan
    more = plan.with_changes(
        [{"set": {"sheet": "Plan", "key": "end", "column": "value", "value": "2027-05-31"}}]
    )
    assert more.requests["R2"].latest_end == date(2027, 5, 31)  # blank in the sheet: the plan's end
    assert again(more) == more


def test_the_bundled_plan() -> None:
    plan = read_plan(ROOT / "scenarios" / "plans" / "columbus")
    tables = plan.to_tables()
    assert again(plan) == plan
    assert pd.api.types.is_datetime64_any_dtype(tables["Requests"]["requested on"])
    assert tables["Experts"]["day cost"].dtype == "Int64"
    assert set(tables["Experts"]["administration"]) == {e.administration for e in plan.experts.values()}


def test_cells_that_are_written_another_way_stay_as_they_are(sheets: Any, to_csv: Any) -> None:
    sheets["Requests"][0]["requested on"] = "1 March 2026"
    sheets["Experts"][0]["missions"] = "-"
    sheets["Experts"][0]["languages"] = "English;fr"
    plan = read_plan(to_csv(sheets))
    tables = plan.to_tables()
    assert tables["Requests"]["requested on"][0] == "1 March 2026"
    assert list(tables["Experts"]["missions"]) == ["-", 4]
    assert again(plan) == plan


def test_sheets_that_are_not_there_and_sheets_without_rows(sheets: Any, to_csv: Any) -> None:
    for name in ("Travel", "History"):
        del sheets[name]
    plan = read_plan(to_csv(sheets))
    assert plan.travel is None
    assert again(plan) == plan
    del sheets["Requests"][0]["agreements"]
    nobody = plan.with_changes([{"remove": {"sheet": "Agreements", "key": "AG1"}}])
    assert nobody.agreements == {}
    assert again(nobody) == nobody


def test_plans_made_without_sheets() -> None:
    for seed in range(60):
        made = random_plan(seed)
        plan = plan_from_raw(raw_of(made))
        for each in fields(made):
            if each.name not in ("digest", "warnings", "members", "administrations"):
                assert getattr(plan, each.name) == getattr(made, each.name), (seed, each.name)
        assert {code: plan.members[code].region for code in made.members} == {
            code: member.region for code, member in made.members.items()
        }
        assert again(plan) == plan


def test_records_that_were_replaced_count(sheets: Any, to_xlsx: Any) -> None:
    plan = read_plan(to_xlsx(sheets))
    other = replace(plan, decisions=(replace(plan.decisions[0], start=date(2026, 10, 5)),))
    assert again(other).decisions[0].start == date(2026, 10, 5)
    assert again(other).requests == plan.requests
    assert content_digest(other) != content_digest(plan)
    later = replace(plan, settings=replace(plan.settings, end=date(2027, 5, 31)))
    assert again(later).requests == later.requests  # their windows as they were resolved


def test_a_plan_travels_with_its_sheets(sheets: Any, to_xlsx: Any) -> None:
    plan = pickle.loads(pickle.dumps(read_plan(to_xlsx(sheets))))
    left = plan.with_changes([{"remove": {"sheet": "Experts", "key": "ZMB-01"}}])
    assert any("Qualifications!A2" in str(warning) for warning in left.warnings)


def test_the_output_goes_round(tmp_path: Path) -> None:
    result = allocator.run_scenario(ROOT / "scenarios" / "first-steps.toml", time_limit=5, workers=1)
    allocator.write_workbook(result, tmp_path / "allocation.xlsx")
    plan = read_plan(tmp_path / "allocation.xlsx")
    assert again(plan) == plan
