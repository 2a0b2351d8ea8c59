"""Sheets as read, before any cell is judged: addressable, immutable, editable.

A scenario edits raw rows; the result is validated like any input.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import Any, Literal

from allocator.errors import Fault, InputError
from allocator.plan.entities import Departure
from allocator.plan.reference import UnknownMember, resolve_member
from allocator.tables.cells.cells import Broken, Cell, is_blank, parse
from allocator.tables.cells.suggest import did_you_mean
from allocator.tables.schema import KEY_VALUE, SHEETS, Column, Sheet, normalised, sheet_named

Origin = Literal["xlsx", "csv", "frame"]
Key = Any  # the text of the key cell, or a sequence with one entry per key column


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row that is not blank. `number` counts sheet rows, lines of the file or, in frames, data rows."""

    number: int
    cells: tuple[Cell, ...]
    added: bool = False

    def cell(self, position: int) -> Cell:
        """The cell in a column; None where the row is shorter."""
        return self.cells[position] if position < len(self.cells) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """One sheet of the input. `title` is its name or file name as the planner wrote it.

    A header is an empty text where a column has none; `header_row` is the number of the row that holds them,
    0 where none does. An unreadable table has no rows, and a fault in its RawPlan says why. `separator` is
    what stands between the cells of a CSV file.
    """

    sheet: str
    title: str
    origin: Origin
    headers: tuple[str, ...]
    rows: tuple[RawRow, ...]
    header_row: int = 0
    readable: bool = True
    separator: str = ""

    def place(self, row: RawRow | None = None, position: int | None = None) -> str:
        """Where a planner finds a cell, a row or, without a row, the sheet: `Requests!D4`."""
        if row is None:
            return self.title
        if row.added:
            return f"{self.sheet} added row {row.number}"
        if self.origin == "xlsx":
            return f"{self.title}!{column_letters(position or 0)}{row.number}"
        return f"{self.title} {'line' if self.origin == 'csv' else 'row'} {row.number}"

    def position(self, header: str) -> int | None:
        """Where a header stands, however it is spelt; None if it is missing."""
        wanted = normalised(header)
        return next((i for i, own in enumerate(self.headers) if normalised(own) == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPlan:
    """All input sheets found, by their name in the schema, and the faults met while reading them.

    Where the source is a result, `checks` holds its sheet Checks, the rows by header as they are shown, or
    what keeps it from being read; None where there is no such sheet. `departures` are rows of an earlier
    allocation that the sheets have no place for any more.

    The edits return a new RawPlan. A key is the text of the key cell, or a list with one entry per key
    column (`["KEN-03", "TOE", "valuation"]`), of which the last may be left out: an edit acts on every row
    that its key names. An unknown sheet, key or column raises InputError saying what exists.
    """

    source: str
    tables: Mapping[str, RawTable]
    faults: tuple[Fault, ...] = ()
    checks: tuple[Mapping[str, str], ...] | InputError | None = None
    departures: tuple[Departure, ...] = ()

    def with_cell(self, sheet: str, key: Key, header: str, value: Any) -> "RawPlan":
        """One cell changed. A list becomes `a;b`; an empty text is a blank cell."""
        known = self.sheet(sheet)
        table, position = _with_column(self._table(known), known, header, self.source)
        found = self.rows_named(known, key)
        rows = tuple(
            replace(row, cells=with_value(row.cells, position, cell_of(value))) if row in found else row
            for row in table.rows
        )
        return self._with(replace(table, rows=rows))

    def with_cell_at(self, place: str, value: Any) -> "RawPlan":
        """One cell of a workbook changed by its place, `Requests!D4`. Raises InputError for no such cell."""
        spot = self._spot(place)
        if spot is None:
            raise self._refused(place, "is no cell of a row that was read, so it cannot be changed here")
        table, row, position = spot
        changed = replace(row, cells=with_value(row.cells, position, cell_of(value)))
        return self._with(replace(table, rows=tuple(changed if own is row else own for own in table.rows)))

    def cell_at(self, place: str) -> Cell:
        """What stands at a place of a workbook; None where nothing does."""
        spot = self._spot(place)
        return None if spot is None else spot[1].cell(spot[2])

    def _spot(self, place: str) -> tuple[RawTable, RawRow, int] | None:
        """The table, row and column of a place; None where no row was read."""
        for table in self.tables.values():
            for row in table.rows if place.startswith(f"{table.title}!") else ():
                for position in range(len(table.headers)):
                    if table.place(row, position) == place:
                        return table, row, position
        return None

    def cells_with(self, sheet: str, key: Key, header: str) -> tuple[Cell, ...]:
        """The cells of a column in the rows with a key; none where there is no such row or column."""
        known = self.sheet(sheet)
        table = self.tables.get(known.name)
        position = None if table is None else table.position(header)
        if table is None or position is None:
            return ()
        try:
            return tuple(row.cell(position) for row in self.rows_named(known, key))
        except InputError:
            return ()

    def with_row(self, sheet: str, cells: Mapping[str, Any]) -> "RawPlan":
        """One row more, given by header. A sheet of the schema that the plan does not have begins with it."""
        known = self.sheet(sheet)
        table = self.tables.get(known.name) or _empty(known)
        row: tuple[Cell, ...] = ()
        for header, value in cells.items():
            table, position = _with_column(table, known, header, self.source)
            row = with_value(row, position, cell_of(value))
        number = 1 + max((old.number for old in table.rows if old.added), default=0)
        return self._with(replace(table, rows=(*table.rows, RawRow(number, row, added=True))))

    def without_row(self, sheet: str, key: Key) -> "RawPlan":
        """The rows with this key taken out."""
        known = self.sheet(sheet)
        table = self._table(known)
        found = self.rows_named(known, key)
        return self._with(replace(table, rows=tuple(row for row in table.rows if row not in found)))

    def scaled(self, sheet: str, header: str, factor: float, key: Key | None = None) -> "RawPlan":
        """The whole numbers of a column times a factor, halves rounded up: of the rows that a key names, or
        of all. A blank counts as what it stands for; no limit stays none."""
        known = self.sheet(sheet)
        table, position = _with_column(self._table(known), known, header, self.source)
        column = next((each for each in known.columns if normalised(each.header) == normalised(header)), None)
        if known.vertical or column is None or column.kind not in ("whole", "limit"):
            message = f"the column '{header}' holds no whole numbers, so nothing can be multiplied"
            raise self._refused(table.place(), message)
        found = set(table.rows if key is None else self.rows_named(known, key))
        rows = tuple(_scaled(row, column, position, factor) if row in found else row for row in table.rows)
        return self._with(replace(table, rows=rows))

    def _with(self, table: RawTable) -> "RawPlan":
        return replace(self, tables=MappingProxyType({**self.tables, table.sheet: table}))

    def sheet(self, name: str) -> Sheet:
        """The sheet of the schema with this name, however it is spelt. Raises InputError."""
        sheet = sheet_named(name)
        if sheet is None:
            names = [sheet.name for sheet in SHEETS]
            hint = did_you_mean(name, names) or f"; the sheets are {', '.join(names)}"
            raise self._refused(name, f"there is no such sheet{hint}")
        return sheet

    def _table(self, sheet: Sheet) -> RawTable:
        if sheet.name not in self.tables:
            raise self._refused(sheet.name, "this plan has no such sheet, so there is no row to change")
        return self.tables[sheet.name]

    def rows_named(self, sheet: Sheet, key: Key) -> tuple[RawRow, ...]:
        """The rows that a key names, at least one. Raises InputError."""
        table = self._table(sheet)
        parts = [key] if isinstance(key, str) or not isinstance(key, Sequence) else list(key)
        headers = KEY_VALUE[:1] if sheet.vertical else [sheet.column(field).header for field in sheet.key]
        if not 0 < len(parts) <= len(headers):
            raise self._refused(
                table.place(), f"a row is named by {', '.join(headers)}, not by {len(parts)} texts"
            )
        wanted = [_comparable(sheet, place, cell_of(part)) for place, part in enumerate(parts)]
        positions = [table.position(header) for header in headers[: len(parts)]]
        keys = {row: [_key_cell(sheet, row, i, at) for i, at in enumerate(positions)] for row in table.rows}
        found = tuple(row for row, own in keys.items() if own == wanted)
        if not found:
            hint = did_you_mean(str(parts[0]), {str(own[0]) for own in keys.values()})
            text = ", ".join(str(part) for part in parts)
            raise self._refused(
                table.place(), f"no row has {', '.join(headers[: len(parts)])} '{text}'{hint}"
            )
        return found

    def _refused(self, place: str, message: str) -> InputError:
        return InputError(self.source, [Fault(place=place, message=message)])


def cell_of(value: Any) -> Cell:
    """A value from outside a sheet as a cell: numbers, truth values, dates and texts as they are, lists as
    `a;b`, an empty text as blank; anything else as its text."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ";".join(str(part) for part in value) or None
    if value is None or value == "":
        return None
    return value if isinstance(value, (str, int, float, date, Broken)) else str(value)


def column_letters(position: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _empty(sheet: Sheet) -> RawTable:
    return RawTable(sheet=sheet.name, title=sheet.name, origin="frame", headers=sheet.headers, rows=())


def _with_column(table: RawTable, sheet: Sheet, header: str, source: str) -> tuple[RawTable, int]:
    """The table with a column of this header, and where it stands."""
    position = table.position(header)
    if position is not None:
        return table, position
    own = next((known for known in sheet.headers if normalised(known) == normalised(header)), None)
    if own is None:
        hint = did_you_mean(header, sheet.headers) or f"; the columns are {', '.join(sheet.headers)}"
        raise InputError(source, [Fault(place=table.place(), message=f"there is no column '{header}'{hint}")])
    return replace(table, headers=(*table.headers, own)), len(table.headers)


_Cells = tuple[Cell, ...]


def with_value(cells: _Cells, position: int, value: Cell) -> _Cells:
    """The cells of a row with another value in one column."""
    padded = [*cells, *[None] * (position + 1 - len(cells))]
    padded[position] = value
    return tuple(padded)


def _scaled(row: RawRow, column: Column, position: int, factor: float) -> RawRow:
    """A row with one number multiplied. A cell that holds none is left for the reader to judge."""
    cell = row.cell(position)
    try:
        number = column.default if is_blank(cell) else parse(column, cell)
    except ValueError:
        return row
    if number is None:
        return row
    product = floor(number * Fraction(str(factor)) + Fraction(1, 2))
    return replace(row, cells=with_value(row.cells, position, product))


def _key_cell(sheet: Sheet, row: RawRow, index: int, position: int | None) -> Any:
    return _comparable(sheet, index, None if position is None else row.cell(position))


def _comparable(sheet: Sheet, index: int, value: Cell) -> Any:
    """A key cell in a form in which 2026-07-01 as text and as date are the same, and `end` and `End`."""
    if is_blank(value):
        return ""
    if sheet.vertical:
        return normalised(str(value))
    column = sheet.column(sheet.key[index])
    try:
        parsed = parse(column, value)
    except ValueError:
        return str(value)
    return _member_code(parsed) if column.kind == "member" or column.field == "administration" else parsed


def _member_code(text: str) -> str:
    try:
        return resolve_member(text)
    except UnknownMember:
        return text
