"""Files that came back from somebody, whatever they were saved as."""

import csv
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import Fault, InputError
from allocator.outside.file_kinds import odd_kind
from allocator.tables.csv_folder import UnreadableError, csv_rows
from allocator.tables.excel.workbook_file import other_ending, refused
from allocator.tables.grids import Grid, Grids

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from allocator.tables.cells.cells import Cell

_DELIMITERS = ",;\t|"
#: Far more than any form that was filled in.
_LARGEST = 64 << 20
#: How files begin that programs leave behind.
_LEFT_BEHIND = (".", "~$")


def returned_files(folder: Path) -> tuple[Path, ...]:
    """Every file in a folder and the folders in it, in order, but for what programs leave behind.

    Raises InputError if there is no such folder.
    """
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise InputError(
            str(folder), [Fault(place=folder.name or str(folder), message=f"{what}; name a folder")]
        )
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(place) / name for name in names if not name.startswith(_LEFT_BEHIND)]
    return tuple(sorted(found))


def require_ordinary(path: Path) -> None:
    """Raises InputError for what is no file, such as a pipe, and for one that no reply is as large as."""
    what = odd_kind(path)
    if what:
        raise refused(path, f"is {what}; a file is right")
    if path.stat().st_size > _LARGEST:
        raise refused(path, f"is larger than {_LARGEST >> 20} MB; no reply is")


def returned_grids(path: Path) -> Grids:
    """The sheets of a returned file. Raises InputError for one that cannot be read, saying what it is."""
    from allocator.tables.excel.free_form import read_grids
    from allocator.tables.open_document import read_open_document

    readers: Mapping[str, Callable[[Path], Grids]] = {
        ".xlsx": read_grids, ".ods": read_open_document, ".csv": _csv_grids,
    }  # fmt: skip
    reader = readers.get(path.suffix.casefold())
    if reader is None:
        raise refused(path, _what_else(path))
    return reader(path)


def _what_else(path: Path) -> str:
    return other_ending(path) or "is neither a workbook (.xlsx, .ods) nor a CSV file; a reply is one of them"


def _csv_grids(path: Path) -> Grids:
    """A sheet saved as CSV: one grid without a title."""
    try:
        rows = csv_rows(path, delimiter=_delimiter(path))
    except UnreadableError as error:
        where = f" (line {error.line})" if error.line else ""
        raise refused(path, f"{error}{where}") from None
    cells: dict[tuple[int, int], Cell] = {
        (number, position): cell
        for number, row in rows
        for position, cell in enumerate(row)
        if cell not in ("", None)
    }
    return Grids(sheets=(Grid(title="", cells=cells, colours={}, notes={}, by_line=True),), properties={})


def _delimiter(path: Path) -> str:
    """What separates the cells: whatever gives most lines of the same, large number of cells."""
    best, most = ",", 0
    with suppress(OSError, UnicodeDecodeError, csv.Error):
        text = path.read_text(encoding="utf-8-sig")[:100_000]
        for mark in _DELIMITERS:
            widths = [len(row) for row in csv.reader(text.splitlines(), delimiter=mark)]
            widest = max(widths, default=0)
            score = widest * widths.count(widest) if widest > 1 else 0
            if score > most:
                best, most = mark, score
    return best
