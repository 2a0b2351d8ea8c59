"""Excel workbooks (.xlsx), guarded against files that are not what they say."""

import re
import warnings
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, time, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from allocator.errors import Fault, InputError
from allocator.tables.cells import Broken, Cell
from allocator.tables.raw import RawPlan
from allocator.tables.schema import sheet_named
from allocator.tables.sources import Collected

_Grid = list[tuple[int, tuple[Cell, ...]]]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_PARTS = 500
_MOST_BYTES = 200 << 20
_MOST_RATIO = 200
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_NOT_CALCULATED = Broken(
    "the formula was never calculated; open the file in Excel, save it, or write the value"
)


def read_xlsx(path: Path) -> RawPlan:
    """The sheets of a workbook; of formulas, the values that Excel last saved.

    Raises InputError if the file is no workbook that can be read: damaged, encrypted, of an old format, or
    blown up beyond any plan.
    """
    try:
        has_formulas = _guard(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on what it leaves out: charts, validations
            return _read(path, has_formulas)
    except (InputError, MemoryError):
        raise
    except Exception as error:  # whatever a damaged file makes of openpyxl
        message = f"is damaged ({type(error).__name__}); open it in Excel and save it again"
        raise _refused(path, message) from error


def opened(path: Path) -> Any:
    """The guarded workbook, for its values only; close it after use. Raises InputError as `read_xlsx`."""
    from openpyxl import load_workbook

    _guard(path)
    return load_workbook(path, read_only=True, data_only=True)


def _guard(path: Path) -> bool:
    """Refuse what is no workbook or unpacks to too much; say whether any sheet holds formulas."""
    with path.open("rb") as file:
        start = file.read(8)
    if start == _OLE:
        raise _refused(path, "is encrypted or of the old .xls format; save it as .xlsx without a password")
    if not start:
        raise _refused(path, "is empty")
    if not start.startswith(b"PK"):
        raise _refused(path, "is not an Excel workbook; save the plan as .xlsx or as a folder of CSV files")
    try:
        with zipfile.ZipFile(path) as archive:
            return _guard_parts(path, archive)
    except zipfile.BadZipFile:
        raise _refused(path, "is cut off or damaged; fetch the file again") from None


def _guard_parts(path: Path, archive: zipfile.ZipFile) -> bool:
    parts = archive.infolist()
    bloated = any(
        part.file_size > 1 << 20 and part.file_size > _MOST_RATIO * max(1, part.compress_size)
        for part in parts
    )
    if bloated or len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise _refused(path, "unpacks to far more than a plan; it is refused for safety")
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise _refused(path, "is a zip file but not an Excel workbook; save the plan as .xlsx")
    sheets = (name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    return any(_FORMULA.search(archive.read(name)) for name in sheets)


def _read(path: Path, has_formulas: bool) -> RawPlan:
    collected = Collected(str(path), "xlsx")
    formulas = _grids(path, values=False) if has_formulas else {}
    for title, rows in _grids(path, values=True).items():
        sheet = collected.sheet_for(title, title)
        if sheet is not None:
            collected.add(sheet, title, _marked(rows, formulas[title]) if has_formulas else rows)
    return collected.plan()


def _grids(path: Path, *, values: bool) -> dict[str, _Grid]:
    """The rows of every sheet, as last saved or with formulas; none for sheets that are no input."""
    from openpyxl import load_workbook

    grids: dict[str, _Grid] = {}
    with closing(load_workbook(path, read_only=True, data_only=values)) as book:
        for worksheet in book.worksheets:
            grids[worksheet.title] = []
            if sheet_named(worksheet.title) is not None:
                worksheet.reset_dimensions()
                rows = enumerate(worksheet.iter_rows(), start=1)
                filled = ((number, _cells(row)) for number, row in rows)
                grids[worksheet.title] = [(number, cells) for number, cells in filled if cells]
    return grids


def _cells(row: Sequence[Any]) -> tuple[Cell, ...]:
    """The cells of a row up to its last that holds something."""
    cells = [_cell(cell) for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None and cell.data_type == "str":
        return ""  # a formula that gives an empty text
    if isinstance(value, (time, timedelta)):
        return Broken(f"{value} is a time of day; format the cell as a date, a number or text")
    return value if isinstance(value, (str, int, float, date)) or value is None else str(value)


def _marked(rows: _Grid, formulas: _Grid) -> _Grid:
    """The rows of values, with a mark where a formula stands that was never calculated."""
    values = dict(rows)
    return [
        (
            number,
            tuple(
                _NOT_CALCULATED if value is None and written is not None else value
                for value, written in zip_longest(values.get(number, ()), written_row)
            ),
        )
        for number, written_row in formulas
    ]


def _refused(path: Path, message: str) -> InputError:
    return InputError(str(path), [Fault(place=path.name, message=message)])
