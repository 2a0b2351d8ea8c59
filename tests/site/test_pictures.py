"""The pictures of README and gallery say what the program says of the results that are kept."""

import re
from html import unescape

import pytest
from make_pictures import FOLDER, drawings

import allocator

_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def texts(svg: str) -> list[str]:
    """All that is written in a picture."""
    return sorted(unescape(_TAG.sub("", text)) for text in _TEXT.findall(svg))


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return {name: allocator.plot.svg_of(draw()) for name, draw in drawings().items()}


def test_every_picture_is_drawn_and_no_other_lies_there(drawn: dict[str, str]) -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(drawn)


@pytest.mark.parametrize("name", ["calendar", "map", "compare", "load", "budget", "gap"])
def test_a_picture_is_current(name: str, drawn: dict[str, str]) -> None:
    """After a change: `python docs/make_pictures.py` draws them again."""
    written = texts((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    assert len(written) > 5
    assert written == texts(drawn[name])
