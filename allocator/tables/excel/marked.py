"""A workbook with its faults marked in their cells."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from allocator.tables.as_written import MARKER

if TYPE_CHECKING:
    from allocator.errors import Fault

_CELL = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}[1-9]\d*)")
_MOST_WORDS = 1_000  # of a comment
_FILLS = {"error": "FFF6C7C7", "warning": "FFFDECC8"}


def marked(content: bytes, faults: Iterable["Fault"]) -> bytes:
    """A workbook with a comment and a colour at every cell that has a fault, to be corrected there. It has
    been read before, so it is neither a bomb nor broken; faults of no single cell are left to the table.

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
    for (sheet, cell), own in said.items():
        if sheet in book.sheetnames:
            there = book[sheet][cell]
            worst = min(own, key=lambda fault: fault.severity).severity
            there.comment = Comment("\n".join(fault.message for fault in own)[:_MOST_WORDS], "Allocator")
            there.fill = PatternFill("solid", fgColor=_FILLS[worst])
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.created = book.properties.modified = now
    book.properties.lastModifiedBy = MARKER
    kept = BytesIO()
    ExcelWriter(book, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED)).save()  # `book.save` sets `modified`
    return kept.getvalue()
