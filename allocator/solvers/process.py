"""One solver process as its parent sees it: started, spoken to, and ended."""

import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Literal

import numpy

from allocator.solvers.children.line import GarbledError, receive, send
from allocator.solvers.children.serve import IDLE

Solver = Literal["cp_sat", "highs"]

_BOOT = Path(__file__).parent / "children" / "boot.py"
_FRESH = 0.75 * IDLE  # seconds at rest after which it may be about to end by itself
_WORDS = 200  # characters of what it wrote on standard error, at most


class Ended:
    """Comes instead of a message when there will be none any more. `garbled`: what came last was none."""

    def __init__(self, *, garbled: bool) -> None:
        self.garbled = garbled


class Process:
    """A solver process. Messages of it come into `heard`; sending never waits for it.

    Raises OSError where the system starts none.
    """

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._to_send: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._complaints = _scratch_file()
        self._child = subprocess.Popen(
            _command(solver), bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._complaints or subprocess.DEVNULL, env=_environment(), cwd=_BOOT.parent, **_apart(),
        )  # fmt: skip
        self.jobs = 0
        self._rests_since = time.monotonic()
        for work in (self._listen, self._speak):
            threading.Thread(target=work, daemon=True).start()

    def begin(self, job: object) -> int:
        """Send a job; its number, which all that is said of it bears."""
        self.jobs += 1
        self._to_send.put(("job", self.jobs, job))
        return self.jobs

    def stop(self, number: int) -> None:
        """Ask for an early end of a job."""
        self._to_send.put(("stop", number, None))

    def rest(self) -> None:
        """Its job is done."""
        self._rests_since = time.monotonic()

    @property
    def usable(self) -> bool:
        """Whether it lives, and will not end for want of work just now."""
        return self._child.poll() is None and time.monotonic() < self._rests_since + _FRESH

    def end(self) -> None:
        """End it at once."""
        self._child.kill()
        self._child.wait()
        self._to_send.put(None)
        if self._complaints is not None:
            self._complaints.close()

    def obituary(self) -> str:
        """How it ended by itself, in words, with the last that it said. It is ended if it has not yet."""
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(1.0)
        code = self._child.poll()
        said = _last_words(self._complaints)
        self.end()
        return _how_it_ended(code) + (f" ({said})" if said else "")

    def _listen(self) -> None:
        assert self._child.stdout is not None
        garbled = False
        with self._child.stdout as line:
            try:
                while True:
                    self.heard.put(receive(line))
            except (EOFError, OSError):
                pass
            except (GarbledError, MemoryError):
                garbled = True
        self.heard.put(Ended(garbled=garbled))

    def _speak(self) -> None:
        assert self._child.stdin is not None
        with suppress(OSError), self._child.stdin as line:  # it ended; the other thread hears of that
            while (message := self._to_send.get()) is not None:
                send(line, message)
                del message  # its arrays, while nothing is sent


def _command(solver: Solver) -> list[str]:
    """Never with the working folder or a script's folder to import from, which may hold any files. Besides
    Python's own folders it looks where this process has its packages from."""
    return [sys.executable, "-P", str(_BOOT), solver, str(Path(numpy.__file__).parents[1])]


def _environment() -> dict[str, str]:
    """Ours, less what in PYTHONPATH means the working folder or is counted from it."""
    environment = dict(os.environ)
    folders = environment.pop("PYTHONPATH", "").split(os.pathsep)
    kept = [folder for folder in folders if Path(folder).is_absolute()]
    return {**environment, "PYTHONPATH": os.pathsep.join(kept)} if kept else environment


def _apart() -> dict[str, Any]:
    """Out of reach of the terminal's signals, and without a window."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _scratch_file() -> IO[bytes] | None:
    """Where it may complain; None where there is no room for that."""
    try:
        return tempfile.TemporaryFile(buffering=0)
    except OSError:
        return None


def _last_words(complaints: IO[bytes] | None) -> str:
    """The line that says why: a failed check of the solver, else the last one."""
    if complaints is None:
        return ""
    with suppress(OSError, ValueError):
        complaints.seek(0)
        lines = [line.strip() for line in complaints.read().decode("utf-8", "replace").splitlines()]
        lines = [line for line in lines if line]
        failed = [line for line in lines if line.startswith("Check failed")]
        return (failed or lines[-1:] or [""])[-1][:_WORDS]
    return ""


def _how_it_ended(code: int | None) -> str:
    if code is None:
        return "closed its line and was ended"
    if code >= 0:
        return f"ended without an answer, with exit code {code}"
    with suppress(ValueError):
        name = signal.Signals(-code).name
        short = ", as where memory is short" if name == "SIGKILL" else ""
        return f"ended with signal {-code} ({name}{short})"
    return f"ended with signal {-code}"
