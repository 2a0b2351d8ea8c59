"""Rows whose cells have been parsed but are not records yet, and the faults found in them."""

from dataclasses import dataclass, replace
from typing import Any

from allocator.errors import Fault, Severity
from allocator.tables.raw import RawRow, RawTable
from allocator.tables.schema import SHEETS, Sheet

_ORDER = {sheet.name: index for index, sheet in enumerate(SHEETS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One cell, or one row where `position` is None: what a fault points at."""

    table: RawTable
    row: RawRow | None = None
    position: int | None = None
    header: str = ""

    @property
    def place(self) -> str:
        """As a planner finds it: `Requests!D4`."""
        return self.table.place(self.row, self.position)


@dataclass(slots=True, kw_only=True)
class Draft:
    """One row with typed values. A field is missing from `values` if its cell has a fault, so that nothing
    is concluded from it. `spots` has the fields whose column the table has."""

    sheet: Sheet
    values: dict[str, Any]
    spots: dict[str, Spot]
    whole: Spot

    def spot(self, field: str) -> Spot:
        """Where a field stands; the row with the field's header if the sheet has no such column."""
        if field in self.spots:
            return self.spots[field]
        header = self.sheet.column(field).header
        return Spot(table=self.whole.table, row=self.whole.row, position=self.whole.position, header=header)

    def has(self, *fields: str) -> bool:
        """Whether all these fields have a value that can be relied on."""
        return all(field in self.values for field in fields)

    def fail(self, field: str) -> None:
        """Rely no more on a field."""
        self.values.pop(field, None)


class Findings:
    """The faults of one input, given out in the order of the sheets, rows and columns."""

    def __init__(self) -> None:
        self._found: list[tuple[tuple[int, bool, int, int], Fault]] = []

    def at(self, spot: Spot, message: str, *, severity: Severity = "error") -> None:
        """Note a fault in a cell, a row or a sheet."""
        row, position = spot.row, -1 if spot.position is None else spot.position
        order = (_ORDER[spot.table.sheet], row is not None and row.added, row.number if row else -1, position)
        fault = Fault(place=spot.place, message=message, column=spot.header, severity=severity)
        self._found.append((order, fault))

    def on(self, draft: Draft, field: str, message: str, *, severity: Severity = "error") -> None:
        """Note a fault in a field of a row; an error also means that the field is not relied on."""
        self.at(draft.spot(field), message, severity=severity)
        if severity == "error":
            draft.fail(field)

    def sheet(self, sheet: str, message: str, *, severity: Severity = "error") -> None:
        """Note a fault of a sheet as a whole, which may be missing."""
        order = (_ORDER[sheet], False, -1, -1)
        self._found.append((order, Fault(place=sheet, message=message, severity=severity)))

    def faults(self, severity: Severity) -> tuple[Fault, ...]:
        """All faults of one severity. What is said of several cells of one column is one fault."""
        groups: dict[tuple[int, str, str], list[Fault]] = {}
        for order, fault in sorted(self._found, key=lambda found: found[0]):
            if fault.severity == severity:
                key = order[0], fault.column, fault.message
                groups.setdefault(key, []).append(fault)
        return tuple(
            replace(first, also=tuple(dict.fromkeys(f.place for f in others if f.place != first.place)))
            for first, *others in groups.values()
        )
