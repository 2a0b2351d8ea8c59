"""How fast the planner's desk is, in a real browser: to open, to scroll, and from a drop to its verdict.

    python -m benchmarks.desk [--sizes T,M] [--seconds 40] [--drops 30] [--frames 300]

Each made plan is solved once, laid on a desk and served; Chromium (Playwright, without a window) opens the
page. `open s`: from asking for the page to the calendar, first and again. A frame is the time from one
picture of the screen to the next while the calendar is scrolled by two rows, or by a week, at each: at 60
pictures a second 16.7 ms where nothing lags. `drop`: from the drop of a mission on another week until the
page says which rules that breaks; `server` is the library's part of it, which weeks are open and the verdict,
in this process. All on the clock: the machine has to be at rest. `busy` is what the page's own thread worked
for a picture, or for a drop, in processor time, which depends less on what else the machine does; `held` the
same for a mission that is taken hold of, which shuts weeks, and let go again.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

import allocator
from allocator.app.calendar_rows import rows_of, shut_weeks, start_in
from allocator.app.desk import Desk
from allocator.store import RunStore
from benchmarks.jobs import ROOT
from benchmarks.plans import make_plan
from benchmarks.tables import table

if TYPE_CHECKING:
    from playwright.sync_api import Page

_MODEL = ROOT.parent / "models" / "national.toml"
_HEADERS = (
    "plan", "experts", "requests", "missions", "open s", "again s", "down p50 ms", "down p95 ms", "worst ms",
    "busy ms", "along p50 ms", "along p95 ms", "worst ms", "busy ms", "held busy ms", "server p50 ms",
    "server p95 ms", "drop p50 ms", "drop p95 ms", "busy ms",
)  # fmt: skip
_IN_SIGHT = 15  # rows
_PATIENCE = 120_000  # milliseconds
_FRAMES = """([count, down, along]) => new Promise(done => {
    const box = document.querySelector(".desk-calendar"), frames = [];
    let before = null;
    function frame(now) {
        if (before !== null) frames.push(now - before);
        before = now;
        if (frames.length >= count) return done(frames);
        if (box.scrollTop + box.clientHeight >= box.scrollHeight - 1 && down > 0) box.scrollTop = 0;
        if (box.scrollLeft + box.clientWidth >= box.scrollWidth - 1 && along > 0) box.scrollLeft = 0;
        box.scrollTop += down;
        box.scrollLeft += along;
        requestAnimationFrame(frame);
    }
    requestAnimationFrame(frame);
})"""
#: A mission is held until the weeks are shut in which it cannot start, and let go where it was.
_HELD = """request => new Promise(done => {
    const all = [...document.querySelectorAll(".desk-calendar .desk-mission")];
    const mission = all.find(each => each.textContent.trim() === request);
    const said = document.querySelector(".desk-hidden[role=status]");
    if (!mission) return done();
    new MutationObserver((_, watch) => requestAnimationFrame(() => {
        if (said.textContent) return mission.dispatchEvent(new DragEvent("dragend", {bubbles: true}));
        watch.disconnect();
        done();
    })).observe(said, {childList: true, subtree: true, characterData: true});
    mission.dispatchEvent(new DragEvent("dragstart", {dataTransfer: new DataTransfer(), bubbles: true}));
    setTimeout(done, 10000);
})"""
#: A mission is dropped on another week, as the mouse does it; how long until the page has a verdict on it.
_DROP = """([request, weeks]) => new Promise(done => {
    const all = [...document.querySelectorAll(".desk-calendar .desk-mission")];
    const mission = all.find(each => each.textContent.trim() === request);
    if (!mission) return done(null);
    const cells = [...mission.closest("[role=row]").querySelectorAll("[role=gridcell]")];
    const cell = cells[(cells.indexOf(mission.closest("[role=gridcell]")) + weeks) % cells.length];
    const dataTransfer = new DataTransfer();
    mission.dispatchEvent(new DragEvent("dragstart", {dataTransfer, bubbles: true}));
    const side = document.querySelector(".desk-side"), began = performance.now();
    new MutationObserver((_, watch) => {
        if (!/hard rule/.test(side.textContent)) return;
        watch.disconnect();
        requestAnimationFrame(() => done(performance.now() - began));
    }).observe(side, {childList: true, subtree: true, characterData: true});
    cell.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
    setTimeout(() => done(null), 10000);
})"""


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    rows = [_row(size, asked) for size in asked.sizes]
    print(table(_HEADERS, rows), flush=True)


def _row(size: str, asked: argparse.Namespace) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        desk = _laid(size, asked, Path(folder))
        result = desk.result
        assert result is not None
        moved = _moves(desk, asked.drops)
        server = _server(desk, moved)
        with _served(desk.store.path) as address, _browser() as page:
            opened = [_opened(page, address) for _ in range(2)]
            busy = _Busy(page)
            down = page.evaluate(_FRAMES, [asked.frames, 56, 0])
            down_busy = busy.since() / asked.frames
            along = page.evaluate(_FRAMES, [asked.frames, 0, 52])
            along_busy = busy.since() / asked.frames
            page.evaluate("document.querySelector('.desk-calendar').scrollTop = 0")
            page.locator('.desk-calendar-row[aria-rowindex="1"]').wait_for(timeout=_PATIENCE)
            busy.since()
            for request, _ in moved:
                page.evaluate(_HELD, request)
            held_busy = busy.since() / len(moved)
            drops = [_dropped(page, *move) for move in moved]
            drop_busy = busy.since() / len(moved)
    return (
        size, str(len(result.plan.experts)), str(len(result.plan.open_requests)),
        str(len(result.allocation.missions)), *(f"{seconds:.1f}" for seconds in opened), *_frames(down),
        f"{down_busy:.1f}", *_frames(along), f"{along_busy:.1f}", f"{held_busy:.1f}", *_shares(server),
        *_shares([ms for ms in drops if ms is not None]), f"{drop_busy:.1f}",
    )  # fmt: skip


def _laid(size: str, asked: argparse.Namespace, folder: Path) -> Desk:
    """A desk with the plan, solved."""
    desk = Desk.opened(RunStore(folder / "runs.sqlite"))
    plan = make_plan(size, asked.seed)
    desk.work_on(plan)
    model = allocator.read_model(_MODEL)
    desk.follow(model)
    desk.take(allocator.solve(plan, model, time_limit=asked.seconds), [], "solved")
    return desk


def _moves(desk: Desk, count: int) -> list[tuple[str, int]]:
    """Missions at random of the rows that are in sight at first, and by how many weeks each is moved."""
    assert desk.result is not None
    random, rows = Random(1), rows_of(desk.result, "Member", (), desk.say)
    rows = [row for row in rows if row["count"]][:_IN_SIGHT]
    codes = [mission["request"] for row in rows for week in row["missions"].values() for mission in week]
    return [(random.choice(codes), random.choice((1, 2, 3, 5, 8))) for _ in range(count)]


def _server(desk: Desk, moved: Sequence[tuple[str, int]]) -> list[float]:
    """Milliseconds that the library takes for what a drag asks: the weeks that are shut, then the verdict."""
    assert desk.result is not None
    taken, plan = [], desk.result.plan
    for request, weeks in moved:
        began = time.perf_counter()
        shut_weeks(desk.result, request, desk.say)
        start = desk.result.allocation.by_request[request].start + timedelta(weeks=weeks)
        week = (start - plan.settings.start).days // 7
        day = start_in(desk.result, request, week)
        desk.tried([allocator.Change(request=request, start=day)])
        taken.append(1000 * (time.perf_counter() - began))
    return taken


@contextmanager
def _served(store: Path) -> Iterator[str]:
    """`allocator serve` over a store, by its address."""
    words = [sys.executable, "-m", "allocator", "serve", "--no-open", "--store", str(store)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT.parent) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found is not None, line
            yield found[0]
        finally:
            process.kill()


@contextmanager
def _browser() -> "Iterator[Page]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


class _Busy:
    """The processor time of a page's own thread, in milliseconds."""

    def __init__(self, page: "Page") -> None:
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._before = self._now()

    def _now(self) -> float:
        found = self._tools.send("Performance.getMetrics")["metrics"]
        return 1000 * next(each["value"] for each in found if each["name"] == "TaskDuration")

    def since(self) -> float:
        """What it took since it was last asked."""
        before, self._before = self._before, self._now()
        return self._before - before


