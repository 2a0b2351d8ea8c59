"""Scenarios: changes to raw rows and levels, and located faults."""

import csv
from pathlib import Path

import pytest

import allocator
from allocator.export import write_csv

ROOT = Path(__file__).resolve().parents[2]
HEAD = f'plan = "{ROOT}/scenarios/plans/first-steps"\nmodel = "{ROOT}/models/national.toml"\n'


def scenario(folder: Path, text: str) -> Path:
    path = folder / "what-if.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_levels_and_cells_change(tmp_path: Path) -> None:
    text = """
        time_limit = 5
        [rules.pairing]
        level = "hard"
        [[change]]
        set = { sheet = "Experts", key = "WCO-01", column = "missions", value = 9 }
    """
    plan, model, settings = allocator.read_scenario(scenario(tmp_path, text))
    assert plan.experts["WCO-01"].missions == 9
    assert model.level("pairing") == "hard"
    assert settings == {"time_limit": 5}


def test_rows_come_and_go(tmp_path: Path) -> None:
    text = """
        [[change]]
        remove = { sheet = "Requests", key = "R5" }
        [[change]]
        add = { sheet = "History", row = { expert = "WCO-01", member = "GHA", "last date" = 2025-01-10 } }
    """
    plan, _, _ = allocator.read_scenario(scenario(tmp_path, text))
    assert "R5" not in plan.requests
    assert plan.history[-1].member == "GHA"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour = 3", "colour"),
        ("time_limit = -1", "positive"),
        ("effort = 1.5", "a whole number, 1 or more"),
        ("seed = 2_147_483_647", "a whole number, 2,147,483,646 at most"),
        ("[rules.pairring]\nlevel = 'hard'", "did you mean pairing"),
        ("[rules.one_mission]\nlevel = 'soft'", "one_mission"),
        ("[[change]]\nset = { sheet = 'Experts' }", "set takes sheet, key, column, value"),
        ("[[change]]\nmove = { sheet = 'Experts' }", "exactly one of"),
        ("[[change]]\nremove = { sheet = 'Experts', key = 'NOBODY-1' }", "change 1"),
        ("time_limit =", "not valid TOML"),
    ],
)
def test_faults_are_located(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(allocator.InputError) as caught:
        allocator.read_scenario(scenario(tmp_path, text))
    assert words in str(caught.value)
    assert "what-if.toml" in str(caught.value)


def test_the_faults_of_all_changes_are_told_together(tmp_path: Path) -> None:
    text = """
        [[change]]
        remove = { sheet = "Experts", key = "NOBODY-1" }
        [[change]]
        remove = { sheet = "Requests", key = "R5" }
        [[change]]
        set = { sheet = "Expert", key = "WCO-01", column = "missions", value = 2 }
    """
    with pytest.raises(allocator.InputError) as caught:
        allocator.read_scenario(scenario(tmp_path, text))
    assert [fault.place.split(",")[0] for fault in caught.value.faults] == [
        "what-if.toml change 1",
        "what-if.toml change 3",
    ]


def test_a_scenario_runs(tmp_path: Path) -> None:
    result = allocator.run_scenario(scenario(tmp_path, "time_limit = 20\nworkers = 1\n"))
    assert result.status == "optimal"


def test_a_written_result_reads_back(tmp_path: Path) -> None:
    result = allocator.run_scenario(scenario(tmp_path, "time_limit = 20\nworkers = 1\n"))
    allocator.write_workbook(result, tmp_path / "allocation.xlsx")
    again = allocator.read_result(tmp_path / "allocation.xlsx")
    assert sorted(m.request for m in again.allocation.missions) == sorted(
        m.request for m in result.allocation.missions
    )
    assert again.model == result.model
    assert [goal.value for goal in again.goals] == [goal.value for goal in result.goals]
    assert allocator.verify(again.plan, again.model, again.allocation) == []
    assert allocator.explain(again, "R3", time_limit=0).grade == "impossible alone"


def test_served_fixed_and_the_rest_excluded_gives_the_same_allocation(tmp_path: Path) -> None:
    """The workbook's promise: what comes out, locked, goes in again and comes out the same."""
    plan = allocator.read_plan(ROOT / "scenarios" / "plans" / "first-steps")
    model = allocator.read_model(ROOT / "models" / "national.toml")
    result = allocator.solve(plan, model, time_limit=20, workers=1)
    write_csv(result, tmp_path / "out")
    file = tmp_path / "out" / "Assignments.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    served = {row["request"] for row in rows}
    left = [request.request for request in plan.open_requests if request.request not in served]
    locked = [{**row, "decision": "fixed"} for row in rows]
    locked += [{"request": code, "decision": "excluded"} for code in left]
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(locked)
    again = allocator.solve(allocator.read_plan(tmp_path / "out"), model, time_limit=20, workers=1)
    assert again.status == "optimal"
    assert {m.request: (m.start, set(m.team), m.agreement) for m in again.allocation.missions} == {
        m.request: (m.start, set(m.team), m.agreement) for m in result.allocation.missions
    }
