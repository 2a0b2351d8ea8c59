"""What the page says, in English and French: the table `texts.csv`, and the phrases of reports behind it."""

import csv
from functools import cache
from importlib.resources import files

from allocator.errors import Fault, InputError
from allocator.report.phrases import Phrases

#: The languages of the page, as its planners call them.
LANGUAGES = {"en": "English", "fr": "Français"}


class Texts(Phrases):
    """The texts of the page in one language, `say("served", of=6)`, beside those of reports."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            message = f"is no language of the page; take one of {', '.join(LANGUAGES)}"
            raise InputError("language", [Fault(place=str(language), message=message)])
        super().__init__(language)
        self._texts = {**self._texts, **_table(language)}


@cache
def texts(language: str) -> Texts:
    """The texts of a language of LANGUAGES. Raises InputError for another."""
    return Texts(language)


@cache
def _table(language: str) -> dict[str, str]:
    text = files("allocator.app").joinpath("texts.csv").read_text(encoding="utf-8")
    return {row["key"]: row[language] for row in csv.DictReader(text.splitlines())}
