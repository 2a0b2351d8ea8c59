"""What stands on a worksheet and not in its cells: merged, hidden and linked cells, which planners forget."""

import re
from collections.abc import Sequence

from allocator.errors import enumerated
from allocator.tables.excel.worksheet import Worksheet, position_of
from allocator.tables.raw import RawTable, column_letters
from allocator.tables.sources import Collected

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_SHOWN = 5


def remark(
    collected: Collected, table: RawTable, heading: int, worksheet: Worksheet, *, hidden: bool
) -> None:
    """Note on a sheet whose headers stand in row `heading`: an error for merged cells, which would leave the
    cells behind them blank, and a warning for what is hidden, linked or too far to the right."""
    _merged(collected, table, heading, worksheet)
    _linked(collected, table, worksheet)
    if hidden:
        collected.note(table.title, "the sheet is hidden; it is read like the others", warning=True)
    _hidden(collected, table, heading, worksheet)
    if worksheet.beyond:
        message = "stands too far to the right for a plan; it is ignored, as is all beyond it"
        collected.note(f"{table.title}!{worksheet.beyond}", message, warning=True)


def _merged(collected: Collected, table: RawTable, heading: int, worksheet: Worksheet) -> None:
    """Merged cells that reach into the rows below the headers, and hold something."""
    rows = {row.number: row for row in table.rows}
    harmful = []
    for area in worksheet.merged:
        found = _RANGE.fullmatch(area)
        if found is None:
            continue
        column, top, bottom = position_of(found[1]), int(found[2]), int(found[4])
        filled = top <= heading or (top in rows and rows[top].cell(column) is not None)
        if bottom > heading and filled and any(table.headers[column : position_of(found[3]) + 1]):
            harmful.append(area)
    if harmful:
        single = len(harmful) == 1
        collected.note(
            f"{table.title}!{harmful[0].split(':')[0]}",
            f"the cells {enumerated(harmful, _SHOWN)} are merged, and all but the first of "
            f"{'them' if single else 'each'} read as blank; unmerge them and fill in every cell",
        )


def _linked(collected: Collected, table: RawTable, worksheet: Worksheet) -> None:
    if not worksheet.linked:
        return
    cells, several = enumerated(worksheet.linked, _SHOWN), len(worksheet.linked) > 1
    collected.note(
        f"{table.title}!{worksheet.linked[0]}",
        f"{cells} {'look' if several else 'looks'} into another file; what that held when this workbook was "
        "last saved is taken. Write the values if that may be old",
        warning=True,
    )


def _hidden(collected: Collected, table: RawTable, heading: int, worksheet: Worksheet) -> None:
    rows = [number for number in worksheet.hidden_rows if number >= heading]
    width = len(table.headers)
    columns = sorted(
        {
            position
            for first, last in worksheet.hidden_columns
            for position in range(max(first, 0), min(last + 1, width))
            if table.headers[position]
        }
    )
    parts = []
    if rows:
        parts.append(f"{'row' if len(rows) == 1 else 'rows'} {enumerated(_runs(rows), _SHOWN)}")
    if columns:
        names = [column_letters(position) for position in columns]
        parts.append(f"{'column' if len(columns) == 1 else 'columns'} {enumerated(names, _SHOWN)}")
    if parts:
        are = "is" if len(rows) + len(columns) == 1 else "are"
        message = f"{' and '.join(parts)} {are} hidden; what they hold is read like the rest"
        collected.note(table.title, message, warning=True)


def _runs(numbers: Sequence[int]) -> list[str]:
    """1, 2, 3, 7 as `1 to 3`, `7`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(first) if first == last else f"{first} to {last}" for first, last in runs]
