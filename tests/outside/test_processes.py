"""Processes that multiprocessing begins: there whatever became of what copies them, and none is told where to
look for longer than it takes to begin it."""

import os
import sys
from multiprocessing import forkserver, get_context
from pathlib import Path

import pytest

from allocator.outside.processes import begin, nothing_beside

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


def begun_in(mark: Path) -> str:
    """The kind of process that was begun, which has done what it was to do."""
    process = begin(get_context("forkserver"), mark.touch)
    process.join(60)
    assert process.exitcode == 0 and mark.exists()
    return type(process).__name__


@LINUX
def test_where_no_copy_is_to_be_had_a_process_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert begun_in(tmp_path / "copied") == "ForkServerProcess"
    server = forkserver._forkserver  # type: ignore[attr-defined]
    monkeypatch.setattr(server, "_forkserver_address", str(tmp_path / "swept"))
    assert begun_in(tmp_path / "anew") == "SpawnProcess"


def test_this_process_itself_looks_where_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    with nothing_beside():
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert "PYTHONSAFEPATH" not in os.environ
    monkeypatch.setenv("PYTHONSAFEPATH", "yes")
    with pytest.raises(ValueError, match="went wrong"), nothing_beside():
        raise ValueError("went wrong")
    assert os.environ["PYTHONSAFEPATH"] == "yes"
