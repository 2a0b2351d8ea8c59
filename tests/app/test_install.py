"""Without the extra `app` nothing of the page is needed, and `serve` says what to install."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import FIRST_STEPS, ROOT

#: What comes with the extra alone.
EXTRA = ("nicegui", "fastapi", "starlette", "uvicorn", "socketio")


def without_the_extra(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """`allocator` in an interpreter that has none of it."""
    blocked = f"import sys; sys.modules.update(dict.fromkeys({EXTRA}))"
    (folder / "sitecustomize.py").write_text(blocked, encoding="utf-8")
    path = os.pathsep.join([str(folder), str(ROOT)])
    command = [sys.executable, "-m", "allocator", *map(str, words)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_serve_says_in_one_sentence_what_to_install(tmp_path: Path) -> None:
    done = without_the_extra(tmp_path, "serve", FIRST_STEPS, "--no-open")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.count("python -m pip install 'allocator[app]'") == 1
    assert len(done.stderr.splitlines()) <= 2 and done.stdout == ""


def test_all_else_works(tmp_path: Path) -> None:
    done = without_the_extra(tmp_path, "check", FIRST_STEPS)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module", ["allocator", "allocator.cli.app", "allocator.report.said"])
def test_nothing_of_the_page_is_loaded_before_it_is_served(module: str) -> None:
    code = f"import {module}, sys; print(*[name for name in {EXTRA} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""
