"""The table of translations is whole, and no header can be taken for another."""

import string

import pytest

from allocator.inputs.round.parts import PARTS, Part, identity_in, identity_line
from allocator.inputs.round.texts import LANGUAGES, in_all, texts
from allocator.tables.schema import normalised

#: The same word in two languages.
COGNATES = 0.35


@pytest.mark.parametrize("text", sorted(texts()))
def test_every_text_is_there_in_every_language_with_the_same_fields(text: str) -> None:
    row = texts()[text]
    assert set(row) == set(LANGUAGES)
    assert all(row[language].strip() for language in LANGUAGES)
    fields = {language: {name for _, name, _, _ in string.Formatter().parse(row[language]) if name}
              for language in LANGUAGES}  # fmt: skip
    assert len(set(map(frozenset, fields.values()))) == 1, fields


@pytest.mark.parametrize("other", LANGUAGES[1:])
def test_texts_are_translated(other: str) -> None:
    same = [text for text, row in texts().items() if row[other] == row["en"]]
    assert len(same) < COGNATES * len(texts()), same


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_header_names_one_column_of_its_sheet(part: Part) -> None:
    named: dict[str, set[str]] = {}
    for field in part.fields:
        for header in in_all(f"header.{field.name}"):
            named.setdefault(normalised(header), set()).add(field.name)
    assert all(len(fields) == 1 for fields in named.values()), named


def test_titles_are_names_that_excel_takes_and_differ() -> None:
    for language in LANGUAGES:
        titles = [texts()[f"sheet.{name}"][language] for name in ("start", *PARTS)]
        assert len({title.casefold() for title in titles}) == len(titles)
        assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in titles)


@pytest.mark.parametrize("code", ["KEN", "A | B", "two words", "é"])
def test_the_identity_is_read_back(code: str) -> None:
    assert identity_in(identity_line(code, "0a1b", "releases")) == (code, "0a1b", "releases")