def _opened(page: "Page", address: str) -> float:
    """Seconds until the calendar can be used."""
    began = time.perf_counter()
    page.goto(address)
    page.locator(".desk-calendar .desk-mission").first.wait_for(timeout=_PATIENCE)
    return time.perf_counter() - began


def _dropped(page: "Page", request: str, weeks: int) -> float | None:
    """Milliseconds until a drop is judged; None for a mission that is not among the rows in sight."""
    found: float | None = page.evaluate(_DROP, [request, weeks])
    page.get_by_role("region", name="Mission").get_by_role("button", name="Close").click()
    page.get_by_label("First day").wait_for(state="detached")
    return found


def _frames(milliseconds: Sequence[float]) -> tuple[str, ...]:
    return *_shares(milliseconds), f"{max(milliseconds):.1f}"


def _shares(milliseconds: Sequence[float]) -> tuple[str, str]:
    """The median, and what nineteen of twenty stay under."""
    if not milliseconds:
        return "", ""
    return f"{median(milliseconds):.1f}", f"{sorted(milliseconds)[int(0.95 * (len(milliseconds) - 1))]:.1f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--sizes", type=lambda text: text.split(","), default=["T", "M"])
    parser.add_argument("--seed", type=int, default=11, help="of the made plans")
    parser.add_argument("--seconds", type=float, default=40.0, help="for the result that is looked at")
    parser.add_argument("--drops", type=int, default=30, help="missions that are dropped on another week")
    parser.add_argument("--frames", type=int, default=300, help="pictures of the screen while it is scrolled")
    return parser


if __name__ == "__main__":
    main()
