"""From grids of cells to a RawPlan: what every kind of source shares."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from allocator.errors import Fault, InputError, Severity
from allocator.tables.cells.cells import Broken, Cell, is_blank, one_line, shortened
from allocator.tables.cells.look_alikes import difference, twin_of
from allocator.tables.cells.suggest import did_you_mean
from allocator.tables.heading import SEARCHED_ROWS, Heading, find_heading
from allocator.tables.output_sheet import rows_as_shown
from allocator.tables.raw import Origin, RawPlan, RawRow, RawTable
from allocator.tables.schema import SHEETS, Sheet, is_output_sheet, sheet_named

NumberedRows = Iterable[tuple[int, Sequence[Cell]]]

#: Far more than any plan, and what a computer's memory still holds.
MOST_CELLS = 10_000_000


class Collected:
    """The tables and faults of one source while it is being read."""

    def __init__(self, source: str, origin: Origin) -> None:
        self.source = source
        self._origin = origin
        self._tables: dict[str, RawTable] = {}
        self._faults: list[Fault] = []
        self._checks: tuple[Mapping[str, str], ...] | InputError | None = None

    def sheet_for(self, name: str, title: str) -> Sheet | None:
        """The schema's sheet of this name, or None with a fault noted where the planner should know."""
        name, title = shortened(one_line(name)), titled(title)
        sheet = sheet_named(name)
        if sheet is None:
            twin = twin_of(name, [sheet.name for sheet in SHEETS])
            if twin:
                self.note(title, f"is not {twin}: {difference(name, twin)}; write {twin}")
            elif not is_output_sheet(name):
                hint = did_you_mean(name, [sheet.name for sheet in SHEETS])
                self.note(title, f"no such sheet is known and it is ignored{hint}", warning=True)
            return None
        if sheet.name in self._tables:
            self.note(
                title, f"is the sheet {sheet.name} again, after {self._tables[sheet.name].title}; keep one"
            )
            return None
        return sheet

    def has(self, sheet: Sheet) -> bool:
        """Whether a sheet has been taken."""
        return sheet.name in self._tables

    def note(self, place: str, message: str, *, warning: bool = False) -> None:
        """Remember a fault."""
        severity: Severity = "warning" if warning else "error"
        self._faults.append(Fault(place=place, message=message, severity=severity))

    def add(
        self, sheet: Sheet, title: str, rows: NumberedRows, *, readable: bool = True, separator: str = ""
    ) -> tuple[RawTable, int]:
        """Take a grid; returns its table and the number of the row that holds the headers, or 0."""
        filled = [row for row in rows if not all(map(is_blank, row[1]))]
        heading = find_heading(sheet, [cells for _, cells in filled[:SEARCHED_ROWS]])
        above = [RawRow(number, tuple(cells)) for number, cells in filled[: heading.index + 1]]
        table = RawTable(
            sheet=sheet.name,
            title=titled(title),
            origin=self._origin,
            headers=heading.headers,
            rows=tuple(RawRow(number, tuple(cells)) for number, cells in filled[heading.body :]),
            header_row=above[-1].number if heading.body > heading.index else 0,
            readable=readable,
            separator=separator,
        )
        self._tables[sheet.name] = table
        if above:
            self._remark_heading(table, heading, above)
        return table, above[-1].number if above else 0

    def _remark_heading(self, table: RawTable, heading: Heading, above: Sequence[RawRow]) -> None:
        """Say which row was taken for the headers if it is not the first, and which of them are broken."""
        row = above[-1]
        if heading.index:
            self.note(
                table.place(row),
                "the headers are taken from this row; what stands above is ignored",
                warning=True,
            )
        if heading.body > heading.index:
            for position, cell in enumerate(row.cells):
                if isinstance(cell, Broken):
                    self.note(table.place(row, position), f"a header cannot be read: {cell.message}")

    def keep_checks(self, rows: Callable[[], NumberedRows]) -> None:
        """Keep the sheet Checks of a result. Where it cannot be read, that is a fault of a result only: the
        plan can be used without it."""
        try:
            self._checks = rows_as_shown(rows())
        except InputError as error:
            self._checks = error

    def plan(self) -> RawPlan:
        """Everything read, in the order of the schema."""
        ordered = {sheet.name: self._tables[sheet.name] for sheet in SHEETS if sheet.name in self._tables}
        return RawPlan(
            source=self.source,
            tables=MappingProxyType(ordered),
            faults=tuple(self._faults),
            checks=self._checks,
        )


def titled(title: str) -> str:
    """The name of a sheet or a file as a place may begin with it."""
    return shortened(one_line(title)) or "A sheet without a name"
