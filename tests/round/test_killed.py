"""A program that is killed while it writes leaves no half file."""

import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

import allocator
from tests.plans_by_hand import plan_of

_ROOT = Path(__file__).parents[2]
#: Kills the program at the nth time that it brings a file to the disk, or puts one into its place.
_KILLED = """
import os, signal, sys
from pathlib import Path
import allocator
from tests.plans_by_hand import plan_of

count = 0
def killing(own):
    def counted(*args, **kwargs):
        global count
        count += 1
        if count == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return own(*args, **kwargs)
    return counted

os.fsync, Path.replace = killing(os.fsync), killing(Path.replace)
plan, folder = plan_of(["KEN-01", "UGA-01", "TZA-01"], ["R1"]), Path(sys.argv[1])
if sys.argv[3] == "ask":
    allocator.ask(plan, folder / "to")
else:
    allocator.gather(plan, folder / "to", output=folder / "new.xlsx")
"""


def killed(folder: Path, moment: int, what: str) -> bool:
    """Whether the program was killed before it was done."""
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(folder), str(moment), what],
        cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)}, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def require_whole(folder: Path) -> int:
    """How many workbooks there are: every one can be opened."""
    books = [path for path in folder.rglob("*.xlsx") if not path.name.startswith(".")]
    for path in books:
        with zipfile.ZipFile(path) as book:
            assert book.testzip() is None
        openpyxl.load_workbook(path)
    return len(books)


@pytest.mark.parametrize("moment", [1, 3, 5, 7])
def test_asking(tmp_path: Path, moment: int) -> None:
    was_killed = killed(tmp_path, moment, "ask")
    assert was_killed == (moment < 7)
    there = require_whole(tmp_path)
    assert there == (3 if not was_killed else max(0, moment - 4))


@pytest.mark.parametrize("moment", [1, 2])
def test_gathering(tmp_path: Path, moment: int) -> None:
    """Killed over an older workbook, which stays whole; what lies beside it is no reply."""
    plan = plan_of(["KEN-01", "UGA-01", "TZA-01"], ["R1"])
    allocator.ask(plan, tmp_path / "to")
    allocator.gather(plan, tmp_path / "to", output=tmp_path / "new.xlsx")
    before = (tmp_path / "new.xlsx").read_bytes()
    assert killed(tmp_path, moment, "gather")
    assert (tmp_path / "new.xlsx").read_bytes() == before
    assert require_whole(tmp_path) == 4


def test_what_a_killed_run_leaves_behind_is_no_reply(tmp_path: Path) -> None:
    assert killed(tmp_path, 5, "ask")
    plan = plan_of(["KEN-01", "UGA-01", "TZA-01"], ["R1"])
    found = allocator.gather(plan, tmp_path / "to")
    assert len(found.replies) == require_whole(tmp_path) == 1
    assert not found.troubles
