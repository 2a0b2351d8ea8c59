"""`allocator solve`: what it prints, what it writes, and how it ends. `tests/plans` derives the numbers."""

import json
import shutil
import signal
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator.errors import DefectError, NothingFoundError
from allocator.tables import RawPlan
from tests.cli.conftest import COLUMBUS, FIRST_STEPS, ROOT, Invoke, start


def test_the_goals_and_the_place_are_told(allocator_in: Invoke, tmp_path: Path) -> None:
    done = allocator_in("solve", FIRST_STEPS, "--time-limit", "20", "--workers", "1")
    assert done.exit_code == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["served", "28", "28"] in [line[:3] for line in lines]
    assert ["pairing", "1", "1"] in [line[:3] for line in lines]
    assert "Written to allocation.xlsx" in done.stdout
    assert (tmp_path / "allocation.xlsx").is_file()


def test_a_pipe_gets_one_json_object_and_plain_lines(tmp_path: Path) -> None:
    with start("solve", FIRST_STEPS, "--json", "--output", "a.json", folder=tmp_path) as process:
        output, progress = process.communicate(timeout=60)
    assert process.returncode == 0, progress
    told = json.loads(output)
    assert told["status"] == "optimal"
    assert told["output"] == "a.json"
    stages = ["reading", "matrix", "construct", "search", "verification", "report", "writing"]
    assert list(told["seconds"]) == stages and min(told["seconds"].values()) >= 0
    written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    checks = [row for row in written["tables"]["Checks"] if row["part"] == "Seconds"]
    assert [row["what"] for row in checks] == stages[:-1] == list(written["provenance"]["seconds"])
    assert told["counts"] == {"requests": 6, "served": 4, "unserved": 2, "assignments": 7, "experts": 6}
    served = told["goals"][0]
    assert (served["name"], served["value"], served["bound"], served["gap"]) == ("served", 28, 28, 0)
    assert served["proven"] is True
    assert "tier 1 of 7 served: 28 weight units" in progress
    assert "\x1b" not in output + progress


@pytest.mark.parametrize("output", ["a.xlsx", "a.json", "a.csv", "folder/"])
def test_the_ending_chooses_the_form(allocator_in: Invoke, tmp_path: Path, output: str) -> None:
    done = allocator_in("solve", FIRST_STEPS, "--output", output)
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / output).is_dir() == (output in ("a.csv", "folder/"))
    assert (tmp_path / output).exists()
    if (tmp_path / output).is_dir():
        assert (tmp_path / output / "Missions.csv").is_file()


def test_the_same_person_goes_again_with_previous(allocator_in: Invoke) -> None:
    assert allocator_in("solve", FIRST_STEPS, "--output", "first.xlsx").exit_code == 0
    done = allocator_in("solve", FIRST_STEPS, "--previous", "first.xlsx", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["served"] == 4


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere.xlsx",), "nowhere.xlsx: does not exist"),
        ((FIRST_STEPS, "--model", "nowhere.toml"), "nowhere.toml"),
        ((FIRST_STEPS, "--output", "allocation.txt"), "ends in none of .xlsx, .json and .csv"),
        ((FIRST_STEPS, "--output", "missing/allocation.xlsx"), "there is no folder missing"),
        ((FIRST_STEPS, "--output", f"{FIRST_STEPS}/"), "is an input of this run"),
        ((FIRST_STEPS, "--previous", "nowhere.xlsx"), "nowhere.xlsx"),
        (("nowhere.toml", "--model", "national.toml"), "names its own model"),
        ((FIRST_STEPS, "--time-limit", "soon"), "time-limit"),
        ((FIRST_STEPS, "--time-limit", "inf"), "time-limit"),
        ((FIRST_STEPS, "--time-limit", "nan"), "time-limit"),
        ((FIRST_STEPS, "--workers", "0"), "workers"),
        ((FIRST_STEPS, "--cluster", "carrier://pigeon"), "carrier://pigeon: no scheduler can be reached"),
        (("[bold]plan[nope]",), "[bold]plan[nope]: does not exist"),
    ],
)
def test_wrong_input_ends_with_2(allocator_in: Invoke, words: tuple[str | Path, ...], says: str) -> None:
    done = allocator_in("solve", *words)
    assert done.exit_code == 2
    assert says in done.stderr
    assert done.stdout == ""


def test_the_input_is_never_written_over(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS).exit_code == 0
    before = (tmp_path / "allocation.xlsx").read_bytes()
    (tmp_path / "link.xlsx").symlink_to("allocation.xlsx")
    for words in (("allocation.xlsx",), ("link.xlsx",), (FIRST_STEPS, "--previous", "allocation.xlsx")):
        done = allocator_in("solve", *words, "--output", "allocation.xlsx")
        assert done.exit_code == 2
        assert "would be written over; choose another --output" in done.stderr
    assert (tmp_path / "allocation.xlsx").read_bytes() == before


