"""What reports and pictures say, in English, French and Spanish: the one table `phrases.csv`."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from allocator.errors import Fault, InputError
from allocator.outside.translations import translations

LANGUAGES = ("en", "fr", "es")

#: Thousands are parted by these; French has a narrow space that does not break.
_MARKS = {"en": ",", "fr": "\u202f", "es": "."}
_FIRM = "\u00a0"  # a blank at which no line ends
_NONE_IS_SINGULAR = "fr"  # zéro mission


class Phrases:
    """The texts of one language, `say("asked", title="...")`; numbers, days and lists as it writes them."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            message = f"is no language of reports and pictures; take one of {', '.join(LANGUAGES)}"
            raise InputError("language", [Fault(place=str(language), message=message)])
        self.language = language
        table = translations("allocator.report", "phrases.csv")
        self._texts = {key: row[language] for key, row in table.items()}

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under a key, its places filled; KeyError for a key that the table does not have."""
        return self._texts[key].format(**values)

    def get(self, key: str, otherwise: str) -> str:
        """The text under a key, or another one where the table has none."""
        return self._texts.get(key, otherwise)

    def plain(self) -> Iterator[tuple[str, str]]:
        """Every text without a place, with its key."""
        return ((key, text) for key, text in self._texts.items() if "{" not in text)

    def number(self, number: int) -> str:
        """`12,345`, as the language writes it."""
        return f"{number:,}".replace(",", _MARKS[self.language])

    def counted(self, noun: str, number: int) -> str:
        """`1 request`, `12 requests`; the nouns stand in the table as `count.requests.one` and `.many`."""
        single = abs(number) == 1 or (number == 0 and self.language == _NONE_IS_SINGULAR)
        form = "one" if single else "many"
        return f"{self.number(number)} {self._texts[f'count.{noun}.{form}']}"

    def percent(self, share: float) -> str:
        """A share as whole percent."""
        return f"{share:.0%}" if self.language == "en" else f"{100 * share:.0f}\u00a0%"

    def day(self, day: date) -> str:
        """`5 Oct 2026`."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def span(self, first: date, last: date) -> str:
        """`5-9 Oct 2026`, `28 Sep - 2 Oct 2026`, in one piece."""
        return self._span(first, last).replace(" ", _FIRM)

    def _span(self, first: date, last: date) -> str:
        month = self.months[first.month - 1]
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}\u2013{self.day(last)}"
        begin = f"{first.day} {month}" if first.year == last.year else self.day(first)
        return f"{begin} \u2013 {self.day(last)}"

    def month(self, day: date) -> str:
        """`October`, the month of a day."""
        return self._texts[f"month.{day.month}"]

    @property
    def months(self) -> list[str]:
        """The short names of the twelve months."""
        return self._texts["months"].split(" ")

    def listed(self, names: Iterable[str], most: int = 6) -> str:
        """`A, B and C`; of many the first, and how many more."""
        names = list(names)
        if len(names) > most:
            return f"{', '.join(names[:most])} {self('more', n=self.number(len(names) - most))}"
        last = f" {self('and')} "
        return last.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@cache
def phrases(language: str = "en") -> Phrases:
    """The texts of a language. Raises InputError for one that is not there."""
    return Phrases(language)
