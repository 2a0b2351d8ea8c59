"""Where the table of a returned sheet stands: which questions it answers, and which column holds what.

Headers count in every language. A key or the answers under a header that nobody knows are found by what the
cells hold, if one column alone can be meant.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from allocator.inputs.round.known import Known
from allocator.inputs.round.parts import PARTS, Part, PartName, identity_in
from allocator.inputs.round.texts import in_all
from allocator.inputs.round.words import answer_in, month_in
from allocator.tables.cells.cells import Cell, is_blank, one_line
from allocator.tables.grids import Grid, Spot
from allocator.tables.schema import normalised

#: Far more than any form, spare rows included.
MOST_ROWS = 20_000

_SEARCHED_ROWS = 40
_LEAST_SHARE = 0.6  # of the filled cells of a column that make it known by what it holds
_NEEDED: Mapping[PartName, tuple[str, ...]] = {
    "people": ("expert", "answer"),
    "releases": ("expert", "month", "answer"),
    "missions": ("request", "expert", "answer"),
    "seats": ("request", "seat", "answer"),
}


class LayoutError(ValueError):
    """A sheet that cannot be read as a whole; the message says why and what would be right. `part` is None
    where that is not known either."""

    def __init__(self, part: Part | None, message: str) -> None:
        self.part = part
        super().__init__(message)


@dataclass(frozen=True)
class Layout:
    """The table of a sheet. `columns` by field; `found` are those known by what they hold only; `strange` the
    headers of the others by position."""

    part: Part
    header_row: int
    columns: Mapping[str, int]
    found: tuple[str, ...]
    strange: Mapping[int, str]


@dataclass
class SheetView:
    """A grid as somebody sees it: cells that are merged in one column all hold the value of the first.

    `covered` are the other cells of merged areas, with the first cell of their area.
    """

    grid: Grid
    cells: dict[Spot, Cell] = field(default_factory=dict)
    covered: dict[Spot, Spot] = field(default_factory=dict)
    spread: set[Spot] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.cells = dict(self.grid.cells)
        last = min(MOST_ROWS, max((row for row, _ in self.cells), default=0))
        for (top, left), (bottom, right) in self.grid.merged:
            value = self.cells.get((top, left))
            for row in range(top, min(bottom, last) + 1):
                for column in range(left, min(right, left + 64) + 1):
                    if (row, column) == (top, left):
                        continue
                    if left == right and value is not None:
                        self.cells[row, column] = value
                        self.spread.add((row, column))
                    else:
                        self.covered[row, column] = (top, left)

    @cached_property
    def _by_row(self) -> dict[int, dict[int, Cell]]:
        found: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items(), key=lambda item: item[0]):
            if not is_blank(cell):
                found.setdefault(row, {})[column] = cell
        return found

    @cached_property
    def notes(self) -> dict[int, tuple[Spot, str]]:
        """The first note of each row that has one."""
        first = sorted(self.grid.notes.items(), reverse=True)
        return {spot[0]: (spot, text) for spot, text in first}

    def rows(self) -> list[int]:
        """The rows in which a cell is filled, in order."""
        return list(self._by_row)

    def row(self, number: int) -> dict[int, Cell]:
        """The filled cells of a row by column."""
        return self._by_row.get(number, {})


def identity_of(view: SheetView) -> tuple[str, str, str] | None:
    """(administration, fingerprint, part) of the line above the table; None where it is gone."""
    for (row, _), cell in sorted(view.cells.items(), key=lambda item: item[0]):
        if row > _SEARCHED_ROWS:
            break
        found = identity_in(one_line(cell)) if isinstance(cell, str) else None
        if found is not None:
            return found
    return None


def layout_of(view: SheetView, known: Known) -> Layout | None:
    """The layout of a sheet; None for one that holds no table of a form. Raises LayoutError."""
    identity = identity_of(view)
    part = PARTS.get(identity[2]) if identity else None  # type: ignore[call-overload]
    if identity is not None and part is None:
        return None  # the sheet that says what to do
    if len(view.rows()) > MOST_ROWS:
        raise LayoutError(part, f"has {len(view.rows()):,} filled rows, far more than a form; it is not read")
    header = _header_row(view, part)
    if header is None:
        if part is None:
            return None
        message = "has no row of headers any more; copy the answers into the form as it was sent"
        raise LayoutError(part, message)
    part = part or _part_of(view, header)
    if part is None:
        return None
    return _columns(view, part, header, known)


def _fields(view: SheetView, row: int) -> dict[int, frozenset[str]]:
    """The fields that the headers of a row may stand for, by column."""
    return {column: _FIELDS.get(_folded(cell), frozenset()) for column, cell in view.row(row).items()}


def _folded(cell: Cell) -> str:
    return normalised(one_line(cell)) if isinstance(cell, str) else ""


def _header_texts() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for part in PARTS.values():
        for each in part.fields:
            for text in in_all(f"header.{each.name}"):
                found[normalised(text)].add(each.name)
    return {text: frozenset(names) for text, names in found.items()}


_FIELDS = _header_texts()


def _header_row(view: SheetView, part: Part | None) -> int | None:
    """The row with most headers of the part, at least two; the first of equals."""
    names = {each.name for known in ([part] if part else PARTS.values()) for each in known.fields}
    best, most = None, 1
    for row in view.rows():
        if row > _SEARCHED_ROWS:
            break
        count = sum(bool(fields & names) for fields in _fields(view, row).values())
        if count > most:
            best, most = row, count
    return best


def _part_of(view: SheetView, header: int) -> Part | None:
    """Which part a sheet without identity is: by its title, else by headers that one part alone has."""
    for part in PARTS.values():
        if normalised(view.grid.title) in {normalised(text) for text in in_all(f"sheet.{part.name}")}:
            return part
    fields = frozenset().union(*_fields(view, header).values())
    marks: tuple[tuple[str, PartName], ...] = (
        ("month", "releases"), ("seat", "seats"), ("request", "missions"), ("leaves", "people"),
        ("qualifications", "people"),
    )  # fmt: skip
    return next((PARTS[name] for mark, name in marks if mark in fields), None)


def _columns(view: SheetView, part: Part, header: int, known: Known) -> Layout:
    names = {each.name for each in part.fields}
    columns: dict[str, int] = {}
    strange: dict[int, str] = {}
    for column, fields in _fields(view, header).items():
        own = sorted(fields & names)
        if not own:
            strange[column] = one_line(str(view.cells[header, column]))
        elif own[0] in columns:
            title = one_line(str(view.cells[header, column]))
            message = f"has the column '{title}' twice; which of them counts is not certain; keep one"
            raise LayoutError(part, message)
        else:
            columns[own[0]] = column
    for row in view.rows():
        if row > header:
            headless = (c for c in view.row(row) if c not in columns.values() and c not in strange)
            strange.update(dict.fromkeys(headless, ""))
    found = []
    for name in _NEEDED[part.name]:
        if name not in columns:
            columns[name] = _found(view, part, name, header, strange, known)
            del strange[columns[name]]
            found.append(name)
    return Layout(part, header, columns, tuple(found), strange)


def _found(
    view: SheetView, part: Part, name: str, header: int, strange: Mapping[int, str], known: Known
) -> int:
    """The one column without a known header that holds what a field does. Raises LayoutError."""
    fits = _TESTS[name]
    rows = [row for row in view.rows() if row > header]
    fitting = []
    for column in strange:
        cells = [view.cells[row, column] for row in rows if not is_blank(view.cells.get((row, column)))]
        right = sum(fits(cell, known) for cell in cells)
        if cells and right >= _LEAST_SHARE * len(cells):
            fitting.append(column)
    if len(fitting) != 1:
        what = in_all(f"header.{name}")[0]
        which = "no column" if not fitting else "more than one column"
        message = f"has no header '{what}', and {which} holds it for certain; name it as it was sent"
        raise LayoutError(part, message)
    return fitting[0]


def _is_answer(cell: Cell, known: Known) -> bool:
    try:
        return bool(answer_in(cell))
    except ValueError:
        return False


def _is_seat(cell: Cell, known: Known) -> bool:
    return isinstance(cell, str) and normalised(cell) in known.seats


_TESTS: Mapping[str, Callable[[Cell, Known], bool]] = {
    "expert": lambda cell, known: known.expert(cell) is not None,
    "request": lambda cell, known: known.request(cell) is not None,
    "month": lambda cell, known: month_in(cell) is not None,
    "seat": _is_seat,
    "answer": _is_answer,
}


def strange_cells(view: SheetView, layout: Layout) -> Iterator[tuple[Spot, str]]:
    """What somebody wrote beside or below the columns of the form."""
    for row in view.rows():
        if row > layout.header_row:
            for column, cell in view.row(row).items():
                if column in layout.strange and (row, column) not in view.spread:
                    yield (row, column), one_line(str(cell))
