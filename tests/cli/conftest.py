"""Plans for the command line, and ways to run it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from allocator.cli.app import app

ROOT = Path(__file__).parents[2]
FIRST_STEPS = ROOT / "scenarios" / "plans" / "first-steps"
COLUMBUS = ROOT / "scenarios" / "plans" / "columbus"

Invoke = Callable[..., Result]


@pytest.fixture
def allocator_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run the command line inside this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALLOCATOR_TRACEBACK", raising=False)

    def invoke(*words: str | Path) -> Result:
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return invoke


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A copy of the plan `first-steps` that a test may change."""
    return Path(shutil.copytree(FIRST_STEPS, tmp_path / "plan"))


@pytest.fixture
def colliding_plan(plan: Path) -> Path:
    """R4 and R5 locked together: each is possible, both need WCO-01 in the same or the next week."""
    (plan / "Assignments.csv").write_text("request,decision\nR4,fixed\nR5,fixed\n", encoding="utf-8")
    return plan


def start(*words: str | Path, folder: Path) -> "subprocess.Popen[str]":
    """The command line in a process of its own, its outputs in pipes."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "PY_COLORS")
    }
    return subprocess.Popen(
        [sys.executable, "-m", "allocator", *map(str, words)],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
