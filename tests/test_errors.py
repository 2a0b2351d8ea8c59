"""The first of many, and how many more; said in one place."""

import re
from pathlib import Path

import pytest

from allocator.errors import enumerated, first_of

PACKAGE = Path(__file__).parents[1] / "allocator"


@pytest.mark.parametrize(
    ("texts", "items", "sentence"),
    [
        ([], [], ""),
        (["a", "b"], ["a", "b"], "a, b"),
        (["a", "b", "c"], ["a", "b", "and 1 more"], "a, b and 1 more"),
        (["a"] * 2002, ["a", "a", "and 2,000 more"], "a, a and 2,000 more"),
    ],
)
def test_the_first_two_of_some(texts: list[str], items: list[str], sentence: str) -> None:
    assert first_of(texts, 2) == items
    assert enumerated(iter(texts), 2) == sentence


def test_what_the_rest_is_can_be_said() -> None:
    assert first_of("abc", 1, of=" of this kind") == ["a", "and 2 more of this kind"]


def test_nobody_else_counts_the_rest() -> None:
    """`and {n} more` with an end of its own: `and 3 more of the files are there already` goes on."""
    written = re.compile(r"and \{[^{}]*\} more(?! of the files)")
    found = {path.name for path in PACKAGE.rglob("*.py") if written.search(path.read_text("utf-8"))}
    assert found == {"errors.py"}
