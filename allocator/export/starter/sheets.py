"""The input sheets of the starter workbook: headers with notes, example rows in grey, cells that help."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from allocator.export.sheets import add_sheet, put_cell
from allocator.export.starter.examples import bundled
from allocator.export.starter.lists import examples_name, name_keys
from allocator.export.starter.notes import help_of, note_of, purpose
from allocator.export.starter.styles import StarterStyles
from allocator.export.starter.validations import validate
from allocator.export.styles import Styles
from allocator.report.records import columns_of
from allocator.report.table import Cell, Table, text_of
from allocator.report.table import Column as Shown
from allocator.tables.schema import KEY_VALUE, OUTPUT_COLUMNS, Column, Sheet

#: The last row, counted from 0, in which drop-downs, limits and colours work.
LAST_ROW = 500

_DAY_0 = date(1899, 12, 30)  # of Excel's calendar
_VALUE_WIDTH = 44
_NOTE_WIDTH, _NOTE_LINE, _NOTE_LETTERS = 300, 15, 48  # pixels, pixels, letters a line


@dataclass(frozen=True, slots=True)
class InputSheet:
    """A sheet of the schema with the rows that it starts with, and whether those are examples."""

    schema: Sheet
    rows: tuple[tuple[Cell, ...], ...]
    examples: bool

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Each row as one text, as a formula of the workbook joins the row's cells."""
        return tuple("|".join(map(_joined, row)) for row in self.rows)


def input_sheet(schema: Sheet, *, examples: bool) -> InputSheet:
    """A sheet with its example rows or without. The sheet Plan has a row for every setting."""
    if not schema.vertical:
        rows = bundled().of_sheet(schema) if examples else ()
        return InputSheet(schema, rows, examples=bool(rows))
    values = bundled().settings() if examples else {}
    settings = tuple((column.header, values.get(column.header)) for column in schema.columns)
    return InputSheet(schema, settings, examples=examples)


def add_input_sheet(book: Workbook, styles: Styles, starter: StarterStyles, sheet: InputSheet) -> None:
    """Write a sheet of the input."""
    schema = sheet.schema
    made = add_sheet(book, styles, _table(sheet))
    made.set_tab_color(starter.NAVY if schema.required else starter.BLUE)
    made.set_comments_author("Allocator")
    if schema.vertical:
        _add_settings(made, styles, starter, sheet)
    else:
        for position, column in enumerate(schema.columns):
            _add_header(made, starter, schema, column, (0, position))
            validate(made, schema, column, (1, position, LAST_ROW))
            if column.required:
                _mark_blanks(made, starter, (1, position, LAST_ROW), len(schema.columns))
        name_keys(book, schema, LAST_ROW)
    if sheet.examples:
        _mark_examples(made, starter, sheet)


def _table(sheet: InputSheet) -> Table:
    """The rows under bare headers: notes, drop-downs and colours are the starter workbook's own."""
    schema = sheet.schema
    if not schema.vertical:
        bare = tuple(replace(shown, note="", choices=()) for shown in columns_of(schema.record))
        return Table(schema.name, bare, sheet.rows)
    headers = (*KEY_VALUE, *OUTPUT_COLUMNS[schema.name])
    helps = (help_of(column) for column in schema.columns)
    rows = tuple((*row, text) for row, text in zip(sheet.rows, helps, strict=True))
    return Table(schema.name, tuple(Shown(header) for header in headers), rows)


def _add_settings(made: Worksheet, styles: Styles, starter: StarterStyles, sheet: InputSheet) -> None:
    """One setting below the other: each value in its own format, with its own limits."""
    made.set_column(1, 1, _VALUE_WIDTH)
    kinds = [shown.kind for shown in columns_of(sheet.schema.record)]
    for position, header in enumerate(_table(sheet).headers):
        made.write_string(0, position, header, starter.list_header)
    for row, (column, kind) in enumerate(zip(sheet.schema.columns, kinds, strict=True), start=1):
        _add_header(made, starter, sheet.schema, column, (row, 0))
        put_cell(made, row, 1, sheet.rows[row - 1][1], styles.body[kind])
        made.write_string(row, 2, help_of(column), starter.help)
        validate(made, sheet.schema, column, (row, 1, row))
        if column.required:
            _mark_blanks(made, starter, (row, 1, row), len(KEY_VALUE))


def _add_header(
    made: Worksheet, starter: StarterStyles, schema: Sheet, column: Column, cell: tuple[int, int]
) -> None:
    """The name of a column or setting with its note; the first of a sheet says what the sheet holds."""
    made.write_string(*cell, column.header, starter.required if column.required else starter.optional)
    note = note_of(column, bundled().of_column(schema, column))
    if column is schema.columns[0]:
        note = f"Sheet {schema.name}: {purpose(schema)}.\n{note}"
    lines = sum(1 + len(line) // _NOTE_LETTERS for line in note.split("\n"))
    made.write_comment(*cell, note, {"width": _NOTE_WIDTH, "height": _NOTE_LINE * lines + 12})


def _mark_blanks(made: Worksheet, starter: StarterStyles, place: tuple[int, int, int], width: int) -> None:
    """Colour what is required and still blank, in rows of `width` cells in which something stands."""
    first_row, position, last_row = place
    own, row = f"${xl_col_to_name(position)}{first_row + 1}", first_row + 1
    formula = f"=AND(LEN({own})=0,COUNTA($A{row}:${xl_col_to_name(width - 1)}{row})>0)"
    rule = {"type": "formula", "criteria": formula, "format": starter.missing}
    made.conditional_format(first_row, position, last_row, position, rule)


def _mark_examples(made: Worksheet, starter: StarterStyles, sheet: InputSheet) -> None:
    """Grey for the rows that are still as an example: one that is changed anywhere turns black."""
    width = len(sheet.rows[0])
    cells = '&"|"&'.join(f"${xl_col_to_name(position)}2" for position in range(width))
    formula = f"=SUMPRODUCT(--({examples_name(sheet.schema)}={cells}))>0"
    rule = {"type": "formula", "criteria": formula, "format": starter.example}
    made.conditional_format(1, 1 if sheet.schema.vertical else 0, LAST_ROW, width - 1, rule)


def _joined(cell: Cell) -> str:
    """A cell as it reads when a formula joins it to a text: dates are numbers of days."""
    return str((cell - _DAY_0).days) if isinstance(cell, date) else text_of(cell)


def all_fingerprints(sheets: Sequence[InputSheet]) -> dict[str, tuple[str, ...]]:
    """The rows that are examples, by the name under which the sheet Lists keeps them."""
    return {examples_name(sheet.schema): sheet.fingerprints for sheet in sheets if sheet.examples}