def test_a_scenario_is_solved_and_what_it_names_is_kept(allocator_in: Invoke, plan: Path) -> None:
    shutil.copy(ROOT / "models" / "national.toml", plan.parent)
    head = 'title = "Two countries"\nplan = "plan"\nmodel = "national.toml"\ntime_limit = 20\n'
    scenario = plan.parent / "strict.toml"
    scenario.write_text(head + '[rules.pairing]\nlevel = "hard"\n', encoding="utf-8")
    done = allocator_in("solve", "strict.toml", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["goals"][0]["value"] == 21
    refused = allocator_in("solve", "strict.toml", "--output", "plan/")
    assert refused.exit_code == 2
    assert "is an input of this run" in refused.stderr


def test_locks_that_collide_end_with_3(allocator_in: Invoke, colliding_plan: Path, tmp_path: Path) -> None:
    done = allocator_in("solve", colliding_plan, "--json")
    assert done.exit_code == 3, done.stderr
    assert "R4" in done.stderr
    assert "R5" in done.stderr
    told = json.loads(done.stdout)
    assert told["status"] == "infeasible"
    assert len(told["conflict"]["locks"]) == 2
    assert not (tmp_path / "allocation.xlsx").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_search_writes_what_it_has_and_ends_with_4(
    tmp_path: Path, number: signal.Signals
) -> None:
    with start("solve", COLUMBUS, "--time-limit", "300", folder=tmp_path) as process:
        assert process.stderr is not None
        first = next(line for line in process.stderr if "tier 1" in line)
        process.send_signal(number)
        process.send_signal(number)  # people press twice
        output, progress = process.communicate(timeout=60)
    assert process.returncode == 4, first + progress
    assert "Traceback" not in progress
    assert "Written to allocation.xlsx" in output
    assert (tmp_path / "allocation.xlsx").is_file()


def test_an_interrupt_before_the_search_ends_with_130(
    allocator_in: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def read_raw(path: Path) -> RawPlan:
        signal.raise_signal(signal.SIGTERM)
        raise AssertionError("the signal was not heard")

    monkeypatch.setattr("allocator.cli.inputs.read_raw", read_raw)
    done = allocator_in("solve", FIRST_STEPS)
    assert done.exit_code == 130
    assert "nothing is written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_warning_of_the_search_is_one_line(allocator_in: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    solve = allocator.solve

    def warning(*inputs: Any, **options: Any) -> allocator.Result:
        warnings.warn("the executor failed", RuntimeWarning, stacklevel=1)
        return solve(*inputs, **options)

    monkeypatch.setattr(allocator, "solve", warning)
    warnings.simplefilter("default")  # as outside of the tests
    done = allocator_in("solve", FIRST_STEPS)
    assert done.exit_code == 0, done.stderr
    assert "\nwarning  the executor failed\n" in f"\n{done.stderr}"


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (ValueError("[bold]two\nlines"), 1, "DEFECT: ValueError: [bold]two lines (allocator/cli/watched.py:"),
        (
            DefectError("it breaks", ["a", "b", "c", "d"]),
            1,
            "DEFECT: it breaks; a; b; c; and 1 more. The pro",
        ),
        (NothingFoundError("no time"), 5, "no time"),
    ],
)
def test_a_defect_is_one_line(
    allocator_in: Invoke, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, says: str
) -> None:
    def solve(*_: Any, **__: Any) -> allocator.Result:
        raise error

    monkeypatch.setattr(allocator, "solve", solve)
    done = allocator_in("solve", FIRST_STEPS)
    assert done.exit_code == code
    assert done.stderr.startswith(says)
    assert done.stderr.count("\n") == 1


def test_a_traceback_is_shown_where_asked_for(tmp_path: Path) -> None:
    code = "import os, allocator; allocator.solve = 1; os.environ['ALLOCATOR_TRACEBACK'] = '1'; "
    code += (
        f"from allocator.cli import main; import sys; sys.argv[1:] = ['solve', {str(FIRST_STEPS)!r}]; main()"
    )
    command = [subprocess.sys.executable, "-c", code]  # type: ignore[attr-defined]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "TypeError" in done.stderr
    assert "Traceback" in done.stderr


def test_what_the_store_knows_is_not_solved_again(allocator_in: Invoke, tmp_path: Path) -> None:
    words = ("solve", FIRST_STEPS, "--workers", "1", "--store", "runs.sqlite", "--output")
    first = allocator_in(*words, "a.json")
    assert first.exit_code == 0, first.stderr
    assert "From the run store" not in first.stderr
    again = allocator_in(*words, "b.json")
    assert "From the run store: solved on" in again.stderr and "tier 1" not in again.stderr
    one, two = (json.loads((tmp_path / name).read_text()) for name in ("a.json", "b.json"))
    assert one["goals"] == two["goals"] and one["tables"]["Missions"] == two["tables"]["Missions"]
    other = allocator_in(*words, "c.json", "--seed", "1")
    assert "From the run store" not in other.stderr
    listed = json.loads(allocator_in("runs", "list", "--store", "runs.sqlite", "--json").stdout)
    assert len(listed["runs"]) == 2


def test_a_search_from_a_known_allocation_always_goes_on(allocator_in: Invoke) -> None:
    words = ("solve", FIRST_STEPS, "--workers", "1", "--store", "runs.sqlite", "--output", "a.xlsx")
    assert allocator_in(*words).exit_code == 0
    again = allocator_in(*words[:-1], "b.xlsx", "--start", "a.xlsx")
    assert again.exit_code == 0, again.stderr
    assert "From the run store" not in again.stderr
