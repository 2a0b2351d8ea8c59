"""What the page says, in English and French: the table `texts.csv`, the phrases of reports behind it, and
what the library says in English, as far as its own table has it."""

from dataclasses import replace
from functools import cache

from allocator.errors import AllocatorError, Fault, InputError
from allocator.outside.translations import translations
from allocator.report.phrases import Phrases
from allocator.report.said import said
from allocator.tables import SHEETS

#: The languages of the page, as its planners call them.
LANGUAGES = {"en": "English", "fr": "Français"}
_SPOKEN = "en"  # what the library speaks


_SHEETS = frozenset(sheet.name for sheet in SHEETS)


class Texts(Phrases):
    """The texts of the page in one language, `say("served", of=6)`, beside those of reports."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            message = f"is no language of the page; take one of {', '.join(LANGUAGES)}"
            raise InputError("language", [Fault(place=str(language), message=message)])
        super().__init__(language)
        table = translations("allocator.app", "texts.csv")
        self._texts = {**self._texts, **{key: row[language] for key, row in table.items()}}

    def found(self, text: str) -> str | None:
        """What the library says in English, line by line in the language of the page; None where its table
        does not have all of it."""
        if self.language == _SPOKEN:
            return text
        lines = [said(self.language)(line) if line else line for line in text.split("\n")]
        return None if None in lines else "\n".join(map(str, lines))

    def place(self, fault: Fault) -> str:
        """Where a fault is; the names of sheets stay as the workbook has them."""
        return fault.place if fault.place in _SHEETS else self.said(fault.place)

    def of_fault(self, fault: Fault) -> str | None:
        """A fault with its place; None where the language has no words for it."""
        if self.language == _SPOKEN:
            return str(fault)
        also = str(fault).removeprefix(str(replace(fault, also=()))).removeprefix("; ")
        said = [self.found(fault.message), *([self.found(also)] if also else [])]
        column = f" ({fault.column})" if fault.column else ""
        place = f"{self.place(fault)}{column}{self('colon')} "
        return None if None in said else place + self("joint").join(map(str, said))

    def of_error(self, error: AllocatorError) -> str | None:
        """Why something is not done, a line for each fault; None where not all of it can be said."""
        if self.language == _SPOKEN or not isinstance(error, InputError):
            return self.found(str(error))
        lines = [self.found(str(error).partition("\n")[0]), *map(self.of_fault, error.faults)]
        return None if None in lines else "\n  ".join(map(str, lines))

    def said(self, text: str) -> str:
        """The same; the English where there is nothing else."""
        return self.found(text) or text


@cache
def texts(language: str) -> Texts:
    """The texts of a language of LANGUAGES. Raises InputError for another."""
    return Texts(language)


def defect_words(error: Exception) -> str:
    """What is said of an error that nobody has foreseen."""
    return f"A defect of the program: {type(error).__name__}: {error}"
