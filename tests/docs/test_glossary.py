"""Public names, codes and sheets are made of words of the glossary, and the glossary keeps its form."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import allocator
from allocator.goals import GOALS
from allocator.rules import RULES
from allocator.tables.schema import OUTPUT_SHEETS, SHEETS

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"

#: Words of any program; they need no explanation.
PLAIN = {"allocator", "and", "against", "date", "dates", "full", "read", "run", "used", "write"}


def tables() -> list[list[str]]:
    """The first cells of the rows of each table."""
    parts = GLOSSARY.read_text(encoding="utf-8").split("\n## ")[1:]
    return [re.findall(r"^\| (?!word \||---)([^|]+?) \|", part, re.MULTILINE) for part in parts]


def words(name: str) -> Iterator[str]:
    """`preferred_dates` and `SupplyAndDemand` as single words in lower case."""
    for part in re.split(r"[_ ,]+", name):
        yield from (word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", part))


def known() -> set[str]:
    return {word for table in tables() for entry in table for word in words(entry)} | PLAIN


def is_known(word: str, vocabulary: set[str]) -> bool:
    """Whether a word is in the vocabulary, in the singular or the plural."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ies$", "y", word)}
    return not forms.isdisjoint(vocabulary)


NAMES = {
    *allocator.__all__,
    *RULES,
    *(goal.GOAL.code for goal in GOALS),
    *(sheet.name for sheet in SHEETS),
    *OUTPUT_SHEETS,
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_public_name_is_made_of_words_of_the_glossary(name: str) -> None:
    vocabulary = known()
    assert [word for word in words(name) if not is_known(word, vocabulary)] == []


def test_the_tables_are_sorted_and_say_each_word_once() -> None:
    domain, field = tables()
    assert domain == sorted(domain, key=str.casefold)
    assert field == sorted(field, key=str.casefold)
    assert len({*domain, *field}) == len(domain) + len(field)


@pytest.mark.parametrize(("name", "strange"), [("solve_ticket", ["ticket"]), ("WidgetPlan", ["widget"])])
def test_a_name_of_other_words_is_seen(name: str, strange: list[str]) -> None:
    vocabulary = known()
    assert [word for word in words(name) if not is_known(word, vocabulary)] == strange
