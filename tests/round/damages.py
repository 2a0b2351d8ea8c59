"""Ways in which replies come back, each with what must come out of it.

A damage changes the file of one administration and returns the questions that must not be taken over but
located; all others must be taken over as they were meant. It may change what was meant (`truth`).
"""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from allocator.inputs.round.parts import PARTS
from tests.round.rounds import HEADER_ROW, Book, Question, Round, Truth


@dataclass
class Damaged:
    """The reply of one administration before it is sent back."""

    code: str
    round: Round
    truth: Truth

    @property
    def path(self) -> Path:
        """The file."""
        return self.round.paths[self.code]

    def book(self) -> Book:
        """The form as it is, opened."""
        return Book(self.path, self.round.forms[self.code])

    def answered(self, part: str, *, days: bool = False, word: str = "") -> list[Question]:
        """The questions of a part that have an answer; without days of its own unless asked for."""
        return [
            question
            for question, (said, given) in self.truth.items()
            if question[0] == part and (given is not None) == days and word in ("", said)
        ]


Lost = set[Question]
Damage = Callable[[Damaged], Lost]
NOTHING: Lost = set()


def renamed_column(reply: Damaged) -> Lost:
    book = reply.book()
    book.sheet("releases").cell(HEADER_ROW, book.column("releases", "answer")).value = "Respuesta final!"
    book.save()
    return NOTHING


def moved_columns(reply: Damaged) -> Lost:
    """The remark comes first, and two empty columns lie between."""
    book = reply.book()
    sheet = book.sheet("releases")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER_ROW)]
    for number, row in enumerate(rows, HEADER_ROW):
        moved = [*row[-1:], None, *row[3:-1], None, *row[:3]]
        for column, value in enumerate(moved, 1):
            sheet.cell(number, column).value = value
    book.save()
    return NOTHING


def second_period(reply: Damaged) -> Lost:
    """A month in two parts, the second in an empty row below."""
    book = reply.book()
    question = reply.answered("releases")[0]
    year, month = map(int, question[1][1].split("-"))
    for name, day in (("from", 1), ("to", 5)):
        book.cell(question, name).value = date(year, month, day)
    yes = openpyxl_word(book, "yes")
    book.cell(question).value = yes
    row = HEADER_ROW + 1 + len(book.form.rows["releases"])
    sheet = book.sheet("releases")
    written = {"expert": question[1][0], "month": f"{year}-{month:02}", "answer": yes,
               "from": date(year, month, 20), "to": date(year, month, 25)}  # fmt: skip
    for name, value in written.items():
        sheet.cell(row, book.column("releases", name)).value = value
    book.save()
    reply.truth[question] = ("1-5; 20-25", None)
    return NOTHING


def openpyxl_word(book: Book, word: str) -> str:
    from allocator.inputs.round.texts import say

    return say(book.form.language, word)


def colours_for_answers(reply: Damaged) -> Lost:
    book = reply.book()
    lost = set(reply.answered("releases")[:3])
    for question in lost:
        cell = book.cell(question)
        cell.value, cell.fill = None, PatternFill("solid", fgColor="92D050")
    book.save()
    return lost


def merged_down(reply: Damaged) -> Lost:
    """One answer over the months of a person."""
    book = reply.book()
    person = f"{reply.code}-02"
    rows = [q for q in all_of(book, "releases") if q[1][0] == person]
    for question in rows:
        for name in ("from", "to"):
            book.cell(question, name).value = None
        reply.truth[question] = ("yes", None)
    first, last = book.cell(rows[0]), book.cell(rows[-1])
    first.value = openpyxl_word(book, "yes")
    book.sheet("releases").merge_cells(f"{first.coordinate}:{last.coordinate}")
    book.save()
    return NOTHING


def merged_across(reply: Damaged) -> Lost:
    """The answer's cell vanishes in a merged area that begins to the left of it."""
    book = reply.book()
    question = reply.answered("releases")[0]
    cell, shown = book.cell(question), book.cell(question, "released")
    book.sheet("releases").merge_cells(f"{shown.coordinate}:{cell.coordinate}")
    book.save()
    return {question}


