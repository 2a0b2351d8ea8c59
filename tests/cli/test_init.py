"""`allocator init`: a folder to start with, and what to do next."""

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Invoke


def next_commands(stdout: str) -> list[list[str]]:
    """The commands that are told, as words."""
    lines = [line.strip() for line in stdout.splitlines()]
    return [line.replace('"', "").split()[1:] for line in lines if line.startswith("allocator ")]


def test_what_is_told_next_works(allocator_in: Invoke) -> None:
    done = allocator_in("init", "mine")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Written to mine: plan.xlsx, 4 models, 4 scenarios\n")
    check, solve, again = next_commands(done.stdout)
    assert [words[0] for words in (check, solve, again)] == ["check", "solve", "solve"]
    checked = allocator_in(*check)
    assert checked.exit_code == 0, checked.stderr
    assert "0 errors, 0 warnings" in checked.stdout
    solved = allocator_in(*solve)
    assert solved.exit_code == 0, solved.stderr
    assert "4 of 6 requests served" in solved.stdout
    solved = allocator_in(*again)
    assert solved.exit_code == 0, solved.stderr
    assert Path("mine/second.xlsx").is_file()


def test_without_examples(allocator_in: Invoke) -> None:
    done = allocator_in("init", "mine", "--empty")
    assert done.exit_code == 0, done.stderr
    assert "Fill in" in done.stdout
    checked = allocator_in("check", "mine/plan.xlsx")
    assert checked.exit_code == 2
    assert "Plan!B2 (title)" in checked.stdout


def test_as_json(allocator_in: Invoke) -> None:
    told = json.loads(allocator_in("init", "my plan", "--json").stdout)
    assert told["status"] == "done"
    assert told["plan"] == str(Path("my plan/plan.xlsx"))
    assert all(Path(name).is_file() for name in told["written"])
    assert told["next"][0] == f'allocator check "{Path("my plan/plan.xlsx")}"'


def test_nothing_is_written_over(allocator_in: Invoke, tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"mine")
    done = allocator_in("init", ".")
    assert done.exit_code == 2
    assert "plan.xlsx is there already, and nothing is written over" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]
    assert (tmp_path / "plan.xlsx").read_bytes() == b"mine"
    told = json.loads(allocator_in("init", ".", "--json").stdout)
    assert told["status"] == "input wrong"


@pytest.mark.parametrize("words", [("init", "--help"), ("--help",)])
def test_help(allocator_in: Invoke, words: tuple[str, ...]) -> None:
    done = allocator_in(*words)
    assert done.exit_code == 0
    assert "init" in done.stdout
    assert "Example: allocator" in " ".join(done.stdout.split())


def test_sheets_that_wait_to_be_filled_in_are_named_together(allocator_in: Invoke, tmp_path: Path) -> None:
    assert allocator_in("init", "e", "--empty").exit_code == 0
    book = load_workbook(tmp_path / "e" / "plan.xlsx")
    for place, value in (("B2", "A year"), ("B3", date(2027, 1, 4)), ("B4", date(2027, 12, 31))):
        book["Plan"][place] = value
    book.save(tmp_path / "e" / "plan.xlsx")
    solved = allocator_in("solve", "e/plan.xlsx")
    assert solved.exit_code == 0
    assert "The plan has no open request: there is nothing to allocate." in solved.stdout
    assert "Ask next" not in solved.stdout
    for says in ("Experts: has no row", "Requests: has no row", "Agreements: has no row"):
        assert says in solved.stderr
