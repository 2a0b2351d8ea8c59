"""A result that is fed back: the rows that it wrote are the previous allocation of the plan in it.

A planner edits the sheets and solves again. What the rows of Assignments say by themselves stands; those
left without a decision become `previous`, and so do, beside what they say, those that are now excluded or
locked: somebody was to go. Where the plan no longer has the person, the request or the seat
of a row, the row is no fault: somebody has left, or was called off, and must be told; what else the sheets
say of that person or request goes along.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from allocator.errors import Fault
from allocator.plan.entities import EXCLUDED, PREVIOUS, Decision, Departure
from allocator.tables.cells.cells import is_blank, parse
from allocator.tables.raw import RawPlan, RawRow, RawTable
from allocator.tables.removal import without_those_gone
from allocator.tables.schema import SHEET_BY_NAME, Sheet, normalised

_ASSIGNMENTS = "Assignments"
_SHEET = SHEET_BY_NAME[_ASSIGNMENTS]


def fed_back(raw: RawPlan) -> RawPlan:
    """The plan with what it had allocated as its `previous` rows, and what of that it has no place for any
    more as its departures. A plan that is no result stays as it is."""
    table = raw.tables.get(_ASSIGNMENTS)
    if table is None:
        return raw
    lost = _lost(raw, table)
    if lost:
        return replace(raw, faults=(*raw.faults, Fault(place=table.title, message=lost, severity="warning")))
    if raw.checks is None or None in (table.position("decision"), table.position("request")):
        return raw
    known = _Known(raw)
    rows, departed, faults = [], [], list(raw.faults)
    gone: dict[str, set[str]] = {"Experts": set(), "Requests": set()}
    for row in table.rows:
        record = _Written(table, row)
        rows += [] if record.is_left_open else [row]
        missing = known.missing(record) if record.is_of_a_result else None
        if missing is not None:
            sheet, code, what = missing
            gone.get(sheet, set()).add(code)
            departed.append(record.departure(what))
            message = (
                f"{record.text('expert')} on {record.text('request')} is left out: the plan has no {what}"
            )
            faults.append(Fault(place=table.place(row, 0), message=message, severity="warning"))
        elif record.is_excluded and known.is_frozen(record.read("start")):
            place = f"place for {record.read('expert')} on {record.read('request')}"
            departed.append(record.departure(place))
        elif record.was_agreed:
            rows.append(record.as_previous(known))
            departed += [] if known.pays(record.read("agreement")) else [record.unpaid()]
    tables = MappingProxyType({**raw.tables, _ASSIGNMENTS: replace(table, rows=tuple(rows))})
    told = replace(raw, tables=tables, faults=tuple(faults), departures=(*raw.departures, *departed))
    return without_those_gone(told, gone)


def _lost(raw: RawPlan, table: RawTable) -> str:
    """Why rows that a result wrote are no previous allocation, and how to get that back; nothing where there
    are none, or where they are one."""
    written = [_Written(table, row) for row in table.rows]
    rows = sum(each.is_open_of_a_result for each in written)
    if not rows:
        return ""
    if raw.checks is None:
        missing = "the sheet Checks of the result is missing"
    elif table.position("end") is None:
        missing = "the column end is missing"
    else:
        return ""
    what = (
        "1 row that a result wrote has no decision and no longer counts as what was agreed"
        if rows == 1
        else f"{rows} rows that a result wrote have no decision and no longer count as what was agreed"
    )
    return f"{what}, for {missing}; bring it back, or write previous there"


@dataclass(frozen=True)
class _Written:
    """A row of Assignments that a result may have written."""

    table: RawTable
    row: RawRow

    @property
    def is_of_a_result(self) -> bool:
        """Whether a result wrote the row, as its last day shows."""
        return not self._is_blank("end") and not self._is_blank("expert")

    @property
    def is_open_of_a_result(self) -> bool:
        """Whether nothing is decided about a row that has what only results write besides what it says."""
        marks = any(not self._is_blank(header) for header in ("end", "expert name", "qualification"))
        return marks and not self._is_blank("expert") and self._is_blank("decision")

    @property
    def is_left_open(self) -> bool:
        """Whether a result wrote the row, and nothing was decided about it since."""
        return self.is_of_a_result and self._is_blank("decision")

    @property
    def is_excluded(self) -> bool:
        """Whether a result wrote the row, and the planner has excluded it since."""
        return self.is_of_a_result and normalised(self.text("decision")) == EXCLUDED

    @property
    def was_agreed(self) -> bool:
        """Whether a result wrote the row, which does not call itself `previous`."""
        return self.is_of_a_result and normalised(self.text("decision")) != PREVIOUS

    def text(self, header: str) -> str:
        """A cell as it stands; empty where there is none."""
        value = self._cell(header)
        return "" if is_blank(value) else str(value).strip()

    def read(self, field: str) -> Any:
        """A cell as the plan reads it; its text where it cannot be read."""
        value = self._cell(_SHEET.column(field).header)
        if is_blank(value):
            return ""
        with suppress(ValueError):
            return parse(_SHEET.column(field), value)
        return str(value)

    def as_previous(self, known: "_Known") -> RawRow:
        """The row with the decision `previous`, without a payer that the plan has no more."""
        position = self.table.position("decision")
        assert position is not None
        cells = list(self.row.cells) + [None] * (position + 1 - len(self.row.cells))
        cells[position] = PREVIOUS
        locks = self.table.position("locks")
        if locks is not None and locks < len(cells):
            cells[locks] = None
        payer = self.table.position("agreement")
        if payer is not None and payer < len(cells) and not known.has(self.read("agreement")):
            cells[payer] = None
        return replace(self.row, cells=tuple(cells))

    def unpaid(self) -> Departure:
        """What becomes of the payer of a row whose agreement the plan has no more."""
        return self.departure(f"agreement {self.read('agreement')}")

    def departure(self, missing: str) -> Departure:
        """What becomes of the row where the plan has no place for it."""
        start, name = self.read("start"), self.text("expert name")
        status = self.read("status")
        decision = Decision(
            request=self.read("request"),
            seat=self.read("seat"),
            expert=self.read("expert"),
            start=start if isinstance(start, date) else None,
            agreement=self.read("agreement"),
            decision=PREVIOUS,
            status=status if status in _SHEET.column("status").choices else "draft",
            place=self.table.place(self.row, 0),
        )
        return Departure(
            row=decision,
            person=f"{decision.expert} ({name})" if name else decision.expert,
            administration=self.text("administration"),
            members=tuple(filter(None, [self.text("member name") or self.text("member")])),
            missing=missing,
        )

    def _cell(self, header: str) -> Any:
        position = self.table.position(header)
        return None if position is None else self.row.cell(position)

    def _is_blank(self, header: str) -> bool:
        return is_blank(self._cell(header))


@dataclass(frozen=True)
class _Known:
    """What the sheets of a plan know, as far as their cells can be read."""

    raw: RawPlan

    def missing(self, written: _Written) -> tuple[str, str, str] | None:
        """What the plan does not know of a row: the sheet, the code, and both in words."""
        request, seat, expert = (written.read(field) for field in ("request", "seat", "expert"))
        if request not in self._types:
            return "Requests", request, f"request {request}"
        if seat and seat not in self._seats_of(request):
            return "Seats", seat, f"seat {seat} for {request}"
        return None if expert in self._experts else ("Experts", expert, f"expert {expert}")

    def is_frozen(self, start: Any) -> bool:
        """Whether a mission that starts then is held by the plan's frozen date: what it has stays as it is,
        but for whom the planner excludes."""
        return isinstance(start, date) and self._frozen_until is not None and start < self._frozen_until

    def pays(self, agreement: str) -> bool:
        """Whether the payer that a row names, if any, can still pay; nobody does where the plan has no
        agreements at all."""
        return not agreement or "Agreements" not in self.raw.tables or self.has(agreement)

    def has(self, agreement: str) -> bool:
        """Whether the plan has an agreement."""
        return agreement in self._agreements

    def _seats_of(self, request: str) -> set[str]:
        return self._own_seats.get(request) or self._seats.get(self._types[request], set())

    @cached_property
    def _frozen_until(self) -> date | None:
        (cell,) = self.raw.cells_with("Plan", "frozen until", "value") or (None,)
        found = None
        with suppress(ValueError):
            found = None if is_blank(cell) else parse(SHEET_BY_NAME["Plan"].column("frozen_until"), cell)
        return found

    @cached_property
    def _experts(self) -> set[str]:
        return {code for (code,) in self._cells("Experts", "expert")}

    @cached_property
    def _agreements(self) -> set[str]:
        return {code for (code,) in self._cells("Agreements", "agreement")}

    @cached_property
    def _types(self) -> Mapping[str, str]:
        return dict(self._cells("Requests", "request", "mission_type"))

    @cached_property
    def _seats(self) -> Mapping[str, set[str]]:
        return _grouped(self._cells("Seats", "mission_type", "seat"))

    @cached_property
    def _own_seats(self) -> Mapping[str, set[str]]:
        return _grouped(self._cells("Request seats", "request", "seat"))

    def _cells(self, name: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """Some cells of every row of a sheet, as far as they can be read."""
        table, sheet = self.raw.tables.get(name), SHEET_BY_NAME[name]
        if table is None:
            return
        places = [table.position(sheet.column(field).header) for field in fields]
        for row in table.rows:
            yield tuple(_read(sheet, field, row, at) for field, at in zip(fields, places, strict=True))


def _read(sheet: Sheet, field: str, row: RawRow, position: int | None) -> Any:
    cell = None if position is None else row.cell(position)
    if is_blank(cell):
        return ""
    try:
        return parse(sheet.column(field), cell)
    except ValueError:
        return str(cell)


def _grouped(pairs: Iterator[tuple[Any, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for owner, seat in pairs:
        found.setdefault(owner, set()).add(seat)
    return found