def notes_for_answers(reply: Damaged) -> Lost:
    book = reply.book()
    question = reply.answered("releases")[0]
    cell = book.cell(question)
    cell.value, cell.comment = None, Comment("only if the budget is voted", "somebody")
    book.save()
    return {question}


def somebody_elses_people(reply: Damaged) -> Lost:
    """A row of a colleague of another administration, answered."""
    book = reply.book()
    other = next(code for code in reply.round.forms if code != reply.code)
    row = HEADER_ROW + 1 + len(book.form.rows["people"])
    sheet = book.sheet("people")
    sheet.cell(row, book.column("people", "expert")).value = f"{other}-01"
    sheet.cell(row, book.column("people", "answer")).value = openpyxl_word(book, "no")
    book.save()
    return {("people", (f"{other}-01",))}


def other_words(reply: Damaged) -> Lost:
    """Yes, no and maybe in any language, as ticks, in capitals."""
    book = reply.book()
    words = {"yes": ["OUI", "Sí", "sim.", "x", "✓", "Yes", "ok"], "no": ["Non", "NÃO", "no", "✗"],
             "maybe": ["peut etre", "Tal vez", "TALVEZ", "tentative"]}  # fmt: skip
    for number, (question, (word, _)) in enumerate(reply.truth.items()):
        book.cell(question).value = words[word][number % len(words[word])]
    book.save()
    return NOTHING


def days_as_text(reply: Damaged) -> Lost:
    """Days in several orders: the month of the row tells which is meant."""
    book = reply.book()
    forms = ("{d:02}/{m:02}/{y}", "{m}/{d}/{y}", "{d}.{m}.{s}", "{y}-{m:02}-{d:02}", "{d}", "{y}/{m}/{d}")
    for number, question in enumerate(all_of(book, "releases")):
        year, month = map(int, question[1][1].split("-"))
        day = 1 + number
        for name, each in (("from", day), ("to", day + 3)):
            form = forms[(number + (name == "to")) % len(forms)]
            book.cell(question, name).value = form.format(d=each, m=month, y=year, s=year % 100)
        book.cell(question).value = openpyxl_word(book, "yes")
        reply.truth[question] = ("yes", (day, day + 3))
    book.save()
    return NOTHING


def extra_sheet(reply: Damaged) -> Lost:
    book = reply.book()
    book.book.create_sheet("Notas internas")["B3"] = "ask the minister first"
    book.save()
    return NOTHING


def saved_as_csv(reply: Damaged) -> Lost:
    """One sheet, with semicolons; the others did not come back."""
    book = reply.book()
    path = reply.path.with_suffix(".csv")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        for row in book.sheet("releases").iter_rows(values_only=True):
            writer.writerow(["" if v is None else f"{v:%d/%m/%Y}" if isinstance(v, date) else v for v in row])
    reply.path.unlink()
    for question in list(reply.truth):
        if question[0] != "releases":
            del reply.truth[question]
    return NOTHING


def renamed_file(reply: Damaged) -> Lost:
    reply.path.rename(reply.path.with_name("Copia de matriz FINAL (2).xlsx"))
    return NOTHING


def deleted_sheet(reply: Damaged) -> Lost:
    book = reply.book()
    del book.book[book.sheet("people").title]
    book.save()
    return {question for question in reply.truth if question[0] == "people"}


def formulas(reply: Damaged) -> Lost:
    """A formula that no program has calculated yet."""
    book = reply.book()
    question = reply.answered("releases")[0]
    book.cell(question).value = '=IF(1=1,"yes","no")'
    book.save()
    return {question}


def cut_off(reply: Damaged) -> Lost:
    reply.path.write_bytes(reply.path.read_bytes()[:-3000])
    return set(reply.truth)


