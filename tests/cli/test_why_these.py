"""`allocator why-these`, and what `solve --advise` adds.

In `first-steps` WCO-01 alone is left for a seat of R4 and of R5, of which one is served; R6 needs SEN-02.
"""

import json
from pathlib import Path

from openpyxl import load_workbook

import allocator
from tests.cli.conftest import FIRST_STEPS, Invoke

QUICK = ("--effort", "1", "--workers", "1")
HEADER = "why this person"


def test_every_assignment_is_graded_and_written(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS, *QUICK).exit_code == 0
    done = allocator_in("why-these", "allocation.xlsx", "--output", "w.xlsx")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    count = int(lines[0].split()[0])
    assert lines[0].startswith(f"{count} assignments: ") and lines[-1] == "Written to w.xlsx"
    rows = lines[1:-1]
    assert len(rows) == count
    assert any(" WCO-01: needed: no allocation without it serves as much, proven by " in row for row in rows)
    sheet = load_workbook(tmp_path / "w.xlsx")["Why these"]
    assert sheet.max_row == count + 1
    again = allocator_in("why-these", "allocation.xlsx", "--output", "w.xlsx", "--time-limit", "0")
    assert again.stdout.splitlines()[-1] == "Written to w.xlsx, in the place of the one that was there"
    told = json.loads(allocator_in("why-these", "allocation.xlsx", "--output", "w.xlsx", "--json").stdout)
    assert (told["status"], told["output"]) == ("found", "w.xlsx")
    grades = {each["grade"] for each in told["assignments"]}
    assert grades <= {"needed", "free", "costs", "open"} and "needed" in grades


def test_solve_advises_in_a_column_that_is_read_over(allocator_in: Invoke, tmp_path: Path) -> None:
    done = allocator_in("solve", FIRST_STEPS, *QUICK, "--advise", "--output", "a.xlsx")
    assert done.exit_code == 0, done.stderr
    sheet = load_workbook(tmp_path / "a.xlsx")["Assignments"]
    position = [cell.value for cell in sheet[1]].index(HEADER)
    end = [cell.value for cell in sheet[1]].index("end")
    words = [row[position] for row in sheet.iter_rows(min_row=2, values_only=True) if row[end]]
    assert words and all(word.split(":")[0] in ("needed", "free", "at a cost", "open") for word in words)
    read = allocator.read_result(tmp_path / "a.xlsx")
    assert read.plan.warnings == ()
    assert HEADER not in read.assignments
    found = allocator.why_these(read, time_limit=20)
    assert [hold.expert for hold in found.holds] == [p.expert for _, p in read.allocation.assignments()]
    assert list(found.table.start) == sorted(found.table.start)
