"""A table as a planner sees it: columns with a kind, rows of plain cells. Spreadsheet, page and terminal show
the same ones."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from allocator.report.colours import Colours

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "date", "whole", "money", "percent", "list", "choice"]

#: None is a blank cell, a tuple a list; a percentage is a share (0.25), `-` in a number column no limit.
Cell = str | int | float | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `note` says what it holds, `choices` what a planner may put there; `width` is in
    characters, 0 for as many as the cells ask for. A `detail` is there for who asks: the workbook folds it
    away, behind the `+` above its letter."""

    header: str
    kind: Kind = "text"
    note: str = ""
    choices: tuple[str, ...] = ()
    width: int = 0
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, each row as wide as the columns."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    colours: tuple[Colours, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers in order."""
        return tuple(column.header for column in self.columns)

    def records(self) -> list[dict[str, Any]]:
        """The rows by header, ready for JSON: dates in ISO 8601, lists as lists, blanks as None."""
        return [dict(zip(self.headers, map(_json, row), strict=True)) for row in self.rows]

    def frame(self) -> "pd.DataFrame":
        """The rows as a DataFrame: dates as datetime64, lists as `a;b`, blank text as an empty text."""
        import pandas as pd

        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns)
        return pd.DataFrame(
            {
                column.header: _series(column, cells)
                for column, cells in zip(self.columns, columns, strict=True)
            }
        )


def text_of(cell: Cell) -> str:
    """A cell as text in the input's syntax: ISO dates, lists separated by `;`, nothing for a blank."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return ";".join(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _json(cell: Cell) -> Any:
    if isinstance(cell, tuple):
        return list(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def _series(column: Column, cells: tuple[Cell, ...]) -> "pd.Series[Any]":
    import pandas as pd

    if column.kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object)))
    if column.kind in ("text", "list", "choice"):
        return pd.Series([text_of(cell) for cell in cells], dtype=str)
    if any(isinstance(cell, str) for cell in cells):
        return pd.Series(cells, dtype=object)
    return pd.Series(cells, dtype="Float64" if column.kind == "percent" else "Int64")
