"""The rows of a returned sheet as answers."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from allocator.inputs.round.known import Known
from allocator.inputs.round.layout import Layout, SheetView
from allocator.inputs.round.release_cells import (
    CellError,
    Read,
    ReleaseCells,
    month_of,
    shown_state,
    together,
)
from allocator.inputs.round.replies import Answer, Place, Reply
from allocator.inputs.round.row import ReturnedRow
from allocator.inputs.round.states import Key, month_key, stay
from allocator.inputs.round.words import answer_in, month_in
from allocator.tables.cells.cells import is_blank, shown
from allocator.tables.cells.dates import date_of
from allocator.tables.schema import normalised

if TYPE_CHECKING:
    from allocator.inputs.round.parts import PartName


class SheetReader:
    """Reads one sheet into a reply. `current`: the form was made from the plan as it is now."""

    def __init__(self, reply: Reply, view: SheetView, layout: Layout, known: Known, *, current: bool) -> None:
        self._reply, self._view, self._layout, self._known = reply, view, layout, known
        self._current = current
        self._part: PartName = layout.part.name
        self._read: dict[Key, list[Read]] = defaultdict(list)
        self._coloured: dict[str, list[str]] = defaultdict(list)

    def read(self) -> None:
        """Take every answer that is certain; note the rest."""
        for number in sorted({*self._view.rows(), *self._view.notes}):
            if number > self._layout.header_row:
                self._read_row(ReturnedRow(self._view, self._layout, number))
        for colour, cells in self._coloured.items():
            which = "cell for an answer is" if len(cells) == 1 else f"{len(cells)} cells for answers are"
            message = (
                f"{which} coloured ({colour}) and blank; what a colour means is not certain: write the word"
            )
            self._reply.trouble(message, self._view.grid.title, cells[0], also=tuple(cells[1:]))
        for reads in self._read.values():
            self._take(reads)

    def _read_row(self, row: ReturnedRow) -> None:
        if remark := row.text("remark"):
            self._remark(row, remark, row.at("remark"))
        if self._has_another_name(row):
            return
        word = self._word(row)
        if word is None:
            return
        if not word:
            self._look_at_unanswered(row)
            return
        if row.note is not None:
            self._remark(row, f"note: {row.note[1]}", row.note[0])
        key = self._key(row)
        if key is not None:
            self._answer(row, key, word)

    def _word(self, row: ReturnedRow) -> str | None:
        """The answer of a row, an empty text where there is none; None, noted, where it cannot be read."""
        try:
            word = answer_in(row.cell("answer"))
        except ValueError as error:
            self._trouble(row, "answer", str(error))
            return None
        if word and word not in self._layout.part.words:
            right = " or ".join(self._layout.part.words)
            self._trouble(row, "answer", f"'{row.text('answer')}' is no answer here; {right} is right")
            return None
        return word

    def _look_at_unanswered(self, row: ReturnedRow) -> None:
        """What a row without an answer may have been meant to say."""
        others = [name for name in row.filled if name != "remark"]
        if row.merged_into is not None:
            first = row.merged_into
            self._trouble(row, "answer", f"is merged into {first}, and what it answers is lost; unmerge it")
        elif row.note is not None:
            place, text = row.note
            message = f"the row has no answer, but a note: {shown(text)}; write the answer into its cell"
            self._reply.trouble(message, self._view.grid.title, place)
        elif row.colour is not None:
            self._coloured[row.colour].append(row.at("answer"))
        elif others:
            text = shown(row.text(others[0]))
            self._trouble(row, others[0], f"has {text} without an answer beside it; write yes, no or maybe")
        elif changed := self._changed_what_was_shown(row):
            text = shown(row.text(changed))
            message = f"says {text}, which the form did not show; write into the yellow cells only"
            self._trouble(row, changed, message)
        elif row.words and not self._names_something(row):
            self._trouble(row, self._lead, f"{shown(row.words)} {_UNKNOWN[self._part]}")

    @property
    def _lead(self) -> str:
        return "expert" if "expert" in self._layout.columns else "request"

    def _names_something(self, row: ReturnedRow) -> bool:
        if self._lead == "expert":
            return self._known.expert(row.cell("expert")) is not None
        return self._known.request(row.cell("request")) is not None

    def _has_another_name(self, row: ReturnedRow) -> bool:
        """Whether a row has the code of one person and the name of another; noted. A name that the plan does
        not know yet is to be read by a person."""
        code, name = self._known.expert(row.cell("expert")), row.text("name")
        if code is None or not name:
            return False
        known = self._known.plan.experts[code].name
        if known and normalised(known) != normalised(name):
            self._trouble(row, "name", f"{shown(name)} is not {code}, who is {shown(known)}; who is meant?")
            return True
        if not known and self._part == "people":
            self._remark(row, f"name: {name}", row.at("name"))
        return False

    def _changed_what_was_shown(self, row: ReturnedRow) -> str:
        """The field in which the form showed something else, in a row without an answer; empty where none."""
        shows = {"releases": "released", "missions": "told", "seats": "told"}.get(self._part)
        if not self._current or shows is None or not row.text(shows) or not self._names_something(row):
            return ""
        key = self._key(row)
        if key is None:
            return ""
        told = row.text(shows)
        with suppress(ValueError):
            told = answer_in(told) if shows == "told" else shown_state(told, month_of(key))
        return "" if told == self._now(key) else shows

    # -- keys -------------------------------------------------------------------------------------------

    def _key(self, row: ReturnedRow) -> Key | None:
        """What a row answers; None, noted, where that is not certain or not this administration's."""
        request = self._known.request(row.cell("request"))
        if self._part in ("missions", "seats") and request is None:
            self._trouble(row, "request", f"{shown(row.words)} names no request of the plan")
            return None
        if self._part == "seats":
            assert request is not None
            return self._seat(row, request)
        expert = self._expert(row)
        if expert is None:
            return None
        if self._part == "releases":
            month = month_in(row.cell("month"))
            if month not in self._known.states.months:
                self._trouble(row, "month", f"{shown(row.text('month'))} is no month of the plan")
                return None
            assert month is not None
            return expert, month_key(month)
        return (expert,) if request is None else (request, expert)

    def _seat(self, row: ReturnedRow, request: str) -> Key | None:
        seat = self._known.seat(request, row.cell("seat"))
        if seat is None:
            self._trouble(row, "seat", f"{shown(row.text('seat'))} is no seat of {request}")
            return None
        return request, seat

    def _expert(self, row: ReturnedRow) -> str | None:
        """The person of a row, if it is one of this administration's own."""
        code = self._known.expert(row.cell("expert"))
        if code is None and is_blank(row.cell("expert")):
            code = self._known.named(row.cell("name"), self._reply.administration)
        if code is None:
            self._trouble(row, "expert", f"{shown(row.words)} {_UNKNOWN[self._part]}")
            return None
        owner = self._known.plan.experts[code].administration
        if owner != self._reply.administration:
            message = f"{code} is released by {owner}, which alone can answer for this person"
            self._trouble(row, "expert", message)
            return None
        return code

    # -- answers ----------------------------------------------------------------------------------------

    def _answer(self, row: ReturnedRow, key: Key, word: str) -> None:
        """Keep what a row answers, or note why that is not certain."""
        try:
            if self._part == "people":
                state, told, spells = self._stay(row, word), "yes", None
            elif self._part == "releases":
                state, told, spells = self._release(row, key).read(word)
            else:
                state, told, spells = word, self._told(row, key), None
        except CellError as error:
            self._trouble(row, error.field, str(error))
            return
        except ValueError as error:
            self._trouble(row, "told", str(error))
            return
        now = self._now(key)
        if self._current and self._part != "people" and "told" in self._layout.columns and told != now:
            self._trouble(
                row, "told", f"said {shown(now)} when the form was sent; write into the yellow cells only"
            )
            return
        answer = Answer(
            administration=self._reply.administration,
            part=self._part,
            key=key,
            told=told,
            state=state,
            place=Place(self._reply.file, self._view.grid.title, row.at("answer")),
            saved=self._reply.saved,
        )
        self._read[key].append(Read(answer=answer, spells=spells))
        if self._part == "seats" and row.text("person"):
            self._name(row, key, word)

    def _told(self, row: ReturnedRow, key: Key) -> str:
        """What the form showed of a mission or a seat; where the column is gone from a form of the plan as it
        is, what the plan says."""
        gone = "told" not in self._layout.columns
        return self._now(key) if gone and self._current else answer_in(row.cell("told"))

    def _now(self, key: Key) -> str:
        """What the plan says now."""
        if self._part == "seats":
            return self._known.states.of("seats", (key[0], self._reply.administration))
        return self._known.states.of(self._part, key)

    def _stay(self, row: ReturnedRow, word: str) -> str:
        """Whether a person can be sent, or from which day no longer."""
        if is_blank(row.cell("leaves")):
            return "yes" if word == "yes" else stay(self._known.plan.settings.start)
        if word == "yes":
            raise CellError("leaves", "says from which day somebody no longer goes, but the answer is yes")
        try:
            return stay(date_of(row.cell("leaves")))
        except ValueError as error:
            raise CellError("leaves", str(error)) from None

    def _release(self, row: ReturnedRow, key: Key) -> ReleaseCells:
        return ReleaseCells(row=row, key=key, now=self._now(key), current=self._current)

    def _name(self, row: ReturnedRow, key: Key, word: str) -> None:
        """Somebody who is named for a seat: an answer of that person, or somebody new to the plan."""
        request, administration = key[0], self._reply.administration
        code = self._known.named(row.cell("person"), administration)
        if code is None:
            message = (
                f"{shown(row.text('person'))} is not among the people of {administration}; the offer counts "
                "for the administration. Add the person to the sheets Experts and Qualifications"
            )
            self._trouble(row, "person", message)
            return
        # What an older form showed of this person is not known: it stands only where nothing is said since.
        told = self._known.states.of("missions", (request, code)) if self._current else ""
        place = Place(self._reply.file, self._view.grid.title, row.at("person"))
        answer = Answer(
            administration=administration, part="missions", key=(request, code), told=told, state=word,
            place=place, saved=self._reply.saved,
        )  # fmt: skip
        self._reply.answers.append(answer)

    def _take(self, reads: Sequence[Read]) -> None:
        """Keep what the rows about one thing say together, or note that they contradict each other."""
        answer = together(reads)
        if answer is not None:
            self._reply.answers.append(answer)
            return
        for each in reads:
            place, key = each.answer.place, " ".join(each.answer.key)
            cells = ", ".join(other.answer.place.cell for other in reads if other is not each)
            message = f"answers {key} as {cells} does, but otherwise; keep one"
            self._reply.trouble(message, place.sheet, place.cell)

    # -- notes ------------------------------------------------------------------------------------------

    def _trouble(self, row: ReturnedRow, name: str, message: str) -> None:
        self._reply.trouble(message, self._view.grid.title, row.at(name), column=row.header(name))

    def _remark(self, row: ReturnedRow, text: str, cell: str) -> None:
        about = " ".join(filter(None, (row.text("request"), row.text("expert"), row.text("month"))))
        self._reply.remark(f"{about}: {text}" if about else text, self._view.grid.title, cell)


_UNKNOWN = {
    "people": "is nobody whom the plan knows; add a new person to the sheets Experts and Qualifications",
    "releases": "names nobody whom the plan knows; write the code of the person",
    "missions": "names nobody whom the plan knows; write the code of the person",
    "seats": "names no request of the plan",
}
