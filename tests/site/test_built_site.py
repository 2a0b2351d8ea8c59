"""The built site: nothing is loaded from elsewhere, no link is broken, the search works from a disk."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

from tests.site.conftest import Page

_FAR = re.compile(r"(https?:)?//")


def broken(path: Path, page: Page, pages: dict[Path, Page]) -> list[str]:
    """Links of a page inside the site that lead nowhere."""
    found = []
    for link in page.links:
        target, _, anchor = unquote(link).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = (path.parent / target).resolve() if target else path
        if not there.is_file() or (anchor and there in pages and anchor not in pages[there].anchors):
            found.append(link)
    return found


def test_no_page_loads_anything_from_elsewhere(pages: dict[Path, Page]) -> None:
    assert len(pages) > 35
    far = {path.name: [each for each in page.loads if _FAR.match(each)] for path, page in pages.items()}
    assert {name: loads for name, loads in far.items() if loads} == {}
    assert not any(
        "mermaid" in page.classes for page in pages.values()
    )  # its script would come from elsewhere


def test_no_style_loads_anything_from_elsewhere(site: Path) -> None:
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    assert styles
    assert not any(re.search(r"url\(['\"]?(https?:)?//|@import", style) for style in styles)


def test_no_link_is_broken(pages: dict[Path, Page]) -> None:
    found = {path.name: broken(path, page, pages) for path, page in pages.items() if path.name != "404.html"}
    assert {name: links for name, links in found.items() if links} == {}


def test_a_broken_link_and_a_far_script_are_seen(site: Path, pages: dict[Path, Page]) -> None:
    planted = Page(
        '<a href="nowhere.html"></a><a href="#nothing"></a><script src="https://x.org/y.js"></script>'
    )
    assert broken(site / "index.html", planted, pages) == ["nowhere.html", "#nothing"]
    assert [load for load in planted.loads if _FAR.match(load)] == ["https://x.org/y.js"]


def test_the_search_needs_no_server(site: Path, pages: dict[Path, Page]) -> None:
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    entries = json.loads(index.removeprefix("var __index = "))["docs"]
    assert any("is ambiguous" in entry["text"] for entry in entries)
    front = pages[site / "index.html"]
    assert [load for load in front.loads if "iframe-worker" in load] == ["assets/iframe-worker.js"]


def test_every_picture_is_there_and_has_words(site: Path) -> None:
    for path in site.rglob("*.html"):
        for picture in re.findall(r"<img [^>]*>", path.read_text(encoding="utf-8")):
            assert re.search(r'alt="[^"]{5,}"', picture), f"{path.name}: {picture[:80]}"


def test_formulas_are_shown_without_a_script(site: Path) -> None:
    text = (site / "models" / "index.html").read_text(encoding="utf-8")
    assert text.count("<math") > 100
    assert "\\sum" not in text
