"""A run fails where a group of tests takes longer than `budgets.toml` allows, and says which."""

import subprocess
import sys
import tomllib
from pathlib import Path

TESTS = Path(__file__).parent
MOST_SECONDS = 2000  # of work, shared by two cores: leaves a third of `.ci/run` for all that is not tests


BODIES = {
    "busy": "    while time.process_time() < begun + 0.3: pass\n",
    "quick": "    pass\n",
    "child": """    code = "import time\\nwhile time.process_time() < 0.3: pass"
    subprocess.run([sys.executable, "-c", code])
""",
    "waiting": "    time.sleep(0.3)\n",
    "unlisted": "    pass\n",
}
HEAD = "import subprocess, sys, time\n\ndef test_it() -> None:\n    begun = time.process_time()\n"
BUDGETS = "busy = 0.1\nquick = 60\nchild = 0.1\nwaiting = 0.1\n"


def run(folder: Path, groups: tuple[str, ...], *options: str) -> subprocess.CompletedProcess[str]:
    """A run of one test in each of these groups."""
    for name in groups:
        (folder / "tests" / name).mkdir(parents=True)
        (folder / "tests" / name / f"test_{name}.py").write_text(HEAD + BODIES[name])
    (folder / "tests" / "conftest.py").write_bytes((TESTS / "conftest.py").read_bytes())
    (folder / "tests" / "budgets.toml").write_text(BUDGETS)
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
    return subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=False)


def test_each_group_is_held_to_its_budget(tmp_path: Path) -> None:
    done = run(tmp_path, tuple(BODIES))
    assert done.returncode == 1, done.stdout
    assert "OVER BUDGET: tests/busy took 0." in done.stdout
    assert "OVER BUDGET: tests/child took 0." in done.stdout
    assert "OVER BUDGET: tests/unlisted has no budget: give it one in tests/budgets.toml" in done.stdout
    assert "late by the clock alone: tests/waiting took 0." in done.stdout
    assert done.stdout.count("OVER BUDGET") == 3 and done.stdout.count("late by the clock") == 1


def test_waiting_for_a_busy_machine_is_no_failure(tmp_path: Path) -> None:
    done = run(tmp_path, ("quick", "waiting"))
    assert done.returncode == 0, done.stdout
    assert "late by the clock alone: tests/waiting took 0." in done.stdout


def test_where_lines_are_counted_budgets_are_told_and_not_judged(tmp_path: Path) -> None:
    done = run(tmp_path, ("busy",), "--cov", "--cov-report=")
    assert done.returncode == 0, done.stdout
    assert "OVER BUDGET: tests/busy took 0." in done.stdout


def test_workers_report_their_work(tmp_path: Path) -> None:
    done = run(tmp_path, ("busy",), "-n", "1")
    assert done.returncode == 1, done.stdout
    assert "OVER BUDGET: tests/busy took 0." in done.stdout


def test_the_budgets_together_fit_the_whole_check() -> None:
    budgets = tomllib.loads((TESTS / "budgets.toml").read_text(encoding="utf-8"))
    assert sum(budgets.values()) <= MOST_SECONDS
