"""The page in a real browser: on a screen, on a telephone, on paper, without scripts, without a network."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import allocator
from allocator.report.result import Result
from tests.report.results_by_hand import explained_by_hand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: Nothing serious is overlooked; what axe calls minor or moderate is shown by a test that fails.
SERIOUS = {"serious", "critical"}

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="there is no Chromium: apt-get install chromium"
)


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, four: Result) -> dict[str, Path]:
    """A page of everything with a comparison, and one for each kind of reader."""
    folder = tmp_path_factory.mktemp("pages")
    readers = {"donor": "ESA-FUND", "administration": "KEN", "member": "ZMB"}
    with explained_by_hand():
        allocator.write_report(four, folder / "whole.html", four, names=["one", "two"])
        for kind, code in readers.items():
            allocator.write_report(four, folder / f"{kind}.html", reader=(kind, code))
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture(params=["whole", "donor", "administration", "member"])
def path(request: pytest.FixtureRequest, pages: dict[str, Path]) -> Path:
    return pages[request.param]


def opened(browser: "Browser", path: Path, width: int, **options: Any) -> "Page":
    """The page in a window; whatever it asks for but itself fails, and fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url))
    page.on("console", lambda each: asked.append(each.text))
    context.route(re.compile("^(?!file:)"), lambda route: route.abort())
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_fits_its_window(chromium: "Browser", path: Path, width: int) -> None:
    page = opened(chromium, path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").bounding_box() is not None
    lead = page.locator(".lead").bounding_box()
    assert lead is not None and lead["y"] < 400
    page.context.close()


def test_the_points_stand_on_the_first_screen(chromium: "Browser", pages: dict[str, Path]) -> None:
    page = opened(chromium, pages["whole"], 1280)
    box = page.locator(".points").bounding_box()
    assert box is not None and box["y"] + box["height"] < 900
    page.context.close()


def test_a_page_works_without_scripts(chromium: "Browser", path: Path) -> None:
    page = opened(chromium, path, 1280, java_script_enabled=False)
    assert page.locator("svg").first.is_visible()
    assert page.locator("tbody tr").first.is_visible()
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious_bars_anybody(chromium: "Browser", path: Path, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(chromium, path, width)
    found = axe.run(page).response["violations"]
    told = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in SERIOUS]
    assert told == []
    page.context.close()


def test_on_paper_the_heads_of_tables_are_repeated_and_nothing_is_cut(
    chromium: "Browser", pages: dict[str, Path], tmp_path: Path
) -> None:
    page = opened(chromium, pages["whole"], 1280)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8
    page.context.close()


def test_texts_of_pictures_can_be_marked(chromium: "Browser", pages: dict[str, Path]) -> None:
    page = opened(chromium, pages["whole"], 1280)
    name = page.locator("#calendar svg text", has_text="Zambia").first
    marked = name.evaluate(
        "node => { getSelection().selectAllChildren(node); return String(getSelection()) }"
    )
    assert marked == "Zambia"
    page.context.close()
