"""pandas DataFrames named and shaped like the sheets."""

from typing import TYPE_CHECKING, Any

from allocator.tables.cells import Cell
from allocator.tables.raw import RawPlan, cell_of
from allocator.tables.sources import Collected

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

SOURCE = "tables"


def from_frames(frames: "Mapping[str, pd.DataFrame]") -> RawPlan:
    """The sheets in DataFrames; the index is left out and row 1 is the first. NaN, NaT and None are blank.

    A value that is no DataFrame is a fault of the RawPlan.
    """
    collected = Collected(SOURCE, "frame")
    for name, frame in frames.items():
        sheet = collected.sheet_for(str(name), str(name))
        if sheet is None:
            continue
        if type(frame).__name__ != "DataFrame":
            collected.note(str(name), f"is a {type(frame).__name__}; a pandas DataFrame is right")
            collected.add(sheet, str(name), [], readable=False)
            continue
        header = (0, tuple(str(label) for label in frame.columns))
        body = enumerate(frame.itertuples(index=False, name=None), start=1)
        rows = ((number, tuple(_cell(value) for value in values)) for number, values in body)
        collected.add(sheet, str(name), [header, *rows])
    return collected.plan()


def _cell(value: Any) -> Cell:
    """A value of a DataFrame as a cell; numpy's scalars become Python's."""
    import pandas as pd

    if isinstance(value, (list, tuple, set, frozenset)):
        return cell_of(value)
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return cell_of(value.item() if hasattr(value, "item") else value)
