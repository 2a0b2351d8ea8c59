"""What the cells offer that a planner may edit: drop-downs, and what each choice means."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from allocator.export.text import clean
from allocator.plan.reference import REGIONS
from allocator.report.table import Column, Table
from allocator.tables.schema import SHEET_BY_NAME
from allocator.tables.schema import Column as InputColumn

_LONGEST_LIST = 255  # characters of a list that is not a range

#: What the choices of a column mean; shown when its cell is selected.
_MEANINGS = {
    "decision": "fixed: keep this person, date and payer; the request must be served. "
    "excluded: not this person here (without a person: do not serve it). "
    "previous: where re-planning starts from; it may change. Blank: nothing decided.",
    "locks": "What fixed holds of this row: expert, seat, start, agreement, separated by ; or request alone: "
    "only that it is served. Blank: all that the row names.",
}

#: The same for the columns `status`, by a choice that only one of them has. Excel shows 255 characters.
_STATUSES = {
    "proposed": "draft: nobody was told. proposed: asked. accepted: agreed. ticketed: travel is booked. "
    "done: has been there; then the request is delivered. declined: does not go on this one. "
    "Planning again disturbs the far agreed least.",
    "postponed": "postponed: not served until it is open again, with a new window. cancelled: asked no more. "
    "The reason goes beside it. To take it back, set the cell to open.",
}


def offer_choices(sheet: Worksheet, column: Column, position: int, first_row: int, last_row: int) -> None:
    """A drop-down where a column has choices, with what they mean."""
    if column.choices:
        options: dict[str, Any] = {
            "validate": "list",
            "source": list(column.choices),
            "error_title": column.header,
            "error_message": f"One of: {', '.join(column.choices)}; or nothing",
        }
        if column.kind == "list":
            options["show_error"] = False  # several of them stand in one cell
        told = [words for choice, words in _STATUSES.items() if choice in column.choices]
        if meaning := _MEANINGS.get(column.header) or next(iter(told), ""):
            options |= {"input_title": column.header, "input_message": meaning}
        sheet.data_validation(first_row, position, last_row, position, options)


def offer_codes(sheet: Worksheet, table: Table, tables: Mapping[str, Table], last_row: int) -> None:
    """Drop-downs with the codes of the workbook's other sheets, where a cell of an input sheet takes
    one, down to a last row.

    `tables` are the sheets of the workbook by name, each with its header in the first row. Another code is
    asked about, not refused: its row may follow.
    """
    schema = SHEET_BY_NAME.get(table.name)
    if schema is None or schema.vertical:
        return
    for position, column in enumerate(schema.columns):
        source = _source(column, tables)
        if source:
            options = {"validate": "list", "source": source, **_on_others(column)}
            sheet.data_validation(1, position, last_row, position, options)


def _source(column: InputColumn, tables: Mapping[str, Table]) -> list[str] | str | None:
    """The list of a drop-down: codes, or the range that holds them; None where there is none to offer."""
    if column.kind == "region":
        return list(REGIONS)
    if column.field == "seat":
        return _listed(tables["Seats"], "seat")
    if column.kind == "member":
        return _range(tables.get("Members"))
    if column.kind == "code" and column.refers:
        return _range(tables.get(column.refers[0]))
    return None


def _on_others(column: InputColumn) -> dict[str, Any]:
    """What happens to a code that is not on the list. Members need no row, and a seat may be a new one."""
    if column.kind == "region":
        return {"error_message": "One of the regions on the list", "error_title": column.header}
    if column.refers[:1] in (("Experts",), ("Requests",), ("Agreements",)) and len(column.refers) == 1:
        message = f"The sheet {column.refers[0]} has no such code; add its row there, or pick another."
        return {"error_type": "warning", "error_title": column.header, "error_message": message}
    return {"show_error": False}


def _range(table: Table | None) -> str | None:
    """The codes in the first column of a sheet."""
    if table is None or not table.rows:
        return None
    return f"='{table.name}'!{xl_range_abs(1, 0, len(table.rows), 0)}"


def _listed(table: Table, header: str) -> list[str] | None:
    """The different codes of a column as a list; None where Excel cannot hold them in a cell's rule."""
    position = table.headers.index(header)
    codes = list(dict.fromkeys(clean(str(row[position])) for row in table.rows))
    short = len(",".join(codes).encode("utf-16-le")) // 2 <= _LONGEST_LIST
    plain = all(code.isprintable() and not set(code) & set(',"') for code in codes)
    return codes if codes and short and plain else None
