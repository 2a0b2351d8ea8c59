"""A desk in a process that is a copy of one that has everything imported: there in a tenth of the time."""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from allocator.app import searching

_FORKED = multiprocessing.get_context("forkserver")
# One process is copied for all that is begun here: for searches, which say so when imported, and for desks.
_FORKED.set_forkserver_preload(
    ["allocator.cli.app", "allocator.app.server", "allocator.app.pages", *searching.IMPORTED_BEFORE]
)


class ForkedProcess:
    """`allocator` with some words, with what a test asks of a `subprocess.Popen`."""

    def __init__(self, words: Sequence[str], log: Path, folder: Path) -> None:
        # NiceGUI serves from no other process than one of this name.
        self._process = _FORKED.Process(target=_run, args=(words, log, folder), name="MainProcess")
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self, timeout: float) -> None:
        self._process.join(timeout)
        assert self._process.exitcode is not None, f"still there after {timeout} s"


def _run(words: Sequence[str], log: Path, folder: Path) -> None:
    with log.open("wb") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    os.chdir(folder)
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # the page would believe that it is tested from inside
    sys.argv[:] = ["allocator", *words]
    from allocator.cli import main

    main()
