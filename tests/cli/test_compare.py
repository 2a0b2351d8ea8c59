"""`allocator compare`: what it prints and writes, what it refuses, and how it ends."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import allocator
from tests.cli.conftest import FIRST_STEPS, ROOT, Invoke

MORE = ROOT / "scenarios" / "one-more-expert.toml"
USUAL = ROOT / "scenarios" / "first-steps.toml"


@pytest.fixture
def two(allocator_in: Invoke, tmp_path: Path) -> tuple[str, str]:
    """The first steps, and with one expert more: as a workbook, and as JSON."""
    for scenario, output in ((USUAL, "usual.xlsx"), (MORE, "more.json")):
        assert allocator_in("solve", scenario, "--workers", "1", "--output", output).exit_code == 0
    return "usual.xlsx", "more.json"


def test_two_results_stand_side_by_side(allocator_in: Invoke, two: tuple[str, str], tmp_path: Path) -> None:
    done = allocator_in("compare", *two, "--output", "comparison.xlsx")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("more against usual: settled better in served, ")
    (goal,) = (line.split() for line in lines if line.startswith("served"))
    assert goal[:7] == ["served", "weight", "units", "28", "28", "35", "35"]
    assert " ".join(goal[7:]) == "Settled: better by 7 weight units"
    assert "Who goes, when, who pays: differences in 1 place of 1 request:" in lines
    assert any(line.split()[:4] == ["R3", "MOZ", "expert", "served"] for line in lines)
    assert lines[-1] == "Written to comparison.xlsx"
    book = openpyxl.load_workbook(tmp_path / "comparison.xlsx")
    assert book.sheetnames == ["Goals", "Figures", "Differences", "What differs", "Compared"]
    again = allocator_in("compare", *two, "--output", "comparison.xlsx")
    assert again.exit_code == 0  # nobody has worked on it
    assert again.stdout.splitlines()[-1].endswith("comparison.xlsx, in the place of the one that was there")


def test_machines_get_one_object(allocator_in: Invoke, two: tuple[str, str]) -> None:
    told = json.loads(allocator_in("compare", *two, "--json").stdout)
    assert (told["status"], told["entries"], told["one_problem"]) == ("compared", ["usual", "more"], False)
    first = told["goals"][0]
    assert first["verdicts"][0]["grade"] == "better"
    assert first["verdicts"][0]["difference"] == {"low": 7, "high": 7, "contradicted": False}
    assert set(told["tables"]) == {"Goals", "Figures", "Differences", "What differs", "Compared"}
    assert told["tables"]["Compared"][1]["scenario"] == "One more expert, for risk management in Portuguese"


def test_a_result_that_was_changed_is_compared_with_a_warning(
    allocator_in: Invoke, two: tuple[str, str], tmp_path: Path
) -> None:
    told = json.loads((tmp_path / "more.json").read_text(encoding="utf-8"))
    told["goals"][0]["bound"] = 36
    (tmp_path / "more.json").write_text(json.dumps(told), encoding="utf-8")
    done = allocator_in("compare", *two)
    assert done.exit_code == 0
    assert "warning  more.json" in done.stderr
    (goal,) = (line for line in done.stdout.splitlines() if line.startswith("served"))
    assert "Not worse" in goal or "Settled: better by 7 weight units or more" in goal


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("usual.xlsx",), "usual.xlsx: is one result; give another one to hold it against"),
        (("usual.xlsx", "nowhere.xlsx"), "nowhere.xlsx: does not exist"),
        (("usual.xlsx", FIRST_STEPS), "first-steps: has no sheet Checks: it is not a result"),
        (("usual.xlsx", MORE), "one-more-expert.toml: is a scenario, and results are compared"),
        (("usual.xlsx", "more.json", "--output", "a.json"), "a.json: does not end in .xlsx; a comparison is"),
        (("usual.xlsx", "more.json", "--output", "usual.xlsx"), "is an input of this run"),
        (("usual.xlsx", "more.json", "--time-limit", "5"), "is for the runs of --repeat"),
        (("usual.xlsx", "more.json", "--seed", "5"), "is for the runs of --repeat"),
    ],
)
def test_wrong_input_ends_with_2(
    allocator_in: Invoke, two: tuple[str, str], words: tuple[str | Path, ...], says: str
) -> None:
    done = allocator_in("compare", *words)
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_all_faults_are_told_at_once(allocator_in: Invoke, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    done = allocator_in("compare", "a.json", "nowhere.xlsx", MORE)
    assert done.stderr.startswith("compare: 3 faults")


def test_scenarios_are_run_several_times_and_show_their_spread(allocator_in: Invoke) -> None:
    done = allocator_in("compare", USUAL, MORE, "--repeat", "2", "--effort", "1", "--workers", "1", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["entries"] == ["first-steps", "one-more-expert"]
    assert [row["result"] for row in told["tables"]["Compared"]] == [
        "first-steps #0", "first-steps #1", "one-more-expert #0", "one-more-expert #1",
    ]  # fmt: skip
    assert [row["seed"] for row in told["tables"]["Compared"]] == [0, 1, 0, 1]
    spread = told["goals"][0]["standings"][1]
    assert (spread["least"], spread["median"], spread["most"]) == (35, 35, 35)
    assert "one-more-expert #1: run 2 of 2" in done.stderr


def test_a_single_scenario_can_be_repeated(allocator_in: Invoke) -> None:
    done = allocator_in("compare", USUAL, "--repeat", "2", "--effort", "1", "--workers", "1", "--seed", "5")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("All are runs of one problem: the same plan under the same model.")
    assert "first-steps #5" in done.stdout and "first-steps #6" in done.stdout


@pytest.mark.parametrize(("stops_at", "code"), [(1, 130), (3, 4)])
def test_what_has_run_until_an_interrupt_is_compared(
    allocator_in: Invoke, monkeypatch: pytest.MonkeyPatch, stops_at: int, code: int
) -> None:
    solve, runs = allocator.solve, 0

    def interrupted(*inputs: Any, **options: Any) -> allocator.Result:
        nonlocal runs
        runs += 1
        if runs == stops_at:
            raise KeyboardInterrupt
        return solve(*inputs, **options)

    monkeypatch.setattr(allocator, "solve", interrupted)
    done = allocator_in("compare", USUAL, MORE, "--repeat", "2", "--effort", "1", "--workers", "1")
    assert done.exit_code == code
    assert done.stdout.startswith("All are runs of one problem") == (code == 4)
