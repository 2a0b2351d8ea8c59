"""Which Members the name of an employer names: by code, name, adjective or customs service.

`employers.csv`, compiled by hand: adjectives in English, French and Spanish, in the masculine singular (other
forms are made here), with a few services that have a name of their own; and the abbreviations by which
customs and revenue services call themselves. One that means something else to many people is left out.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from allocator.plan.reference import members, reference_rows

Words = tuple[str, ...]

#: Phrases in which a name means no Member.
_OTHERS = """
indian ocean; ocean indien; oceano indico; west indies; west indian; latin american; new mexico; niger delta
french speaking; english speaking; spanish speaking; british virgin islands; american samoa; northern cyprus
"""
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("", "s", "e", "es", "ne", "nes", "le", "les", "a", "as")


def members_named_in(text: str) -> frozenset[str]:
    """The codes of the Members that a name means; several where it may be any of them, none for none.

    `Kenya Revenue Authority`, `KRA`, `Kenyan Customs`, `Douanes kényanes`, `KEN` all give KEN. Abbreviations
    and codes count in capitals only.
    """
    written = _WORD.findall(text)
    folded = [_fold(word) for word in written]
    phrases, capitals = _phrases(), _capitals()
    found: set[str] = set()
    at = 0
    while at < len(written):
        length = next((n for n in _lengths() if tuple(folded[at : at + n]) in phrases), 0)
        if length:
            found |= phrases[tuple(folded[at : at + length])]
        elif written[at] in capitals:
            found |= capitals[written[at]]
        at += length or 1
    return frozenset(found)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@cache
def _phrases() -> Mapping[Words, frozenset[str]]:
    """Names and adjectives, word by word, and the phrases that mean no Member."""
    found: defaultdict[Words, set[str]] = defaultdict(set)
    for row in reference_rows("members.csv"):
        for name in [row["name"], row["name_fr"], *row["aliases"].split(";")]:
            if not _is_abbreviation(name):
                found[_words(name)].add(row["code"])
    for row in reference_rows("employers.csv"):
        for adjective in row["adjectives"].split(";"):
            for form in _forms(_words(adjective)):
                found[form].add(row["member"])
    found.pop((), None)
    others = {_words(phrase): frozenset[str]() for phrase in re.split("[;\n]", _OTHERS.strip())}
    return MappingProxyType({words: frozenset(codes) for words, codes in found.items()} | others)


@cache
def _capitals() -> Mapping[str, frozenset[str]]:
    """Codes, and abbreviations of countries and services."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code in members():
        found[code].add(code)
    for row in reference_rows("members.csv"):
        for alias in filter(_is_abbreviation, row["aliases"].split(";")):
            found[alias.replace(".", "")].add(row["code"])
    for row in reference_rows("employers.csv"):
        for service in filter(None, row["services"].split(";")):
            found[service].add(row["member"])
    return MappingProxyType({word: frozenset(codes) for word, codes in found.items()})


@cache
def _lengths() -> tuple[int, ...]:
    """Of how many words phrases are, the longest first: `South Sudan` does not mean Sudan."""
    return tuple(sorted({len(words) for words in _phrases()}, reverse=True))


def _is_abbreviation(name: str) -> bool:
    return name.isupper() and len(name.replace(".", "")) <= 4


def _words(text: str) -> Words:
    return tuple(_fold(word) for word in _WORD.findall(text))


def _forms(words: Words) -> Iterator[Words]:
    """An adjective in its genders and numbers, some of which no language has."""
    if not words:
        return
    *before, last = words
    yield from ((*before, form) for form in _inflected(last))


def _inflected(word: str) -> Iterable[str]:
    forms = [word + ending for ending in _ENDINGS]
    return forms + [word[:-1] + ending for ending in ("a", "os", "as")] if word.endswith("o") else forms
