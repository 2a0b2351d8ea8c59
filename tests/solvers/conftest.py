"""Solver processes that fail, in the place of the real ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from allocator.solvers import crew, process

STAND_IN = Path(__file__).parent / "stand_in.py"

#: What a stand-in does, and what is said of it.
WAYS = {
    "aborts": "ended with signal 6 (SIGABRT) (Check failed: all is well)",
    "is killed": "ended with signal 9 (SIGKILL, as where memory is short)",
    "crashes": "ended with signal 11 (SIGSEGV)",
    "hangs": "did not end at its limit and was ended",
    "writes garbage": "sent what cannot be read and was ended",
    "writes a broken pickle": "sent what cannot be read and was ended",
    "talks nonsense": "gave an answer that makes no sense and was ended",
    "runs out of memory": "failed: MemoryError",
    "exits at once": "ended without an answer, with exit code 3",
}

Failing = Callable[..., None]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Failing]:
    """Called with a way and solvers, has these fail in that way from now on; hangs are noticed soon."""
    own = crew._Crew()
    monkeypatch.setattr(crew, "_crew", own)
    monkeypatch.setattr(process, "_BOOT", STAND_IN)

    def fail(how: str, *solvers: str) -> None:
        if how == "hangs":
            monkeypatch.setattr(crew, "_LATE", 0.2)
            monkeypatch.setattr(crew, "_PER_WORK", 1.0)
            monkeypatch.setattr(crew, "_WORK", 0.0)
            monkeypatch.setattr(crew, "_UNCOUNTED", 1.0)
        monkeypatch.setenv("STAND_IN", how)
        monkeypatch.setenv("STAND_IN_FOR", " ".join(solvers))

    yield fail
    own.end()
