"""Records of the plan as columns and cells, in the syntax in which the workbook is read."""

from dataclasses import MISSING, Field, fields
from typing import Any

from allocator.plan.declarations import header_of
from allocator.report.table import Cell, Column, Kind
from allocator.tables.cells.weekdays import weekdays

_KINDS: dict[str, Kind] = {
    "codes": "list", "members": "list", "places": "list", "languages": "list", "choices": "list",
    "date": "date", "whole": "whole", "limit": "whole", "choice": "choice",
}  # fmt: skip


def columns_of(record: type[Any]) -> tuple[Column, ...]:
    """The columns of a sheet of the input, in its order."""
    return tuple(
        Column(
            header_of(field),
            _KINDS.get(field.metadata["kind"], "text"),
            field.metadata["doc"],
            field.metadata["choices"],
        )
        for field in _columns(record)
    )


def cells_of(record: Any) -> tuple[Cell, ...]:
    """The cells of one record, under the columns of its class."""
    return tuple(_cell(field, getattr(record, field.name)) for field in _columns(type(record)))


def settings_rows(settings: Any) -> tuple[tuple[Cell, ...], ...]:
    """The rows of the sheet `Plan`: one per setting that has a value, as key and value."""
    rows = zip(columns_of(type(settings)), cells_of(settings), strict=True)
    return tuple((column.header, cell) for column, cell in rows if cell is not None)


def _columns(record: type[Any]) -> "list[Field[Any]]":
    return [field for field in fields(record) if "kind" in field.metadata]


def _cell(field: "Field[Any]", value: Any) -> Cell:
    kind = field.metadata["kind"]
    if kind == "limit" and value is None:
        return "-"
    if kind == "weekdays" and value is not None:
        return weekdays(value)
    if value in ("", ()) and field.default is not MISSING:
        return None
    return value  # type: ignore[no-any-return]
