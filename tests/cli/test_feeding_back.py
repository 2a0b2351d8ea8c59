"""A written workbook on the command line: it brings its model, and no planner's work is written over."""

import io
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from allocator.cli import inputs
from tests.cli.conftest import FIRST_STEPS, ROOT, Invoke

STRICT = 'title = "Two countries"\nplan = "{plan}"\nmodel = "{model}"\n[rules.pairing]\nlevel = "hard"\n'


def decide(path: Path, request: str, decision: str) -> None:
    """Write a decision into the first row of a request, as a planner would."""
    book = openpyxl.load_workbook(path)
    sheet = book["Assignments"]
    headers = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[headers.index("request")].value == request)
    row[headers.index("decision")].value = decision
    book.save(path)


def test_a_result_brings_the_model_it_was_planned_under(allocator_in: Invoke, tmp_path: Path) -> None:
    """Under strict pairing 21 weight units; before, the second run took the bundled model and got 28."""
    scenario = tmp_path / "strict.toml"
    model = ROOT / "models" / "national.toml"
    scenario.write_text(STRICT.format(plan=FIRST_STEPS, model=model), encoding="utf-8")
    assert allocator_in("solve", scenario, "--output", "a.xlsx").exit_code == 0
    again = allocator_in("solve", "a.xlsx", "--output", "b.xlsx", "--json")
    assert json.loads(again.stdout)["goals"][0]["value"] == 21
    assert "as a.xlsx carries it; --model takes another" in again.stderr
    other = allocator_in("solve", "a.xlsx", "--model", model, "--output", "c.xlsx", "--json")
    assert json.loads(other.stdout)["goals"][0]["value"] == 28
    assert "carries it" not in other.stderr


def test_a_result_that_is_fed_back_is_opened_once(
    allocator_in: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For its sheets and the model that it carries; once more as the previous allocation of another plan."""
    assert allocator_in("solve", FIRST_STEPS, "--output", "a.xlsx").exit_code == 0
    opened: Counter[str] = Counter()

    def counting(file: Any, *given: Any, **options: Any) -> Any:
        opened[Path(str(file)).name] += 1
        return io_open(file, *given, **options)

    io_open = io.open
    monkeypatch.setattr(io, "open", counting)
    inputs.read_inputs((tmp_path / "a.xlsx",))
    assert opened["a.xlsx"] == 1
    inputs.read_inputs((FIRST_STEPS,), tmp_path / "a.xlsx")
    assert opened["a.xlsx"] == 2


def test_a_result_that_lost_part_of_its_model_says_so(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS, "--output", "a.xlsx").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for row in book["Checks"].iter_rows(min_row=2):
        if "level" in str(row[2].value):
            row[2].value = None
    book.save(tmp_path / "a.xlsx")
    done = allocator_in("solve", "a.xlsx", "--output", "b.xlsx")
    assert done.exit_code == 2
    assert "Checks: does not hold the whole model any more; give it with --model" in done.stderr


def test_a_workbook_changed_by_hand_is_not_written_over(allocator_in: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "allocation.xlsx"
    assert allocator_in("solve", FIRST_STEPS).exit_code == 0
    assert allocator_in("solve", FIRST_STEPS).exit_code == 0  # our own work may be replaced
    time.sleep(1.1)  # the properties of a file tell its seconds
    decide(path, "R4", "excluded")
    before = path.read_bytes()
    done = allocator_in("solve", FIRST_STEPS)
    assert done.exit_code == 2
    assert "was changed by hand since it was written" in done.stderr
    assert path.read_bytes() == before
    assert allocator_in("solve", path, "--output", "second.xlsx").exit_code == 0


@pytest.mark.parametrize("lock", ["~$allocation.xlsx", ".~lock.allocation.xlsx#"])
def test_a_workbook_open_elsewhere_is_told_before_the_search(
    allocator_in: Invoke, tmp_path: Path, lock: str
) -> None:
    (tmp_path / lock).write_bytes(b"")
    done = allocator_in("solve", FIRST_STEPS)
    assert done.exit_code == 2
    assert f"is open in another program, which left {lock} beside it" in done.stderr
    assert not (tmp_path / "allocation.xlsx").exists()


def test_a_result_that_cannot_take_its_place_goes_beside_it(
    allocator_in: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was opened in Excel while the search ran: Windows then refuses to replace it."""
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if Path(target).name == "allocation.xlsx":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    done = allocator_in("solve", FIRST_STEPS)
    assert done.exit_code == 2
    assert "allocation.xlsx: may not be written; close it where it is open" in done.stderr
    (spare,) = tmp_path.glob("allocation-*.xlsx")
    assert f"the allocation was written to {spare.name} instead" in done.stderr.replace(
        str(tmp_path) + "/", ""
    )
    assert allocator_in("explain", spare, "R1").exit_code == 0


def test_every_administration_gets_its_page_on_request(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("solve", FIRST_STEPS, "--administration-sheets").exit_code == 0
    names = openpyxl.load_workbook(tmp_path / "allocation.xlsx").sheetnames
    assert {name for name in names if name.startswith("For ")} >= {"For KEN", "For MUS"}
    done = allocator_in("check", "allocation.xlsx")
    assert "0 errors, 0 warnings" in done.stdout
    refused = allocator_in("solve", FIRST_STEPS, "--administration-sheets", "--output", "a.json")
    assert refused.exit_code == 2
    assert "--administration-sheets needs an --output that ends in .xlsx" in refused.stderr


def test_stability_is_shown_where_there_is_something_to_compare_with(
    allocator_in: Invoke, tmp_path: Path
) -> None:
    """Not `stability 0, proven` of a plan that has no previous allocation; a result is its own."""
    first = allocator_in("solve", FIRST_STEPS, "--output", "a.xlsx")
    assert "stability" not in first.stdout
    again = allocator_in("solve", "a.xlsx", "--output", "b.xlsx")
    (line,) = (line for line in again.stdout.splitlines() if "stability" in line)
    assert " 0 " in line and " yes " in line
    assert "Changes" in openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames
    weighed = allocator_in("solve", "a.xlsx", "--model", without_stability(tmp_path), "--output", "c.xlsx")
    assert "stands in no tier of the model, so changes cost nothing" in weighed.stderr


def without_stability(folder: Path) -> Path:
    """The bundled model without its last goal."""
    text = (ROOT / "models" / "national.toml").read_text(encoding="utf-8")
    path = folder / "free.toml"
    path.write_text(text.replace("[[tier]]\ngoals = { stability = 1 }\n", ""), encoding="utf-8")
    return path


def test_a_rule_that_is_off_is_not_called_met(allocator_in: Invoke, tmp_path: Path) -> None:
    scenario = tmp_path / "free.toml"
    model = ROOT / "models" / "national.toml"
    text = STRICT.format(plan=FIRST_STEPS, model=model).replace('"hard"', '"off"')
    scenario.write_text(text, encoding="utf-8")
    done = allocator_in("solve", scenario)
    assert "Not asked: the rule is off in this model" in done.stdout
