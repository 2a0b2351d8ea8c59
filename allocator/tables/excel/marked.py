"""A workbook with its faults marked in their cells."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from allocator.tables.as_written import MARKER

if TYPE_CHECKING:
    from openpyxl import Workbook

    from allocator.errors import Fault

_CELL = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}[1-9]\d*)")
_MOST_WORDS = 1_000  # of a comment
_FILLS = {"error": "FFF6C7C7", "warning": "FFFDECC8"}


def marked(
    content: bytes, faults: Iterable["Fault"], corrected: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """A workbook with a comment and a colour at every cell that has a fault, to be corrected there. It has
    been read before, so it is neither a bomb nor broken; faults of no single cell are left to the table.
    `corrected` is what stands in some cells by now, by their places.

    Its properties say when it was made, so that it shows when somebody has worked on it since
    (`allocator.tables.as_written`).
    """
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill
    from openpyxl.writer.excel import ExcelWriter

    said: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in faults:
        for place in (fault.place, *fault.also):
            if found := _CELL.fullmatch(place):
                said[found["sheet"], found["cell"]].append(fault)
    book = load_workbook(BytesIO(content))
    _correct(book, corrected)
    seen: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for (sheet, cell), own in said.items():
        if sheet in book.sheetnames:
            seen[sheet, _in_sight(book[sheet], cell)] += own
    for (sheet, cell), own in seen.items():
        there: Any = book[sheet][cell]
        worst = min(own, key=lambda fault: fault.severity).severity
        there.comment = Comment("\n".join(fault.message for fault in own)[:_MOST_WORDS], "Allocator")
        there.fill = PatternFill("solid", fgColor=_FILLS[worst])
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = now
    book.properties.lastModifiedBy = MARKER
    kept = BytesIO()
    ExcelWriter(book, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED)).save()  # `book.save` sets `modified`
    return kept.getvalue()


def _merged_at(sheet: Any, cell: str) -> list[Any]:
    """The merged areas that a cell stands in."""
    return [area for area in sheet.merged_cells.ranges if cell in area]


def _in_sight(sheet: Any, cell: str) -> str:
    """The cell that is seen where this one stands: of a merged area, the first."""
    return next((area.start_cell.coordinate for area in _merged_at(sheet, cell)), cell)


def _correct(book: "Workbook", corrected: Mapping[str, str]) -> None:
    """Write values into cells; whatever they say is text, never a formula. A blank one is none."""
    for place, value in corrected.items():
        found = _CELL.fullmatch(place)
        if found and found["sheet"] in book.sheetnames:
            sheet = book[found["sheet"]]
            for merged in _merged_at(sheet, found["cell"]):
                sheet.unmerge_cells(str(merged))  # else the value would be that of another cell, or of none
            cell: Any = sheet[found["cell"]]
            cell.value = value or None
            if value:
                cell.data_type = "s"
