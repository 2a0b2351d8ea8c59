"""What administrations read in proposals, from the one table of all that they read
(`allocator.inputs.round.texts`)."""

from collections.abc import Iterable
from datetime import date

from allocator.inputs.round.texts import LANGUAGES, say

#: How the names of these texts begin in the table.
PREFIX = "proposal."


def text(name: str, language: str, **values: object) -> str:
    """A text in a language, filled in. Values may hold anything: braces in them are text."""
    return say(language, f"{PREFIX}{name}", **values)


def day_words(day: date, language: str) -> str:
    """A date as it is read in a letter: `7 September 2026`."""
    month = text("months", language).split()[day.month - 1]
    first = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return text("date", language, day=first, month=month, year=day.year)


def language_for(spoken: Iterable[str]) -> str:
    """The first of some languages that the table has; English where it has none."""
    return next((language for language in spoken if language in LANGUAGES), LANGUAGES[0])
