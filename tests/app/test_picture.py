"""The picture of the desk shows the desk of today: its words are compared, pixels differ from machine to
machine. After a change: `DRAW=1 python -m pytest tests/app/test_picture.py` draws it again."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from make_pictures import FOLDER, results

from allocator.app.desk import Desk
from allocator.inputs.bundled import bundled_plan
from allocator.store import RunStore

PICTURE, WORDS = FOLDER / "desk.png", FOLDER / "desk.txt"
SIZE = {"width": 1280, "height": 850}
LONG = 60_000  # milliseconds
MOST_BYTES = 200_000
ICON = re.compile(r"arrow_[a-z_]+|^close$")
#: The mission that somebody is about to move, and where to.
MOVED, TO = "R069", "2026-12-14"


@pytest.fixture
def year_store(tmp_path: Path) -> RunStore:
    """A store with a desk on which the result of the bundled year lies that the other pictures show."""
    store = RunStore(tmp_path / "runs.sqlite")
    desk = Desk.opened(store)
    desk.open(bundled_plan(), "A typical year")
    desk.take(results()["the bundled year"], [], "as in the pictures")
    return store


def in_the_picture(page: Any) -> list[str]:
    """What is said in sight, line by line; the calendar by the missions in its first rows."""
    head = page.locator("header, [role=status].font-bold, [role=tab]").all_inner_texts()
    missions = page.locator(".desk-calendar .desk-mission").evaluate_all("all => all.map(e => e.title)")
    side = page.get_by_role("region", name="Mission").inner_text()
    lines = (
        ICON.sub("", line).strip() for text in (*head, *missions[:20], side) for line in text.split("\n")
    )
    return [line for line in lines if line]


def test_the_picture_of_the_desk_is_current(page: Any, year_store: RunStore, served: Any) -> None:
    del year_store
    page.set_viewport_size(SIZE)
    page.goto(served().address)
    page.get_by_role("grid").wait_for(timeout=LONG)
    page.get_by_role("button", name=f"{MOVED}: ").first.click()
    page.get_by_label("First day").fill(TO)
    page.get_by_role("button", name="What would it do?").click()
    page.get_by_text("breaks 1 hard rule").wait_for(timeout=LONG)
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)  # until it has scrolled to the mission
    page.get_by_role("tablist").evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 70)")
    page.wait_for_timeout(200)
    shown = in_the_picture(page)
    if os.environ.get("DRAW"):
        page.screenshot(path=PICTURE)
        WORDS.write_text("\n".join(shown) + "\n", encoding="utf-8")
    assert len(shown) > 30
    assert shown == WORDS.read_text(encoding="utf-8").splitlines()
    assert PICTURE.stat().st_size < MOST_BYTES
