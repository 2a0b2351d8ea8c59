"""Imports go one way: the contracts of pyproject.toml hold, and a breach is seen."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True, no_logo=True))
"""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package in a folder, in a process of its own: the checker imports what it finds there."""
    command = [sys.executable, "-c", LINT]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_go_one_way() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "breach", "contract"),
    [
        ("goals/served.py", "import ortools", "Only solver processes know OR-Tools and HiGHS BROKEN"),
        ("policy.py", "import allocator.search", "Imports go one way BROKEN"),
        ("plan/calendar.py", "import allocator.rules.base", "Imports go one way BROKEN"),
        ("goals/base.py", "import openpyxl", "where plans are read and results written BROKEN"),
        (
            "verification.py",
            "import allocator.matrix",
            "The verification shares nothing with the search BROKEN",
        ),
        ("search/lns/subproblems.py", "import distributed", "Only one module knows dask BROKEN"),
        ("report/words.py", "import rich", "Only the command line knows the terminal BROKEN"),
        ("utils.py", "", "Imports go one way BROKEN"),
    ],
)
def test_a_breach_is_seen(tmp_path: Path, module: str, breach: str, contract: str) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "allocator", tmp_path / "allocator", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "allocator" / module).open("a") as code:
        code.write(f"\n{breach}\n")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert contract in " ".join(done.stdout.split())
