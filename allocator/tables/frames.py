"""pandas DataFrames named and shaped like the sheets."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allocator.tables.cells.cells import Broken, Cell
from allocator.tables.raw import RawPlan, cell_of
from allocator.tables.sources import Collected

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

SOURCE = "tables"

_LARGEST = 10**18
_NO_CELL = Broken(
    "holds a kind of value that no cell has; text, a number, a date or a list of texts is right"
)
_TIME = Broken("is a time of day; a date, a number or text is right")
_PERIOD = Broken("is a period of more than a day; write a date such as 2026-07-01")


def from_frames(frames: "Mapping[str, pd.DataFrame]") -> RawPlan:
    """The sheets in DataFrames; the index is left out and row 1 is the first. NaN, NaT and None are blank.

    A value that is no DataFrame, or one with labels on several levels, is a fault of the RawPlan.
    """
    collected = Collected(SOURCE, "frame")
    for name, frame in frames.items():
        sheet = collected.sheet_for(str(name), str(name))
        if sheet is None:
            continue
        trouble = _trouble(frame)
        if trouble:
            collected.note(sheet.name, trouble)
            collected.add(sheet, str(name), [], readable=False)
            continue
        header = (0, tuple(_label(label) for label in frame.columns))
        body = enumerate(frame.itertuples(index=False, name=None), start=1)
        rows = ((number, tuple(_cell(value) for value in values)) for number, values in body)
        collected.add(sheet, str(name), [header, *rows])
    return collected.plan()


def _trouble(frame: object) -> str:
    """What is wrong with a frame as a whole, or an empty text."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        return f"is a {type(frame).__name__}; a pandas DataFrame is right"
    levels = frame.columns.nlevels
    return f"has column labels on {levels} levels; one level is right" if levels > 1 else ""


def _label(label: Any) -> str:
    cell = _cell(label)
    return "" if cell is None or isinstance(cell, Broken) else str(cell)


def _cell(value: Any) -> Cell:
    """A value of a DataFrame as a cell; numpy's scalars become Python's."""
    if type(value) in {str, int, float, bool, date}:
        return _plain(value)
    import numpy as np
    import pandas as pd

    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return _listed(value)
    if isinstance(value, Broken):
        return value
    if not pd.api.types.is_scalar(value):
        return _NO_CELL
    if pd.isna(value):
        return None
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        return _moment(pd.Timestamp(value))
    if isinstance(value, pd.Period):
        return value.start_time.date() if value.freqstr in {"D", "B"} else _PERIOD
    if isinstance(value, (time, pd.Timedelta, np.timedelta64)):
        return _TIME
    if isinstance(value, Decimal):
        return _plain(int(value) if value == value.to_integral_value() else float(value))
    return _plain(value.item() if hasattr(value, "item") else value)


def _moment(value: Any) -> Cell:
    """A time stamp as its own clock shows it, to the microsecond."""
    local = value.tz_localize(None) if value.tz is not None else value
    moment: datetime = local.to_pydatetime(warn=False)
    return moment


def _plain(value: Any) -> Cell:
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, int) and abs(value) > _LARGEST:
        return Broken("is a number of more than 18 digits; write a smaller one")
    return cell_of(value) if isinstance(value, (str, int, float, date)) else _NO_CELL


def _listed(values: Any) -> Cell:
    """A list of texts and numbers as `a;b`; a set in alphabetical order."""
    cells = [_cell(value) for value in values]
    if any(isinstance(cell, Broken) for cell in cells):
        return _NO_CELL
    texts = [str(cell) for cell in cells if cell is not None]
    return ";".join(sorted(texts) if isinstance(values, (set, frozenset)) else texts) or None
