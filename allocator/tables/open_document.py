"""OpenDocument spreadsheets (.ods), as LibreOffice saves a workbook that somebody sent.

Read like a returned workbook: values, colours, notes and merged areas (OpenDocument 1.3 part 3).
"""

import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from allocator.errors import InputError
from allocator.tables.cells.cells import Broken, Cell
from allocator.tables.excel.workbook_file import refused, require_size
from allocator.tables.excel.xml_parts import TextParser
from allocator.tables.grids import Grid, Grids, Spot

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE, _META = (
    f"{_URN}{name}:1.0 " for name in ("table", "office", "text", "style", "meta")
)
_FILL = f"{_URN}xsl-fo-compatible:1.0 background-color"
_DATE = "http://purl.org/dc/elements/1.1/ date"
_MOST_COLUMNS, _MOST_ROWS, _MOST_CELLS = 256, 1 << 20, 2_000_000
#: From this day on LibreOffice and Excel number days alike; before, a cell was hardly meant as a date.
_ALIKE, _DAY_ZERO = date(1900, 3, 1), date(1899, 12, 30)


def read_open_document(path: Path) -> Grids:
    """Every sheet of a spreadsheet. Raises InputError if it is damaged or has a password."""
    try:
        with zipfile.ZipFile(path) as archive:
            require_size(path, archive.infolist())
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise refused(path, "is protected with a password; save it without one")
            content = _Content()
            content.parse([archive.read("content.xml")])
            meta = _Meta()
            with suppress(KeyError):
                meta.parse([archive.read("meta.xml")])
    except (InputError, MemoryError, OSError):
        raise
    except Exception as error:  # whatever damaged parts lead to inside
        raise refused(path, "is cut off or damaged; open it and save it again as .xlsx") from error
    return Grids(
        sheets=tuple(sheet.grid for sheet in content.sheets), properties=meta.found, saved=meta.saved
    )


@dataclass
class _Sheet:
    """A sheet while it is read; `row` and `column` are where the next cell stands, counted from 0."""

    title: str
    row: int = 0
    column: int = 0
    rows_repeated: int = 1
    cells: dict[Spot, Cell] = field(default_factory=dict)
    colours: dict[Spot, str] = field(default_factory=dict)
    notes: dict[Spot, str] = field(default_factory=dict)
    merged: list[tuple[Spot, Spot]] = field(default_factory=list)

    @property
    def grid(self) -> Grid:
        """The sheet as it was read."""
        return Grid(
            title=self.title,
            cells=self.cells,
            colours=self.colours,
            notes=self.notes,
            merged=tuple(self.merged),
        )


class _Content(TextParser):
    """The sheets of `content.xml`. Styles stand before them."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[_Sheet] = []
        self._fills: dict[str, str] = {}
        self._style = ""
        self._cell: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._note: list[str] | None = None
        self._filled = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-cell-properties":
            fill = attributes.get(_FILL, "")
            if fill.startswith("#"):
                self._fills[self._style] = fill[1:].upper()
        elif name == f"{_TABLE}table":
            self.sheets.append(_Sheet(attributes.get(f"{_TABLE}name", "")))
        elif name == f"{_TABLE}table-row" and self.sheets:
            self.sheets[-1].column = 0
            self.sheets[-1].rows_repeated = _number(attributes, "number-rows-repeated")
        elif name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            self._cell, self._paragraphs = attributes, []
        elif name == f"{_OFFICE}annotation":
            self._note = []
        elif name == f"{_TEXT}p":
            self.text = []

    def _end(self, name: str) -> None:
        if name == f"{_TEXT}p" and self.text is not None:
            (self._paragraphs if self._note is None else self._note).append("".join(self.text))
            self.text = None
        elif name == f"{_OFFICE}annotation" and self._note is not None and self.sheets:
            sheet = self.sheets[-1]
            sheet.notes[sheet.row + 1, sheet.column] = " ".join(" ".join(self._note).split())
            self._note = None
        elif name in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell") and self.sheets:
            self._keep(self.sheets[-1])
        elif name == f"{_TABLE}table-row" and self.sheets:
            self.sheets[-1].row += self.sheets[-1].rows_repeated
            if self.sheets[-1].row > _MOST_ROWS:
                raise ValueError("more rows than any sheet has")

    def _keep(self, sheet: _Sheet) -> None:
        """Take the cell that ends here, as often as it is repeated to the right and below."""
        times = _number(self._cell, "number-columns-repeated")
        first = (sheet.row + 1, sheet.column)
        value = _value(self._cell, "\n".join(self._paragraphs))
        colour = self._fills.get(self._cell.get(f"{_TABLE}style-name", ""))
        if value is not None or (colour is not None and sheet.rows_repeated * times <= _MOST_COLUMNS):
            columns = range(sheet.column, min(sheet.column + times, _MOST_COLUMNS))
            self._filled += sheet.rows_repeated * len(columns)
            if self._filled > _MOST_CELLS:
                raise ValueError("more cells than any reply has")
            for row in range(sheet.row + 1, sheet.row + 1 + sheet.rows_repeated) if columns else ():
                for column in columns:
                    _take((row, column), value, colour, sheet)
        below, right = (_number(self._cell, f"number-{what}-spanned") for what in ("rows", "columns"))
        if below > 1 or right > 1:
            sheet.merged.append((first, (first[0] + below - 1, first[1] + right - 1)))
        sheet.column += times


def _take(spot: Spot, value: Cell, colour: str | None, sheet: _Sheet) -> None:
    if value is not None:
        sheet.cells[spot] = value
    if colour is not None:
        sheet.colours[spot] = colour


def _number(attributes: Mapping[str, str], name: str) -> int:
    return max(1, int(attributes.get(f"{_TABLE}{name}", 1)))


def _value(attributes: Mapping[str, str], shown: str) -> Cell:
    """The value of a cell, by its type."""
    kind = attributes.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "currency", "percentage"):
        number = float(attributes[f"{_OFFICE}value"])
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "date":
        day = datetime.fromisoformat(attributes[f"{_OFFICE}date-value"])
        early = day.date() < _ALIKE  # a number such as 12, typed where a date stands
        return (day.date() - _DAY_ZERO).days if early else day
    if kind == "boolean":
        return attributes[f"{_OFFICE}boolean-value"] == "true"
    if kind == "time":
        return Broken(f"{shown} is a time of day; write a date, a number or text")
    return shown or None


class _Meta(TextParser):
    """The properties of a document, and when it was saved last."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._times: dict[str, str] = {}
        self._name = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name in (f"{_META}user-defined", f"{_META}creation-date", _DATE):
            self._name, self.text = attributes.get(f"{_META}name", name), []

    def _end(self, name: str) -> None:
        if self.text is None:
            return
        text, self.text = "".join(self.text).strip(), None
        (self.found if name == f"{_META}user-defined" else self._times)[self._name] = text

    @property
    def saved(self) -> datetime | None:
        """None where no program has saved it after it was made."""
        last, made = self._times.get(_DATE, ""), self._times.get(f"{_META}creation-date", "")
        with suppress(ValueError):
            if last != made:
                saved = datetime.fromisoformat(last)
                return saved if saved.tzinfo else saved.replace(tzinfo=UTC)
        return None
