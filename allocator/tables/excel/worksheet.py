"""One worksheet of a workbook, read in a single pass that keeps only what is filled.

openpyxl gives the value of a cell or its formula, but not both, and drops what is hidden or merged; it would
take two passes and an object for every formatted blank cell, of which a sheet can have millions.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from allocator.tables.cells.cells import Broken, Cell, formula_error
from allocator.tables.excel.blank_rows import without_blank_rows
from allocator.tables.excel.shared_strings import SPOKEN, TEXT, unescaped
from allocator.tables.excel.xml_parts import MAIN, TextParser
from allocator.tables.sources import MOST_CELLS

_CELL, _VALUE, _FORMULA, _ROW = f"{MAIN}c", f"{MAIN}v", f"{MAIN}f", f"{MAIN}row"
_COLUMN, _MERGED = f"{MAIN}col", f"{MAIN}mergeCell"

_MOST_COLUMNS = 256
_MOST_TEXT = 64 << 20
_LAST_ROW = 1 << 20
_QUOTED = re.compile(r'"[^"]*"')
_OTHER_FILE = re.compile(r"(?<![\w\]])\[\d+\][^\[\]]*!")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_NOT_CALCULATED = Broken(
    "the formula was never calculated; open the file in Excel, save it, or write the value"
)
_PERHAPS_NOT_CALCULATED = Broken(
    "the formula gives 0, but the file was written by a program that leaves calculating to Excel; open it in "
    "Excel, save it, or write the value"
)


class TooLargeError(ValueError):
    """A sheet that holds more than any plan; the message is a sentence for the planner."""


@dataclass(slots=True, kw_only=True)
class Worksheet:
    """What one worksheet holds. Positions of columns count from 0, rows as in Excel.

    `rows` are those with a filled cell. `linked` are the cells whose formula looks into another file.
    `beyond` is the first filled cell further right than any sheet of a plan reaches; such cells are left out.
    """

    rows: list[tuple[int, tuple[Cell, ...]]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    beyond: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the cells of all worksheets of a workbook refer to.

    `dated` turns a number into what it shows in a cell of one of the `date_styles`. `calculated` is false if
    the file says that its formulas are still to be calculated.
    """

    strings: Sequence[str]
    date_styles: frozenset[int]
    dated: Callable[[float, int], Cell]
    calculated: bool


def read_worksheet(file: IO[bytes], context: Context) -> Worksheet:
    """The filled cells of a worksheet's XML, and what else a planner should know of it.

    Raises TooLargeError, or other errors where the XML is damaged.
    """
    reader = _Sheet(context)
    reader.parse(without_blank_rows(file))
    return reader.sheet


def position_of(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number - 1


class _Sheet(TextParser):
    """Rows and cells. Of a blank cell only its column is looked at."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.sheet = Worksheet()
        self._context = context
        self._positions: dict[str, int] = {}
        self._number = 0
        self._row: dict[int, Cell] = {}
        self._hidden = False
        self._position = -1
        self._cell: dict[str, str] = {}
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._shared = ""
        self._shared_links: set[str] = set()
        self._spoken = False
        self._room = MOST_CELLS
        self._room_for_text = _MOST_TEXT
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            _VALUE: self._start_value, _FORMULA: self._start_formula, TEXT: self._start_value,
            SPOKEN: self._start_spoken, _ROW: self._start_row, _COLUMN: self._start_column,
            _MERGED: self._start_merged,
        }  # fmt: skip

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _CELL:
            self._cell = attributes
            letters = attributes.get("r", "").rstrip("0123456789")
            known = self._positions.get(letters)
            self._position = self._position_of(letters) if known is None else known
        elif name in self._starts:
            self._starts[name](attributes)

    def _end(self, name: str) -> None:
        if name == _CELL:
            if self._value or self._formula is not None:
                self._keep()
                self._value, self._formula = [], None
        elif name == _ROW:
            self._keep_row()
        elif name == SPOKEN:
            self._spoken = False
        elif self.text is not None:
            self.text = None

    def _position_of(self, letters: str) -> int:
        """Where a cell stands; without an address of its own, beside the one before."""
        if not letters:
            return self._position + 1
        if len(letters) > 3 or not (letters.isascii() and letters.isalpha()):
            raise ValueError("a cell without a place")
        return self._positions.setdefault(letters, position_of(letters))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._number = int(attributes.get("r", self._number + 1))
        self._hidden = attributes.get("hidden") in {"1", "true"}
        self._position = -1
        if not 1 <= self._number <= _LAST_ROW:
            raise ValueError("a row that no sheet has")

    def _start_value(self, attributes: dict[str, str]) -> None:
        self.text = None if self._spoken else self._value

    def _start_spoken(self, attributes: dict[str, str]) -> None:
        self._spoken = True

    def _start_formula(self, attributes: dict[str, str]) -> None:
        self.text = self._formula = []
        self._shared = attributes.get("si", "")

    def _start_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            self.sheet.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def _start_merged(self, attributes: dict[str, str]) -> None:
        self.sheet.merged.append(attributes["ref"])

    def _keep(self) -> None:
        """Take the cell that ends here, if it holds something."""
        if self._position >= _MOST_COLUMNS:
            self.sheet.beyond = self.sheet.beyond or self._address()
            self._take_room(1)
            return
        value = self._typed("".join(self._value))
        if value is None:
            return
        if self._formula is not None and self._looks_elsewhere("".join(self._formula)):
            self.sheet.linked.append(self._address())
        if isinstance(value, str) and self._cell.get("t") != "s":
            self._room_for_text -= len(value)
        self._row[self._position] = value

    def _address(self) -> str:
        return self._cell.get("r") or f"row {self._number}"

    def _looks_elsewhere(self, formula: str) -> bool:
        """Whether a formula, or the one it shares, names another file: `[1]Sheet!A1`."""
        found = bool(_OTHER_FILE.search(_QUOTED.sub("", formula)))
        if self._shared and found:
            self._shared_links.add(self._shared)
        return found or self._shared in self._shared_links

    def _typed(self, text: str) -> Cell:
        """The value of the cell, by its type."""
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._string(text)
        if kind in {"str", "inlineStr"}:
            return unescaped(text)
        if not text:
            return None if self._formula is None else _NOT_CALCULATED
        if kind == "e":
            return formula_error(text)
        if kind == "b":
            return text.strip() in {"1", "true"}
        return self._number_in(text) if kind == "n" else text

    def _string(self, text: str) -> str:
        index = int(text)
        if index < 0:
            raise ValueError("a string that is not there")
        return self._context.strings[index]

    def _number_in(self, text: str) -> Cell:
        if not _NUMBER.fullmatch(text.strip()):
            raise ValueError("a number that is none")
        number = float(text)
        if not number and self._formula is not None and not self._context.calculated:
            return _PERHAPS_NOT_CALCULATED
        style = int(self._cell.get("s", 0))
        if style in self._context.date_styles:
            return self._context.dated(number, style)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _keep_row(self) -> None:
        row, self._row = self._row, {}
        if not row:
            return
        width = max(row) + 1
        self._take_room(width)
        if self._room_for_text < 0:
            raise TooLargeError(f"holds more than {_MOST_TEXT >> 20} MB of text, far more than a plan")
        self.sheet.rows.append((self._number, tuple(map(row.get, range(width)))))
        if self._hidden:
            self.sheet.hidden_rows.append(self._number)

    def _take_room(self, cells: int) -> None:
        self._room -= cells
        if self._room < 0:
            raise TooLargeError(f"holds more than {MOST_CELLS:,} cells, far more than a plan")
