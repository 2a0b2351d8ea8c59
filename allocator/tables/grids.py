"""Sheets that anybody may have worked on, as they are: cells with their places, colours and notes.

A plan is read by `read_raw`, which knows its sheets. A reply to a question may hold any sheet, in any order;
what it says is judged by whoever asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from allocator.tables.cells.cells import Cell
from allocator.tables.raw import column_letters

Spot = tuple[int, int]  # row as a spreadsheet counts, column from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: what its cells hold, the colour of those that have one (`FFF9DB`), the notes at them, and
    the areas that are merged, as (first, last) spot. `title` is empty where a file is one sheet. `by_line`:
    a file of text, in which there are lines and no addresses."""

    title: str
    cells: Mapping[Spot, Cell]
    colours: Mapping[Spot, str]
    notes: Mapping[Spot, str]
    merged: tuple[tuple[Spot, Spot], ...] = ()
    by_line: bool = False

    def place(self, spot: Spot) -> str:
        """A cell as somebody finds it: `E7`, or `line 7, column 5`."""
        if self.by_line:
            return f"line {spot[0]}, column {spot[1] + 1}"
        return f"{column_letters(spot[1])}{spot[0]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grids:
    """The sheets of a file. `properties` are those that its writer gave it; `saved` is when a program saved
    it after that, None where none has, or the file does not say."""

    sheets: tuple[Grid, ...]
    properties: Mapping[str, str]
    saved: datetime | None = None
