"""A served desk, and a browser in front of it that reaches nothing else."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator.app.desk import Desk
from allocator.store import RunStore
from tests.app.forked import ForkedProcess
from tests.cli.conftest import FIRST_STEPS, ROOT

_PLACES = (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser"))
CHROMIUM = next((path for path in _PLACES if path.exists()), None)
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_OWN = ("http://127.0.0.1:", "data:", "blob:")
_PATIENCE = 90.0  # seconds until a desk is served on a machine that is busy


def _as_typed(words: list[str], said: Path, beside: Path | None) -> subprocess.Popen[bytes]:
    """The command in a process of its own, with the modules of `beside` before all others."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, filter(None, (beside, ROOT))))}
    environment.pop("PYTEST_CURRENT_TEST", None)  # the page would believe that it is tested from inside
    command = [sys.executable, "-m", "allocator", *words]
    with said.open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=said.parent, env=environment)


class Served:
    """`allocator serve` as a process of its own."""

    def __init__(
        self, store: Path, *words: str | Path, typed: bool = False, beside: Path | None = None
    ) -> None:
        """`typed`: started as in a terminal, not forked; `beside`, too, with a folder of modules."""
        command = ["serve", *map(str, words), "--no-open", "--store", str(store)]
        self._log = said = store.with_name(f"{uuid.uuid4().hex}.log")
        said.touch()
        self.process: subprocess.Popen[bytes] | ForkedProcess
        if typed or beside is not None:
            self.process = _as_typed(command, said, beside)
        else:
            self.process = ForkedProcess(command, said, store.parent)
        until = time.monotonic() + _PATIENCE
        while not (found := re.search(r"http://\S+(?=\n)", said.read_text(encoding="utf-8"))):
            assert self.process.poll() is None and time.monotonic() < until, said.read_text(encoding="utf-8")
            time.sleep(0.1)
        self.address = found[0]

    @property
    def said(self) -> str:
        """Whatever it has printed."""
        return self._log.read_text(encoding="utf-8")

    def end(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(timeout=30)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Serve a desk over one store; all are ended."""
    running: list[Served] = []

    def start(*words: str | Path, typed: bool = False, beside: Path | None = None) -> Served:
        running.append(Served(tmp_path / "runs.sqlite", *words, typed=typed, beside=beside))
        return running[-1]

    yield start
    for each in running:
        sys.stdout.write(each.said)  # shown where the test fails
        if each.process.poll() is None:
            each.end(signal.SIGKILL)


@pytest.fixture(scope="session")
def _solved_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run store with a desk on which the small sample is solved."""
    desk = Desk.opened(RunStore(tmp_path_factory.mktemp("desk") / "runs.sqlite"))
    desk.open(FIRST_STEPS)
    assert desk.plan is not None
    desk.take(allocator.solve(desk.plan, desk.model, time_limit=20), [], "solved")
    return desk.store.path


@pytest.fixture
def solved_store(tmp_path: Path, _solved_once: Path) -> RunStore:
    """A store of its own of such a desk, where `served` looks for it."""
    path = tmp_path / "runs.sqlite"
    with sqlite3.connect(_solved_once) as there, sqlite3.connect(path) as here:
        there.backup(here)
    return RunStore(path)


@pytest.fixture
def solved_page(page: Any, solved_store: RunStore, served: "Callable[..., Served]") -> Any:
    """A page on which the small sample is solved."""
    del solved_store
    page.goto(served().address)
    page.get_by_role("grid").wait_for(timeout=60_000)
    return page


@pytest.fixture(scope="module")  # its loop would stand in the way of other tests
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield launched
        launched.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any) -> Generator[None, Any, Any]:
    """What the page shows stands below the failure of a test."""
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and page is not None:
        with suppress(Exception):  # a page that is gone must not hide why the test failed
            report.sections.append(("the page", page.inner_text("body")))
    return report


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of 1280 x 900. What it asks of another machine fails the test, and so does an error in it.
    Nothing slides: a button that moves below the mouse is not clicked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    wrong: list[str] = []
    opened = context.new_page()
    opened.on("request", lambda request: None if request.url.startswith(_OWN) else wrong.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []
