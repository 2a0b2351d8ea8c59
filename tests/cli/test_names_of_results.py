"""What a result is called, and what it replaces: nothing is written over in silence."""

import json
import os
from pathlib import Path

import pytest

from allocator.cli.output import target_of, usual_target, write
from allocator.errors import InputError
from tests.cli.conftest import FIRST_STEPS, ROOT, Invoke
from tests.plans_by_hand import mission, model_of, monday, plan_of
from tests.report.results_by_hand import explained_by_hand, result_of

SCENARIO = ROOT / "scenarios" / "one-more-expert.toml"


def written(stdout: str) -> str:
    """The line that names what was written."""
    return next(line for line in stdout.splitlines() if line.startswith("Written to "))


def test_running_twice_keeps_both(allocator_in: Invoke, tmp_path: Path) -> None:
    first = allocator_in("solve", FIRST_STEPS, "--workers", "1")
    assert written(first.stdout) == "Written to allocation.xlsx"
    before = (tmp_path / "allocation.xlsx").read_bytes()
    second = allocator_in("solve", FIRST_STEPS, "--workers", "1")
    assert second.exit_code == 0
    last = written(second.stdout)
    assert last == "Written to allocation-2.xlsx (allocation.xlsx was there already)"
    assert (tmp_path / "allocation.xlsx").read_bytes() == before
    told = json.loads(allocator_in("solve", "allocation.xlsx", "--workers", "1", "--json").stdout)
    assert told["output"] == "allocation-3.xlsx"


def test_a_scenario_names_its_result(allocator_in: Invoke, tmp_path: Path) -> None:
    done = allocator_in("solve", SCENARIO)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(
        "Scenario: One more expert, for risk management in Portuguese (Experts: one row"
    )
    assert written(done.stdout) == "Written to one-more-expert.xlsx"
    again = json.loads(allocator_in("solve", SCENARIO, "--json").stdout)
    assert again["output"] == "one-more-expert-2.xlsx"
    assert again["scenario"] == "One more expert, for risk management in Portuguese"
    assert len(again["changes"]) == 2


@pytest.mark.parametrize("output", ["a.xlsx", "a.json", "a/"])
def test_a_result_that_is_named_is_replaced_and_that_is_said(allocator_in: Invoke, output: str) -> None:
    words = ("solve", FIRST_STEPS, "--workers", "1", "--output", output)
    assert "in the place of" not in allocator_in(*words).stdout
    again = allocator_in(*words)
    assert again.exit_code == 0, again.stderr
    assert written(again.stdout).endswith(", in the place of the one that was there")


def refusal(output: str) -> str:
    with pytest.raises(InputError) as caught:
        target_of(output, ())
    return str(caught.value)


def test_what_is_no_result_is_never_replaced(allocator_in: Invoke, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "of somebody else"}', encoding="utf-8")
    assert "is no result, or was changed by hand, and would be lost" in refusal("package.json")
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "Requests.csv").write_text("request\n", encoding="utf-8")
    assert "holds sheets of a plan, which would be written over" in refusal("plan/")


def test_a_folder_that_was_worked_on_is_not_replaced(allocator_in: Invoke, tmp_path: Path) -> None:
    with explained_by_hand():
        result = result_of(plan_of(["KEN-01"], ["R1"]), model_of(), mission("R1", monday(1), "KEN-01"))
        write(result, target_of("out/", ()))
        assert target_of("out/", ()).replaces
    written = (tmp_path / "out" / "Checks.csv").stat().st_mtime
    os.utime(tmp_path / "out" / "Assignments.csv", (written + 60, written + 60))
    assert "was changed by hand since it was written" in refusal("out/")


def test_a_json_file_that_was_edited_is_not_replaced(allocator_in: Invoke, tmp_path: Path) -> None:
    with explained_by_hand():
        result = result_of(plan_of(["KEN-01"], ["R1"]), model_of(), mission("R1", monday(1), "KEN-01"))
        write(result, target_of("a.json", ()))
    assert target_of("a.json", ()).replaces
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    (tmp_path / "a.json").write_text(json.dumps({**told, "status": "feasible"}), encoding="utf-8")
    assert "would be lost" in refusal("a.json")


def test_two_runs_at_once_do_not_take_the_same_name(allocator_in: Invoke, tmp_path: Path) -> None:
    """Both chose the name before they searched; the second finds it taken when it writes."""
    targets = [usual_target([Path("plan.xlsx")]) for _ in range(2)]
    result = result_of(plan_of(["KEN-01"], ["R1"]), model_of(), mission("R1", monday(1), "KEN-01"))
    with explained_by_hand():
        written = [write(result, target) for target in targets]
    assert [str(target.path) for target in written] == ["allocation.xlsx", "allocation-2.xlsx"]
    assert written[1].remark == " (allocation.xlsx was there already)"


@pytest.mark.parametrize(
    ("scenario", "name"),
    [
        ("strict-pairing.toml", "strict-pairing.xlsx"),
        ("What if 2 (budget × 0.8).toml", "What-if-2-budget-0.8.xlsx"),
        ("Länder.toml", "Länder.xlsx"),
        ("!!.toml", "scenario.xlsx"),
        ("plan.xlsx", "allocation.xlsx"),
    ],
)
def test_the_usual_name_can_be_typed(allocator_in: Invoke, scenario: str, name: str) -> None:
    assert str(usual_target([Path(scenario)]).path) == name
