"""Results that pages are made of, and what a reader sees of a page."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator import plot  # noqa: F401  # loaded before modules are exchanged below: it loads only once
from allocator.report.result import Result
from tests.report.results_by_hand import explained_by_hand, first_steps


class Seen(HTMLParser):
    """The texts of a page, but for its styles; its elements; and whatever it would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[str] = []
        self.fetched: list[str] = []
        self._in_style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._in_style = tag == "style"
        for name, value in attrs:
            if name in ("src", "srcset", "data", "action") or (name.endswith("href") and value):
                self.fetched += [] if (value or "").startswith("#") else [value or ""]
            self.elements += [name] if name.startswith("on") else []

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


Written = Callable[..., Seen]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a page and look at it."""

    def write(result: Result, *others: Result, **options: Any) -> Seen:
        path = tmp_path / "report.html"
        with explained_by_hand():
            allocator.write_report(result, path, *others, **options)
        return Seen(path.read_text(encoding="utf-8"))

    return write


@pytest.fixture(scope="session")
def four() -> Result:
    """Four missions of six requests; every expert has a day cost of its own, so that amounts tell people."""
    result = first_steps()
    people = {
        code: replace(each, day_cost=1009 + 211 * number, name=f"Person {code}")
        for number, (code, each) in enumerate(result.plan.experts.items())
    }
    return Result.of(replace(result, plan=replace(result.plan, experts=people)))
