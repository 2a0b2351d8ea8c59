"""`allocator ask` and `allocator gather`."""

import json
from datetime import timedelta
from pathlib import Path

import openpyxl

from tests.cli.conftest import Invoke


def test_a_round_with_six_requests(allocator_in: Invoke, plan: Path) -> None:
    done = allocator_in("ask", plan, "--to", "round")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Written to round: 6 workbooks (4 in en, 2 in fr)\n")
    form = Path("round/KEN-en.xlsx")
    book = openpyxl.load_workbook(form)
    book["Releases"]["E6"].value = "no"
    book["Releases"]["E7"].value = "perhaps not"
    book.save(form)
    done = allocator_in("gather", plan, "round", "--output", "gathered.xlsx")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "6 files: 1 change, 1 fault located, 0 remarks to be read"
    assert lines[1].startswith("not taken  KEN-en.xlsx, Releases!E7: 'perhaps not' is no answer")
    assert lines[-1] == "Written to gathered.xlsx"
    stake = "unless its people are released, no allocation serves R4, R5"
    assert f"chase      WCO came back without a certain answer; {stake}\n" in done.stdout
    again = allocator_in("gather", "gathered.xlsx", "round", "--output", "gathered-2.xlsx", "--json")
    told = json.loads(again.stdout)
    assert told["changes"] == []
    assert len(told["not taken"]) == 1
    assert allocator_in("check", "gathered.xlsx").exit_code == 0


def test_nothing_is_written_over(allocator_in: Invoke, plan: Path) -> None:
    assert allocator_in("ask", plan, "--to", "round").exit_code == 0
    done = allocator_in("ask", plan, "--to", "round")
    assert done.exit_code == 2
    assert "may be an answer; nothing is written over" in done.stderr
    done = allocator_in("gather", plan, "round", "--output", "round/new.xlsx")
    assert done.exit_code == 2
    assert "lies among the answers" in done.stderr
    assert allocator_in("gather", plan, "round", "--output", "new.xlsx").exit_code == 0
    assert allocator_in("gather", plan, "round", "--output", "new.xlsx").exit_code == 0
    book = openpyxl.load_workbook("new.xlsx")
    book["Experts"]["A2"].value = "mine"
    book.properties.created -= timedelta(minutes=1)
    book.save("new.xlsx")
    done = allocator_in("gather", plan, "round", "--output", "new.xlsx")
    assert done.exit_code == 2
    assert "was changed by hand" in done.stderr


def test_wrong_inputs(allocator_in: Invoke, plan: Path) -> None:
    done = allocator_in("ask", plan, "--to", "round", "--language", "de")
    assert done.exit_code == 2
    assert not Path("round").exists()
    done = allocator_in("gather", plan, "nowhere", "--output", "new.xlsx")
    assert done.exit_code == 2
    assert "does not exist; name a folder" in done.stderr
