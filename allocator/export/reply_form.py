"""The workbook in which one administration answers: protected but for its yellow cells, without a password.

Every sheet carries the line by which it is known again; so does a property of the file.
"""

import io
import zipfile
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from allocator.export.form_styles import FormStyles
from allocator.export.sheets import A4, height_of, put_cell
from allocator.export.text import clean
from allocator.export.written import AS_TEXT, NO_CLOCK
from allocator.inputs.round.forms import Form, Row
from allocator.inputs.round.parts import NOTHING, PARTS, UNCONFIRMED, Field, Part, identity_line
from allocator.inputs.round.reading import IDENTITY_PROPERTY
from allocator.inputs.round.texts import say
from allocator.tables.cells.dates import FIRST_YEAR, LAST_YEAR

_HEADER_ROW = 4
_WIDTHS = (4, 26, 86)
_LETTERS, _LINE = 1.15, 14.0  # letters in the space of one figure; points of a line
_OPEN = frozenset({"answer", "day", "text"})
_ALLOWED = {
    "format_cells": True, "format_columns": True, "format_rows": True, "insert_rows": True, "sort": True,
    "autofilter": True, "select_locked_cells": True, "select_unlocked_cells": True,
}  # fmt: skip
_LOCK = b'<workbookProtection lockStructure="1"/>'


def form_bytes(form: Form) -> bytes:
    """The content of the workbook's file. The same form gives the same bytes."""
    content = io.BytesIO()
    with Workbook(content, AS_TEXT) as book:
        title = say(form.language, "title", name=form.name)
        book.set_properties({"title": clean(title), "comments": "Written by Allocator", "created": NO_CLOCK})
        book.set_custom_property(IDENTITY_PROPERTY, _identity(form, "file"), "text")
        styles = FormStyles(book)
        parts = [part for part in PARTS.values() if form.rows[part.name]]
        _add_start(book, styles, form, parts)
        for part in parts:
            _FormSheet(book, styles, form, part).add()
    return _with_locked_structure(content.getvalue())


def _identity(form: Form, part: str) -> str:
    return identity_line(form.administration, form.fingerprint, part)


def _add_start(book: Workbook, styles: FormStyles, form: Form, parts: list[Part]) -> None:
    """The sheet that says what to do, with a way to the others."""
    sheet = book.add_worksheet(say(form.language, "sheet.start"))
    sheet.hide_gridlines(2)
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    _write_head(sheet, styles, form, "file")
    row = _HEADER_ROW
    for number in (1, 2):
        text = say(form.language, f"step.{number}")
        sheet.write_number(row, 0, number, styles.number)
        sheet.merge_range(row, 1, row, 2, "", styles.lead)
        sheet.write_string(row, 1, text, styles.lead)
        sheet.set_row(row, _height(text, sum(_WIDTHS[1:])))
        row += 1
    row += 1
    for part in parts:
        name = say(form.language, f"sheet.{part.name}")
        sheet.write_url(row, 1, f"internal:'{name}'!A1", styles.link, name)
        lead, rows = _lead(form, part), say(form.language, "contents", rows=len(form.rows[part.name]))
        sheet.write_string(row, 2, f"{lead} ({rows})", styles.plain)
        sheet.set_row(row, _height(lead, _WIDTHS[2]))
        row += 1
    _set_up_page(sheet, form, say(form.language, "sheet.start"))
    sheet.set_portrait()
    sheet.protect("", _ALLOWED)


def _write_head(sheet: Worksheet, styles: FormStyles, form: Form, part: str) -> None:
    """What stands above every table: whose form it is, and the line that identifies it."""
    period = say(form.language, "period", title=form.title, start=form.start, end=form.end)
    sheet.write_string(0, 0, clean(say(form.language, "title", name=form.name)), styles.title)
    sheet.write_string(1, 0, clean(period), styles.plain_line)
    line = f"{_identity(form, part)}"
    sheet.write_string(2, 0, clean(line), styles.identity)
    sheet.write_comment(2, 0, say(form.language, "keep"))
    sheet.set_row(0, 24)


def _lead(form: Form, part: Part) -> str:
    return say(form.language, f"lead.{part.name}", mark=UNCONFIRMED, none=NOTHING)


def _height(text: str, width: float) -> float:
    """Of a row with wrapped text, in points."""
    return _LINE * (1 + int(len(text) / (width * _LETTERS))) + 4


