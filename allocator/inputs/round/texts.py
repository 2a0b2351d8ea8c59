"""Every text that an administration reads: the table of translations beside this module, a row per text.

Where a text has fields, all languages have the same ones. The reader of replies knows the headers, the titles
of sheets and the answers of every language, whichever a workbook was sent out in.
"""

from collections.abc import Mapping
from typing import Final

from allocator.outside.translations import translations

#: The languages of the table, as its columns.
LANGUAGES: Final = ("en", "fr", "es", "pt")


def texts() -> Mapping[str, Mapping[str, str]]:
    """The whole table: by text, by language."""
    return translations("allocator.inputs.round", "texts.csv")


def say(language: str, text: str, **fields: object) -> str:
    """A text in a language of LANGUAGES. Raises KeyError for a text that is not in the table."""
    return texts()[text][language].format(**fields)


def in_all(text: str) -> tuple[str, ...]:
    """A text in every language."""
    return tuple(texts()[text][language] for language in LANGUAGES)
