"""Every text that an administration reads: the table of translations beside this module, a row per text.

Where a text has fields, all languages have the same ones. The reader of replies knows the headers, the titles
of sheets and the answers of every language, whichever a workbook was sent out in.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

#: The languages of the table, as its columns.
LANGUAGES: Final = ("en", "fr", "es", "pt")


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """The whole table: by text, by language."""
    text = files("allocator.inputs.round").joinpath("texts.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return MappingProxyType({row.pop("text"): MappingProxyType(row) for row in rows})


def say(language: str, text: str, **fields: object) -> str:
    """A text in a language of LANGUAGES. Raises KeyError for a text that is not in the table."""
    return texts()[text][language].format(**fields)


def in_all(text: str) -> tuple[str, ...]:
    """A text in every language."""
    return tuple(texts()[text][language] for language in LANGUAGES)
