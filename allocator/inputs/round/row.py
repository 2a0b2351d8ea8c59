"""One row of a returned table."""

from dataclasses import dataclass

from allocator.inputs.round.layout import Layout, SheetView
from allocator.inputs.round.parts import OPEN_FILL
from allocator.tables.cells.cells import Cell, is_blank, one_line
from allocator.tables.grids import Spot

_WHITE = frozenset({"FFFFFF", "theme 0", "indexed 64", "indexed 9", "indexed 1"})


@dataclass(frozen=True)
class ReturnedRow:
    """A row by the fields of its part."""

    view: SheetView
    layout: Layout
    number: int

    def spot(self, name: str) -> Spot | None:
        """Where a field stands; None where the sheet has no such column."""
        column = self.layout.columns.get(name)
        return None if column is None else (self.number, column)

    def cell(self, name: str) -> Cell:
        """What a field holds."""
        spot = self.spot(name)
        return None if spot is None else self.view.cells.get(spot)

    def text(self, name: str) -> str:
        """The same as text on one line."""
        cell = self.cell(name)
        return "" if is_blank(cell) else one_line(str(cell))

    def at(self, name: str) -> str:
        """The address of a field; of the row where there is no such column."""
        return self.view.grid.place(self.spot(name) or (self.number, 0))

    def header(self, name: str) -> str:
        """The header as it stands in the file."""
        column = self.layout.columns.get(name)
        return (
            "" if column is None else one_line(str(self.view.cells.get((self.layout.header_row, column), "")))
        )

    @property
    def filled(self) -> tuple[str, ...]:
        """The fields besides the answer that somebody filled in."""
        fields = (each for each in self.layout.part.fields if each.role in ("day", "text"))
        return tuple(each.name for each in fields if not is_blank(self.cell(each.name)))

    @property
    def words(self) -> str:
        """All that stands in the row's columns of the form."""
        return " ".join(filter(None, (self.text(name) for name in self.layout.columns)))

    @property
    def note(self) -> tuple[str, str] | None:
        """The first note at a cell of the row, with its address."""
        found = self.view.notes.get(self.number)
        return None if found is None else (self.view.grid.place(found[0]), found[1])

    @property
    def colour(self) -> str | None:
        """The colour that somebody gave to the cell of the answer; None for that of the form."""
        spot = self.spot("answer")
        colour = self.view.grid.colours.get(spot) if spot else None
        return None if colour is None or colour == OPEN_FILL or colour in _WHITE else colour

    @property
    def merged_into(self) -> str | None:
        """The address of the cell that the answer's was merged into; None where it stands for itself."""
        spot = self.spot("answer")
        first = self.view.covered.get(spot) if spot else None
        return None if first is None else self.view.grid.place(first)