class _FormSheet:
    """One sheet with questions."""

    def __init__(self, book: Workbook, styles: FormStyles, form: Form, part: Part) -> None:
        self._form, self._part, self._styles = form, part, styles
        self._name = self._say(f"sheet.{part.name}")
        self._sheet: Worksheet = book.add_worksheet(self._name)
        self._rows = form.rows[part.name]

    def add(self) -> None:
        """Heading, rows, empty rows, lists to choose from, protection and print set-up."""
        part, sheet = self._part, self._sheet
        _write_head(sheet, self._styles, self._form, part.name)
        lead, widths = _lead(self._form, part), [field.width for field in part.fields]
        sheet.merge_range(3, 0, 3, len(part.fields) - 1, "", self._styles.lead)
        sheet.write_string(3, 0, lead, self._styles.lead)
        sheet.set_row(3, _height(lead, sum(widths)))
        headers = [self._say(f"header.{field.name}") for field in part.fields]
        for position, field in enumerate(part.fields):
            sheet.set_column(position, position, field.width)
            style = self._styles.open_header if field.role in _OPEN else self._styles.header
            sheet.write_string(_HEADER_ROW, position, headers[position], style)
        sheet.set_row(_HEADER_ROW, height_of(headers, [width - 2 for width in widths]))
        first = _HEADER_ROW + 1
        for number, row in enumerate(self._rows, first):
            self._write_row(number, row)
        self._add_spare(first + len(self._rows))
        last = first + len(self._rows) + part.spare - 1
        for position, field in enumerate(part.fields):
            self._validate(field, position, first, last)
        sheet.autofilter(_HEADER_ROW, 0, last, len(part.fields) - 1)
        sheet.freeze_panes(first, 2)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.set_landscape()
        _set_up_page(sheet, self._form, self._name)
        sheet.protect("", _ALLOWED)

    def _write_row(self, number: int, row: Row) -> None:
        cells = [row.get(field.name, "") for field in self._part.fields]
        widths = [field.width for field in self._part.fields]
        self._sheet.set_row(number, height_of(cells, widths))
        begins = number > _HEADER_ROW + 1 and _about(row) != _about(self._rows[number - _HEADER_ROW - 2])
        for position, field in enumerate(self._part.fields):
            put_cell(self._sheet, number, position, cells[position], self._style(field, begins=begins))

    def _style(self, field: Field, *, begins: bool = False) -> Format:
        if field.role == "day":
            return self._styles.day[begins]
        return self._styles.open_cell[begins] if field.role in _OPEN else self._styles.shown[begins]

    def _add_spare(self, first: int) -> None:
        for number in range(first, first + self._part.spare):
            for position, field in enumerate(self._part.fields):
                style = self._styles.day if field.role == "day" else self._styles.open_cell
                self._sheet.write_blank(number, position, None, style[False])

    def _validate(self, field: Field, position: int, first: int, last: int) -> None:
        options: dict[str, Any]
        if field.role == "answer":
            words = [self._say(word) for word in self._part.words]
            message = self._say("choose", words=", ".join(words))
            options = {
                "validate": "list", "source": words, "input_message": message, "error_message": message,
            }  # fmt: skip
        elif field.role == "day":
            message = self._say("date", day=self._form.start)
            options = {
                "validate": "date", "criteria": "between", "minimum": date(FIRST_YEAR, 1, 1),
                "maximum": date(LAST_YEAR, 12, 31), "input_message": message, "error_message": message,
                "error_type": "warning",
            }  # fmt: skip
        else:
            return
        self._sheet.data_validation(first, position, last, position, options)

    def _say(self, key: str, **fields: object) -> str:
        return say(self._form.language, key, **fields)


def _about(row: Row) -> str:
    """Whom or what a row is about: a heavier line is drawn where that changes."""
    return row["expert" if "expert" in row else "request"]


def _set_up_page(sheet: Worksheet, form: Form, name: str) -> None:
    """A4, one page wide, as many down as it takes; the footer says whose page it is."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    who = clean(form.administration).replace("&", "&&")
    sheet.set_footer(f"&L{who}&C{name}&R{say(form.language, 'page')} &P / &N")


def _with_locked_structure(content: bytes) -> bytes:
    """The workbook with its sheets protected against being deleted, moved and renamed. XlsxWriter protects
    single sheets only; the element stands before `bookViews` (ECMA-376 part 1, 18.2.29)."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(changed, "w") as locked:
        for part in book.infolist():
            text = book.read(part)
            if part.filename == "xl/workbook.xml":
                text = text.replace(b"<bookViews>", _LOCK + b"<bookViews>", 1)
            locked.writestr(part, text, zipfile.ZIP_DEFLATED)
    return changed.getvalue()
