"""`allocator try`: a change tried, recovered, and written."""

import json
from pathlib import Path

import pytest

import allocator
from tests.cli.conftest import FIRST_STEPS, Invoke


@pytest.fixture
def solved(allocator_in: Invoke, tmp_path: Path) -> Path:
    """An allocation of the plan `first-steps`."""
    assert allocator_in("solve", FIRST_STEPS, "--effort", 1, "--workers", 1).exit_code == 0
    return tmp_path / "allocation.xlsx"


def test_a_change_is_told_at_once(allocator_in: Invoke, solved: Path) -> None:
    served = allocator.read_result(solved).allocation.by_request["R1"]
    leaving = served.experts[0]
    done = allocator_in("try", solved, "R1", "--expert", "GHA-01", "--instead-of", leaving)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == f"R1: GHA-01 in the seat adviser instead of {leaving}."
    assert lines[1] == "As it stands it breaks 2 hard rules: qualification, release."
    assert any(line.startswith("broken  qualification  R1, GHA-01") for line in lines)
    assert lines[2].startswith("Goals that stay as they are: served; ")


def test_what_is_recovered_is_told_and_written(allocator_in: Invoke, solved: Path, tmp_path: Path) -> None:
    before = allocator.read_result(solved).allocation.by_request
    unserved = "R5" if "R5" not in before else "R4"
    words = "try", solved, unserved, "--start", "2026-10-05", "--recover", "--output", "second.xlsx"
    done = allocator_in(*words)
    assert done.exit_code == 0, done.stderr
    assert "As it stands it breaks" in done.stdout
    assert "Solved again around it: " in done.stdout
    assert done.stdout.splitlines()[-1] == "Written to second.xlsx"
    again = allocator_in(*words).stdout.splitlines()
    assert again[-1] == "Written to second.xlsx, in the place of the one that was there"
    second = allocator.read_result(tmp_path / "second.xlsx")
    assert str(second.allocation.by_request[unserved].start) == "2026-10-05"
    assert allocator.verify(second.plan, second.model, second.allocation) == []
    assert any("changed after the search" in each for each in second.provenance.incidents)


def test_no_gain_is_promised_beside_broken_rules(allocator_in: Invoke, solved: Path) -> None:
    before = allocator.read_result(solved).allocation.by_request
    unserved = "R5" if "R5" not in before else "R4"
    done = allocator_in("try", solved, unserved, "--start", "2026-10-05", "--recover")
    lines = done.stdout.splitlines()
    assert lines[2] == "It cannot be carried out so: what would be better is not to be had by it."
    assert next(line for line in lines if line.startswith("served ")).endswith("better on paper")
    recovered = lines.index(next(line for line in lines if line.startswith("Solved again")))
    assert not any("on paper" in line for line in lines[recovered:])
    assert any(line.endswith("at best with it") for line in lines[recovered:])
    assert any("Bounds on the Summary are those of any plan." in line for line in lines[recovered:])
    possible = allocator_in("try", solved, "R4" if "R4" in before else "R5", "--drop", "--recover")
    assert "on paper" not in possible.stdout
    assert "cannot be carried out" not in possible.stdout


def test_machines_get_one_object(allocator_in: Invoke, solved: Path) -> None:
    told = json.loads(allocator_in("try", solved, "R4", "--drop", "--recover", "--json").stdout)
    assert told["possible"] is True
    assert [(each["request"], each["after"]) for each in told["changes"]] == [("R4", None)]
    served = told["goals"][0]
    assert served["change"] == served["after"] - served["before"] == served["gain"] < 0
    assert told["recovery"]["status"] == "found"
    assert told["recovery"]["dropped"] == {"low": 0, "high": 0}
    assert {"name", "before", "after", "loss", "best"} <= told["recovery"]["goals"][0].keys()


def test_several_changes_at_once(allocator_in: Invoke, solved: Path) -> None:
    before = allocator.read_result(solved).allocation.by_request
    unserved = "R5" if "R5" not in before else "R4"
    team = ",".join(f"{place.seat}:{place.expert}" for place in before["R1"].team)
    also = f"{unserved} start=2026-10-05 team=expert:WCO-01"
    done = allocator_in("try", solved, "R1", "--team", team, "--also", also, "--also", "R2 drop")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "R1: stays as it is."
    assert lines[1] == f"{unserved}: served from 2026-10-05 by WCO-01."
    assert lines[2] == "R2: not served any more."


def test_what_cannot_be_understood_is_said(allocator_in: Invoke, solved: Path) -> None:
    done = allocator_in("try", solved, "R1", "--team", "KEN-03", "--also", "R2 satrt=2026-10-05 soon")
    assert done.exit_code == 2
    assert "--also R2 satrt=2026-10-05 soon: satrt=2026-10-05 is not understood; did you mean start=" in (
        done.stderr
    )
    assert "soon is not understood; write expert=" in done.stderr
    assert "team: KEN-03 is no place; write SEAT:CODE, as lead:KEN-03" in done.stderr
    done = allocator_in("try", solved, "R1", "--expert", "KEN-O3")
    assert done.exit_code == 2
    assert "R1 (expert): KEN-O3 is not an expert of this plan; did you mean KEN-03?" in done.stderr


def test_a_change_that_breaks_a_rule_is_not_written(
    allocator_in: Invoke, solved: Path, tmp_path: Path
) -> None:
    done = allocator_in("try", solved, "R1", "--start", "2026-09-08", "--output", "second.xlsx")
    assert done.exit_code == 2
    assert "R1 (window): starts on 2026-09-08, a Tuesday: no start day of the plan" in done.stderr
    assert not (tmp_path / "second.xlsx").exists()
    done = allocator_in("try", solved, "R1", "--drop", "--output", solved)
    assert done.exit_code == 2
    assert "is an input of this run and would be written over" in done.stderr


def test_seconds_for_what_is_not_asked_are_refused(allocator_in: Invoke, solved: Path) -> None:
    done = allocator_in("try", solved, "R4", "--drop", "--time-limit", "5")
    assert done.exit_code == 2 and "is for --recover" in done.stderr
