"""A run fails where a group of tests takes longer than `budgets.toml` allows, and says which."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MOST_SECONDS = 860  # leaves the rest of the time of `.ci/run` for the installation and the linters


def run(folder: Path, budgets: str) -> subprocess.CompletedProcess[str]:
    group = folder / "tests" / "slow"
    group.mkdir(parents=True)
    (group / "test_it.py").write_text("import time\n\ndef test_it() -> None:\n    time.sleep(0.2)\n")
    (folder / "tests" / "conftest.py").write_bytes((TESTS / "conftest.py").read_bytes())
    (folder / "tests" / "budgets.toml").write_text(budgets)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        "tests",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("budgets", "code", "line"),
    [
        ("slow = 60", 0, "of  60  slow"),
        ("slow = 0.1", 1, "OVER BUDGET: tests/slow took 0.2 s of its 0.1 s"),
        ("other = 60", 1, "OVER BUDGET: tests/slow has no budget: give it one in tests/budgets.toml"),
    ],
)
def test_a_group_is_held_to_its_budget(tmp_path: Path, budgets: str, code: int, line: str) -> None:
    done = run(tmp_path, budgets)
    assert done.returncode == code, done.stdout
    assert line in done.stdout


def test_the_budgets_together_fit_the_whole_check() -> None:
    budgets = tomllib.loads((TESTS / "budgets.toml").read_text(encoding="utf-8"))
    assert sum(budgets.values()) <= MOST_SECONDS