def with_a_password(reply: Damaged) -> Lost:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    reply.path.write_bytes(start + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    return set(reply.truth)


def old_format(reply: Damaged) -> Lost:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    reply.path.unlink()
    reply.path.with_suffix(".xls").write_bytes(start + bytes(600) + "Workbook\0".encode("utf-16-le"))
    return set(reply.truth)


def written_over(reply: Damaged) -> Lost:
    """The new days where the old ones were shown."""
    book = reply.book()
    question = reply.answered("releases", word="yes")[0]
    book.cell(question, "released").value = "3-17 ?"
    book.save()
    return {question}


def with_a_condition(reply: Damaged) -> Lost:
    book = reply.book()
    question = reply.answered("releases")[0]
    book.cell(question).value = "yes, but not in the first week"
    book.save()
    return {question}


def without_headers(reply: Damaged) -> Lost:
    book = reply.book()
    for cell in book.sheet("releases")[HEADER_ROW]:
        cell.value = None
    book.save()
    return {question for question in reply.truth if question[0] == "releases"}


def without_identity(reply: Damaged) -> Lost:
    """Copied into a new workbook, without the lines above the tables: the people tell whose it is."""
    book = reply.book()
    copied = openpyxl.Workbook()
    for part in PARTS:
        if book.form.rows[part]:
            sheet = copied.create_sheet(book.sheet(part).title)
            for number, row in enumerate(book.sheet(part).iter_rows(min_row=HEADER_ROW, values_only=True), 1):
                for column, value in enumerate(row, 1):
                    sheet.cell(number, column).value = value
    copied.save(reply.path)
    return NOTHING


def answered_twice(reply: Damaged) -> Lost:
    """Two files, saved on one day, that differ in one answer."""
    question = reply.answered("missions")[0]
    reply.book().save(reply.path.with_name(f"{reply.code}-second.xlsx"), day=2)
    other = Book(reply.path.with_name(f"{reply.code}-second.xlsx"), reply.round.forms[reply.code])
    now = reply.truth[question][0]
    other.cell(question).value = openpyxl_word(other, "no" if now == "yes" else "yes")
    other.save(day=2)
    return {question}


def corrected_later(reply: Damaged) -> Lost:
    """A second file, saved five days later, that differs in one answer: it counts."""
    question = reply.answered("missions")[0]
    second = reply.path.with_name(f"{reply.code}-corrected.xlsx")
    shutil.copy(reply.path, second)
    other = Book(second, reply.round.forms[reply.code])
    new = "no" if reply.truth[question][0] == "yes" else "yes"
    other.cell(question).value = openpyxl_word(other, new)
    other.save(day=7)
    reply.truth[question] = (new, None)
    return NOTHING


def sent_twice(reply: Damaged) -> Lost:
    shutil.copy(reply.path, reply.path.with_name(f"{reply.code}-again.xlsx"))
    return NOTHING


def days_backwards(reply: Damaged) -> Lost:
    book = reply.book()
    question = reply.answered("releases", days=False)[0]
    year, month = map(int, question[1][1].split("-"))
    book.cell(question).value = openpyxl_word(book, "yes")
    book.cell(question, "from").value = date(year, month, 20)
    book.cell(question, "to").value = date(year, month, 3)
    book.save()
    return {question}


def two_columns_of_answers(reply: Damaged) -> Lost:
    book = reply.book()
    sheet, column = book.sheet("missions"), book.column("missions", "remark") + 1
    sheet.cell(HEADER_ROW, column).value = sheet.cell(HEADER_ROW, book.column("missions", "answer")).value
    book.save()
    return {question for question in reply.truth if question[0] == "missions"}


def blank_codes(reply: Damaged) -> Lost:
    """The codes deleted, the names left: they name one person each."""
    book = reply.book()
    for question in all_of(book, "people"):
        book.cell(question, "expert").value = None
    book.save()
    return NOTHING


def all_of(book: Book, part: str) -> list[Question]:
    """Every question of a part."""
    from tests.round.rounds import question_of

    return [question_of(part, row) for row in book.form.rows[part]]  # type: ignore[arg-type,index]


DAMAGES: tuple[Damage, ...] = (
    renamed_column, moved_columns, second_period, colours_for_answers, merged_down, merged_across,
    notes_for_answers, somebody_elses_people, other_words, days_as_text, extra_sheet, saved_as_csv,
    renamed_file, deleted_sheet, formulas, cut_off, with_a_password, old_format, written_over,
    with_a_condition, without_headers, without_identity, answered_twice, corrected_later, sent_twice,
    days_backwards, two_columns_of_answers, blank_codes,
)  # fmt: skip
