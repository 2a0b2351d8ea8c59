"""From grids of cells to a RawPlan: what every kind of source shares."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from allocator.errors import Fault
from allocator.tables.cells import Cell, is_blank
from allocator.tables.raw import Origin, RawPlan, RawRow, RawTable
from allocator.tables.schema import KEY_VALUE, SHEETS, Sheet, is_output_sheet, normalised, sheet_named
from allocator.tables.suggest import did_you_mean

NumberedRows = Iterable[tuple[int, Sequence[Cell]]]


class Collected:
    """The tables and faults of one source while it is being read."""

    def __init__(self, source: str, origin: Origin) -> None:
        self.source = source
        self._origin = origin
        self._tables: dict[str, RawTable] = {}
        self._faults: list[Fault] = []

    def sheet_for(self, name: str, title: str) -> Sheet | None:
        """The schema's sheet of this name, or None with a fault noted where the planner should know."""
        sheet = sheet_named(name)
        if sheet is None:
            if not is_output_sheet(name):
                hint = did_you_mean(name, [sheet.name for sheet in SHEETS])
                self.note(title, f"no such sheet is known and it is ignored{hint}", warning=True)
            return None
        if sheet.name in self._tables:
            self.note(
                title, f"is the sheet {sheet.name} again, after {self._tables[sheet.name].title}; keep one"
            )
            return None
        return sheet

    def note(self, place: str, message: str, *, warning: bool = False) -> None:
        """Remember a fault."""
        self._faults.append(Fault(place=place, message=message, severity="warning" if warning else "error"))

    def add(self, sheet: Sheet, title: str, rows: NumberedRows, *, readable: bool = True) -> None:
        """Take a grid whose first row that is not blank holds the headers."""
        filled = [(number, cells) for number, cells in rows if not all(map(is_blank, cells))]
        headers: tuple[str, ...] = ()
        if filled:
            headers = tuple("" if is_blank(cell) else str(cell).strip() for cell in filled[0][1])
            while headers and not headers[-1]:
                headers = headers[:-1]
        if sheet.vertical and _is_setting(sheet, headers):
            headers = KEY_VALUE
        else:
            filled = filled[1:]
        self._tables[sheet.name] = RawTable(
            sheet=sheet.name,
            title=title,
            origin=self._origin,
            headers=headers,
            rows=tuple(RawRow(number, tuple(cells)) for number, cells in filled),
            readable=readable,
        )

    def plan(self) -> RawPlan:
        """Everything read, in the order of the schema."""
        ordered = {sheet.name: self._tables[sheet.name] for sheet in SHEETS if sheet.name in self._tables}
        return RawPlan(source=self.source, tables=MappingProxyType(ordered), faults=tuple(self._faults))


def _is_setting(sheet: Sheet, headers: tuple[str, ...]) -> bool:
    """Whether the sheet `Plan` has no header row: its first row is a setting already."""
    return bool(headers) and normalised(headers[0]) in {normalised(column.header) for column in sheet.columns}
