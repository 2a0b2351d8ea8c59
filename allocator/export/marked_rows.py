"""The rows of the sheet Changes that a planner has marked to be taken."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.inputs.round.words import answer_in
from allocator.report.changes_sheet import NO, TAKE, YES, changes
from allocator.results.result import Result
from allocator.tables.csv_folder import output_rows
from allocator.tables.excel.workbook import sheet_rows
from allocator.tables.output_sheet import rows_as_shown

_SHEET = "Changes"
_NAMED_BY = ("change", "request", "expert before", "expert now")  # of which a planner edits none


def marked_rows(path: Path, result: Result) -> tuple[tuple[str, str], ...]:
    """The (request, expert) of every row of Changes with `yes` in the column `take`, in any word that counts
    in a reply (`oui`, `sí`, `x`); `result` is what was read from the same file, a workbook, a folder of CSV
    files or JSON.

    Raises InputError for a mark that is neither yes nor no, and for a marked row that is none of the
    result's.
    """
    known = {_name(row) for row in changes(result).records()}
    found, faults = [], []
    for number, row in enumerate(_rows(path), 2):
        mark = _mark(row.get(TAKE) or "")
        place = f"{_SHEET} row {number}"
        if mark not in (YES, NO, None):
            faults.append(Fault(place=place, column=TAKE, message=f"{row[TAKE]!r} is neither yes nor no"))
        elif mark == YES and _name(row) not in known:
            faults.append(Fault(place=place, message="was edited: it is no change of this allocation"))
        elif mark == YES:
            found.append((row["request"], _code(row["expert before"] or row["expert now"])))
    if faults:
        raise InputError(str(path), faults)
    return tuple(found)


def _mark(text: str) -> str | None:
    """The word that a mark stands for, None for a blank one; the mark itself where that is not certain."""
    try:
        return answer_in(text) or None
    except ValueError:
        return text


def _name(row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(row.get(header) or "") for header in _NAMED_BY)


def _code(person: str) -> str:
    """The code of a person who is shown as `KEN-03 (A. Name)`."""
    return person.partition(" (")[0]


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    if path.suffix.lower() == ".json":
        rows = json.loads(path.read_bytes())["tables"].get(_SHEET, ())
        yield from ({key: _text(cell) for key, cell in row.items()} for row in rows)
    elif path.is_dir():
        file = path / f"{_SHEET}.csv"
        yield from rows_as_shown(output_rows(file)) if file.exists() else ()
    else:
        yield from rows_as_shown(sheet_rows(path, _SHEET))


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
