"""What a row says of one month of somebody's releases, and what several rows say together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from allocator.inputs.round.months import Spell, as_answered, in_order, spells_in, text_of
from allocator.inputs.round.replies import Answer
from allocator.inputs.round.row import ReturnedRow
from allocator.inputs.round.states import Key
from allocator.inputs.round.words import day_in
from allocator.tables.cells.cells import is_blank, shown


class CellError(ValueError):
    """A cell, by its field, that cannot be read for sure."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An answer as it stands in a row. `spells` are days of its own, None where it has none."""

    answer: Answer
    spells: tuple[Spell, ...] | None = None


def month_of(key: Key) -> date:
    """The month of a question on releases."""
    return date.fromisoformat(f"{key[1]}-01")


def shown_state(text: str, month: date) -> str:
    """What a form showed of a month, as it is written now. Raises ValueError."""
    return text_of(spells_in(text, month), month)


@dataclass(frozen=True, kw_only=True)
class ReleaseCells:
    """The cells of a row about one month. `now` is what the plan says of it; `current`: and said when the
    form was made."""

    row: ReturnedRow
    key: Key
    now: str
    current: bool

    def read(self, word: str) -> tuple[str, str, tuple[Spell, ...] | None]:
        """(state, what was shown, days of its own). Raises CellError."""
        month, told = month_of(self.key), self._told()
        first, last = self._day("from"), self._day("to")
        base = self.now if told is None else told
        if first is None and last is None:
            if word == "no":
                return text_of((), month), base, ()
            if told is None:
                raise CellError("answer", "which days were shown is lost; write them into from and to")
            return text_of(as_answered(spells_in(told, month), month, word), month), base, None
        if first is None or last is None:
            raise CellError("from" if first is None else "to", "is blank; write both days, from and to")
        if word == "no":
            raise CellError("answer", "is no, but days are given; write yes or maybe, or delete the days")
        if last < first:
            raise CellError("to", f"{last} is before {first}; write the first day and then the last")
        spells = (Spell(first, last, word == "yes"),)
        return text_of(spells, month), base, spells

    def _told(self) -> str | None:
        """What the form showed, as it writes it itself; None where that is not known: the column is gone and
        the plan is another one by now. A row that somebody added shows nothing and gives days."""
        text = self.row.text("released")
        if not text:
            return self.now if self.current or not is_blank(self.row.cell("from")) else None
        try:
            told = shown_state(text, month_of(self.key))
        except ValueError as error:
            raise CellError("released", f"{error}; write days into the yellow cells only") from None
        if self.current and told != self.now:
            message = f"said {shown(self.now)} when the form was sent; write days into the yellow cells"
            raise CellError("released", message)
        return told

    def _day(self, name: str) -> date | None:
        try:
            return day_in(self.row.cell(name), month_of(self.key))
        except ValueError as error:
            raise CellError(name, str(error)) from None


def together(reads: Sequence[Read]) -> Answer | None:
    """What the rows about one thing say together: the same, or of a month, days that do not overlap; None
    where they contradict each other."""
    first = reads[0].answer
    if len({each.answer.state for each in reads}) == 1:
        return first
    spells = [spell for each in reads for spell in each.spells or ()]
    apart = in_order(spells)
    if not all(each.spells for each in reads) or _days(spells) != _days(apart):
        return None
    return replace(first, state=text_of(apart, month_of(first.key)))


def _days(spells: Sequence[Spell]) -> int:
    return sum((each.last - each.first).days + 1 for each in spells)
