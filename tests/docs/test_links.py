"""What the documents point at exists: relative links, headings, and files of the project named in text."""

import re
from pathlib import Path

import pytest
from site_hook import GENERATED

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / ".github").rglob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    ]
)
ROOMS = "allocator|tests|benchmarks|docs|models|scenarios|notebooks"

#: Pages that are there once the site is made; that their headings are there holds the strict build.
MADE = {ROOT / "docs" / place for place in GENERATED}

_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_NAMED = re.compile(rf"`((?:{ROOMS})/[\w./-]+)`|^\s*(?:python|pytest)[^\n]*?\s((?:{ROOMS})/[\w./-]+)", re.M)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors that headings get."""
    headings = (heading.lower() for heading in _HEADING.findall(_FENCED.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in headings}


def broken_links(document: Path, text: str) -> list[str]:
    """Relative links that lead nowhere."""
    broken = []
    for link in _LINK.findall(_FENCED.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        headed = anchor and target.suffix == ".md"
        if target in MADE:
            continue
        if not target.exists() or (headed and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    return broken


def missing_files(text: str) -> list[str]:
    """Files and folders of the project that are named and are not there. `NAME` stands for any."""
    named = [first or second for first, second in _NAMED.findall(text)]
    return [name for name in named if "NAME" not in name and not (ROOT / name).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_points_at_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert broken_links(document, text) == []
    assert missing_files(text) == []


def test_a_broken_link_is_seen() -> None:
    text = "[a](../nowhere.md) [b](algorithm.md#no-such-heading) [c](https://x.org) `allocator/gone.py`"
    assert broken_links(ROOT / "docs" / "x.md", text) == ["../nowhere.md", "algorithm.md#no-such-heading"]
    assert missing_files(text) == ["allocator/gone.py"]


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))
