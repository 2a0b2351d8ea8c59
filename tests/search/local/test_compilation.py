"""When the compiled code is waited for, and what is said where it cannot be compiled or kept."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest

import allocator
from allocator.plan.allocation import Allocation
from allocator.search.local import compilation, is_ready
from allocator.search.progress import Progress
from tests.tiny_plans import MODELS

ROOT = Path(__file__).resolve().parents[3]
MOMENT = 0.3  # seconds
Call = Callable[[Callable[[], None]], None]


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> Callable[[Call], None]:
    """Puts something in the place of loading and compiling, as if nothing had been tried."""

    def put(call: Call) -> None:
        monkeypatch.setattr(compilation, "_call", call)
        fresh = {
            "_ended": Event(),
            "_known": Event(),
            "_begun": Lock(),
            "_usable": [],
            "_untold": [],
            "_noted": [],
            "_compiles": Event(),
            "_moments": [],
        }
        for name, value in fresh.items():
            monkeypatch.setattr(compilation, name, value)

    return put


def test_code_that_is_loaded_is_waited_for(instead: Callable[[Call], None]) -> None:
    instead(lambda takes_long: time.sleep(MOMENT))
    began = time.perf_counter()
    assert is_ready()
    assert time.perf_counter() - began >= MOMENT


def test_code_that_is_compiled_is_waited_for_only_when_asked(instead: Callable[[Call], None]) -> None:
    done = Event()

    def compile_all(takes_long: Callable[[], None]) -> None:
        takes_long()
        done.wait()

    instead(compile_all)
    assert not is_ready()
    assert not is_ready()
    done.set()
    assert is_ready(wait=True)
    assert is_ready()


def test_a_search_that_compiling_kept_waiting_says_so(instead: Callable[[Call], None]) -> None:
    year = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    done = Event()

    def compile_all(takes_long: Callable[[], None]) -> None:
        takes_long()
        done.wait()

    def said(**options: Any) -> str:
        result = allocator.solve(year, MODELS["national"], workers=1, **options)
        return " ".join(result.provenance.incidents)

    def hinder(progress: Progress) -> bool:
        return False

    instead(compile_all)
    assert "was ready only after the end: another run" in said(on_progress=hinder)

    def let_go(progress: Progress) -> bool:
        done.set()
        is_ready(wait=True)
        return False

    assert re.search(r"was ready only after \d+ s: another run", said(on_progress=let_go))
    assert not said(on_progress=hinder)  # compiled by now
    instead(lambda takes_long: takes_long())
    assert not said(effort=1, on_progress=hinder)  # waits for it
    instead(lambda takes_long: None)
    assert not said(on_progress=hinder)


def test_fixed_work_waits_for_it_from_a_known_allocation_as_well(instead: Callable[[Call], None]) -> None:
    year = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    first = allocator.solve(year, MODELS["national"], workers=1, effort=1, on_progress=lambda _: False)
    few = Allocation(missions=first.allocation.missions[:20])

    def compile_all(takes_long: Callable[[], None]) -> None:
        takes_long()
        time.sleep(MOMENT)

    instead(compile_all)
    options: dict[str, Any] = {"workers": 1, "effort": 1, "on_progress": lambda _: False}
    found = allocator.solve(year, MODELS["national"], start=few, **options)
    assert len(found.allocation.missions) > 60  # those that fit in beside


def test_a_machine_that_cannot_compile_searches_without(instead: Callable[[Call], None]) -> None:
    def refuse(takes_long: Callable[[], None]) -> None:
        raise RuntimeError("this processor is not known")

    instead(refuse)
    with pytest.warns(RuntimeWarning, match="left out: RuntimeError: this processor is not known"):
        assert not is_ready(wait=True)
    assert not is_ready()  # said once
    year = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    result = allocator.solve(year, MODELS["national"], workers=1, on_progress=lambda progress: False)
    assert result.status == "interrupted"  # with the first allocation
    assert len(result.allocation.missions) > 100


def test_code_that_cannot_be_kept_is_used_and_the_place_named(
    monkeypatch: pytest.MonkeyPatch, instead: Callable[[Call], None]
) -> None:
    from allocator.search.local import compiler

    assert is_ready(wait=True)
    shelf = compiler.usual_shelf()
    shelf.refused = "/some/folder (Read-only file system)"
    monkeypatch.setattr(compiler, "usual_shelf", lambda: shelf)
    instead(compilation._call)
    with pytest.warns(RuntimeWarning, match=r"cannot be kept in /some/folder \(Read-only file system\)"):
        assert is_ready(wait=True)


IN_A_FRESH_PROCESS = """
import sys, time
from pathlib import Path
from allocator.search.local import compiler, is_ready
from allocator.search.local.shelf import Shelf
folder = Path(sys.argv[1])
compiler.usual_shelf = lambda: Shelf([folder], compiler._sources())
print("at once" if is_ready() else "later", is_ready(wait=True))
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with everything compiled in it."""
    from allocator.search.local import compiler

    assert is_ready(wait=True)
    shelf = compiler.usual_shelf()
    for folder in reversed(shelf.folders):
        for file in folder.glob("*.compiled"):
            if shelf.read(file.name) is not None:  # not of another Python or processor
                shutil.copy(file, tmp_path)
    return tmp_path


def test_damaged_files_are_compiled_anew_without_a_word(kept: Path) -> None:
    """Cut short, as by a full disk, and with a wrong byte in the machine code, which would crash."""
    (short,) = kept.glob("changes.close_items-*.compiled")
    short.write_bytes(short.read_bytes()[:5000])
    (wrong,) = kept.glob("guided_ejection.remove_missions_of-*.compiled")
    content = bytearray(wrong.read_bytes())
    content[len(content) // 2] ^= 0xFF
    wrong.write_bytes(content)
    for expected in ("later True", "at once True"):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", IN_A_FRESH_PROCESS, str(kept)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.stdout.strip(), done.stderr, done.returncode) == (expected, "", 0)
