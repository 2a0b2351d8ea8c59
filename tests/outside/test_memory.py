"""Memory handed back: asked of the C library after much work alone, and missed by nobody where it cannot."""

import ctypes
from types import SimpleNamespace

import pytest

from allocator.outside.memory import give_back

MUCH = 1 << 30


def test_the_library_is_asked_after_much_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(malloc_trim=asked.append))
    give_back(1_000)
    assert not asked
    give_back(MUCH)
    assert asked == [0]


@pytest.mark.parametrize("library", [SimpleNamespace(), None])
def test_where_it_cannot_nothing_happens(
    library: SimpleNamespace | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(_: object) -> SimpleNamespace:
        if library is None:
            raise OSError
        return library

    monkeypatch.setattr(ctypes, "CDLL", opened)
    give_back(MUCH)
