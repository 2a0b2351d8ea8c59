"""`allocator alternatives`, and the sheets that `solve --alternatives` adds.

In `first-steps` R4 and R5 both need WCO-01, who alone is left for their seats; R3 asks for a language that no
expert in its topic speaks; R1 and R2 are served.
"""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

import allocator
from tests.cli.conftest import FIRST_STEPS, Invoke

SHEETS = ["Alternatives", "Alternative teams", "Stand-ins"]


@pytest.fixture
def solved(allocator_in: Invoke, tmp_path: Path) -> Path:
    """The allocation of `first-steps`."""
    assert allocator_in("solve", FIRST_STEPS, "--effort", "1", "--workers", "1").exit_code == 0
    return tmp_path / "allocation.xlsx"


def test_it_shows_weeks_and_people_and_writes_them(
    allocator_in: Invoke, solved: Path, tmp_path: Path
) -> None:
    done = allocator_in("alternatives", solved, "R5", "R3", "R1", "--output", "a.xlsx")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert any(line.startswith("R5 is not served.") for line in lines)
    assert "R3 is not served. No team could go, whatever else is decided." in lines
    assert any("R4 (priority" in line and "drops out" in line for line in lines)
    assert lines[-1] == "Written to a.xlsx"
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == SHEETS
    picture = book["Alternatives"]
    requests = [cell.value for cell in picture["A"][1:]]
    assert list(dict.fromkeys(requests)) == ["R5", "R3", "R1"]
    assert len(picture.conditional_formatting) == picture.max_column - 2  # every week is coloured
    assert "now" in {cell.value for row in picture.iter_rows(min_row=2) for cell in row}
    again = allocator_in("alternatives", solved, "R5", "--output", "a.xlsx", "--json")
    assert again.exit_code == 0  # written over: nobody has changed it
    told = json.loads(again.stdout)
    assert (told["status"], told["output"]) == ("found", "a.xlsx")
    said = allocator_in("alternatives", solved, "R5", "--output", "a.xlsx", "--time-limit", "0").stdout
    assert said.splitlines()[-1] == "Written to a.xlsx, in the place of the one that was there"
    verdicts = {e["verdict"] for team in told["alternatives"][0]["teams"] for e in team["effects"]}
    assert verdicts <= {"now", "free", "costs", "open", "impossible"} and "costs" in verdicts


def test_unknown_requests_are_named_together(allocator_in: Invoke, solved: Path) -> None:
    done = allocator_in("alternatives", solved, "R55", "R66")
    assert done.exit_code == 2
    assert "has no request R55" in done.stderr and "has no request R66" in done.stderr
    done = allocator_in("alternatives", solved, "R1", "--output", "a.csv")
    assert done.exit_code == 2 and "does not end in .xlsx" in done.stderr


def test_solve_adds_the_sheets_and_the_result_is_read_back(allocator_in: Invoke, tmp_path: Path) -> None:
    options = ("--effort", "1", "--workers", "1", "--alternatives", "R1,R5", "--output", "b.xlsx")
    done = allocator_in("solve", FIRST_STEPS, *options)
    assert done.exit_code == 0, done.stderr
    assert set(SHEETS) <= set(load_workbook(tmp_path / "b.xlsx").sheetnames)
    read = allocator.read_result(tmp_path / "b.xlsx")
    assert read.plan.warnings == ()
    found = allocator.alternatives(read, "R1")
    assert set(found.weeks.verdict) <= {"now", "free", "costs", "open", "no"}
    assert len(found.stand_ins) == sum(1 for _ in read.plan.experts) * len(
        {s for s, _ in found.teams[0].places}
    )
    assert list(found.picture.request.unique()) == ["R1"]
    done = allocator_in("solve", FIRST_STEPS, "--alternatives", "R1,R77")
    assert done.exit_code == 2 and "R77: is not a request of this plan" in done.stderr
