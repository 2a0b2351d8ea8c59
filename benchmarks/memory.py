"""How much memory the process holds, moment by moment."""

import os
import resource
import threading
import time
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_STATM = Path("/proc/self/statm")
_EVERY = 0.02  # seconds between two looks
_MB = 1_000_000


def held() -> float:
    """Resident memory in MB: now, or, where the system does not tell, the most so far."""
    if _STATM.exists():
        return int(_STATM.read_text(encoding="ascii").split()[1]) * _PAGE / _MB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MB


def peak_of_children() -> float:
    """The most that a child process held at once, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / _MB


class Watched:
    """The memory held while a block runs, beyond what was held when it began. Moments are of
    `time.perf_counter`."""

    def __init__(self) -> None:
        self.before = held()
        self.looks: list[tuple[float, float]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watched":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY):
            self.looks.append((time.perf_counter(), held()))

    def peak(self, until: float | None = None) -> float:
        """The most so far in MB beyond the beginning, or the most until a moment."""
        seen = [memory for moment, memory in self.looks if until is None or moment <= until]
        return round(max(seen, default=self.before) - self.before, 1)
