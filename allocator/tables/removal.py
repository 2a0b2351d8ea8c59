"""Taking a row out of a plan together with everything that speaks of it.

Which cells name which sheets stands in the schema. A row that cannot do without what is gone goes too: where
the cell must be filled, or belongs to what names the row. Elsewhere the cell no longer names it; where a list
says who alone is meant, and nobody is left in it, the row goes, for a blank would mean everybody.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from allocator.errors import InputError
from allocator.tables.build import drafts_of
from allocator.tables.departed import departure_of
from allocator.tables.findings import Draft, Findings, Spot
from allocator.tables.raw import Key, RawPlan, RawRow, cell_of, with_value
from allocator.tables.schema import SHEETS, Column, Sheet

if TYPE_CHECKING:
    from allocator.plan.entities import Departure

_Edits = dict[RawRow, dict[int, object]]  # per row of a sheet: position and new value of each changed cell


def without(raw: RawPlan, sheet: str, key: Key) -> RawPlan:
    """The plan without the rows that a key names, and without what spoke of them.

    A Member or an employer of whom the plan speaks is taken out even where it has no row of its own. What
    goes along is told in warnings of the plan, each with its place. Raises InputError where there is no such
    row.
    """
    known = raw.sheet(sheet)
    removal = _Removal(raw)
    try:
        rows = set(raw.rows_named(known, key))
    except InputError:
        code = removal.code_without_row(known, key)
        if code is None or not removal.is_named(known, code):
            raise
        removal.take_out(known, code)
    else:
        for draft in removal.drafts.get(known.name, ()):
            if draft.whole.row in rows:
                removal.drop(draft)
        removal.gone[known.name] |= rows
    return removal.finished()


def without_those_gone(raw: RawPlan, gone: Mapping[str, set[str]]) -> RawPlan:
    """The plan without what speaks of codes that a planner has deleted the rows of, by sheet. Who has left
    with them is known already."""
    left = raw
    for name, codes in gone.items():
        header = raw.sheet(name).columns[0].header
        for code in sorted(codes):
            left = without(left.with_row(name, {header: code}), name, code)
    return replace(left, departures=raw.departures)


class _Removal:
    """Rows and names that go, until nothing is left that speaks of what has gone."""

    def __init__(self, raw: RawPlan) -> None:
        self._raw = raw
        self.drafts, self._directory = drafts_of(raw, Findings())
        self.gone: dict[str, set[RawRow]] = defaultdict(set)
        self._edits: dict[str, _Edits] = defaultdict(lambda: defaultdict(dict))
        self._told = Findings()
        self._departed: list[Departure] = []
        self._released: list[tuple[Draft, Spot, str]] = []
        self._teams = _Teams(self.drafts)

    def code_without_row(self, sheet: Sheet, key: Key) -> str | None:
        """The Member or employer that a key stands for, where the plan speaks of it without a row."""
        directory = self._directory
        text = key[0] if isinstance(key, (list, tuple)) and len(key) == 1 else key
        known: Mapping[str, object] = {}
        code = ""
        try:
            if sheet.name == "Members":
                known, code = dict(directory.members), directory.member(str(text))
            elif sheet.name == "Administrations":
                known, code = dict(directory.administrations), directory.administration(str(text))
        except ValueError:
            return None
        return code if code in known else None

    def is_named(self, sheet: Sheet, code: str) -> bool:
        """Whether any cell names the code of a sheet."""
        return any(True for _ in self._naming(sheet, code))

    def drop(self, draft: Draft) -> None:
        """Take out a row, and what speaks of it."""
        if draft.whole.row is None or draft.whole.row in self.gone[draft.sheet.name]:
            return
        self.gone[draft.sheet.name].add(draft.whole.row)
        if draft.sheet.keyed and draft.has(draft.sheet.key[0]):
            self.take_out(draft.sheet, draft.values[draft.sheet.key[0]])

    def take_out(self, sheet: Sheet, code: str) -> None:
        """Take out what names the code of a sheet."""
        for draft, column in list(self._naming(sheet, code)):
            if draft.whole.row not in self.gone[draft.sheet.name]:
                self._release(draft, column, code, f"{_noun(sheet)} {code}")

    def _naming(self, sheet: Sheet, code: str) -> Iterator[tuple[Draft, Column]]:
        """The rows and columns in which the code of a sheet stands."""
        for other in SHEETS:
            for column in other.columns:
                if column.refers_to(sheet.name) and not self._means_another(column, sheet, code):
                    own = other.name == sheet.name and column.field in other.key
                    for draft in self.drafts.get(other.name, ()) if not own else ():
                        value = draft.values.get(column.field)
                        if code == value if isinstance(value, str) else code in (value or ()):
                            yield draft, column

    def _means_another(self, column: Column, sheet: Sheet, code: str) -> bool:
        """Whether the code is read as that of another sheet first: a person's before an employer's."""
        others = [name for name in column.refers if name not in (sheet.name, "Administrations")]
        rows = (draft for name in others for draft in self.drafts.get(name, ()))
        return sheet.name == "Administrations" and any(
            draft.values.get(draft.sheet.key[0]) == code for draft in rows
        )

    def _release(self, draft: Draft, column: Column, code: str, cause: str) -> None:
        """One cell that names what is gone: its row goes, or its name."""
        value = draft.values[column.field]
        if isinstance(value, str):
            rest: str | tuple[str, ...] = ""
            goes = column.required or column.field in draft.sheet.key
        else:
            rest = tuple(each for each in value if each != code)
            goes = column.narrows and not rest and not draft.values.get("done_on")
        if goes:
            own = f"{draft.values[draft.sheet.key[0]]} " if draft.sheet.keyed else ""
            why = "" if isinstance(value, str) else f", for its {column.header} name nobody and nothing else"
            self._told.at(draft.whole, f"{own}is taken out with {cause}{why}", severity="warning")
            self._leave(draft, cause.removeprefix("the "))
            return
        draft.values[column.field] = rest
        spot = draft.spot(column.field)
        if draft.whole.row is not None and spot.position is not None:
            self._edits[draft.sheet.name][draft.whole.row][spot.position] = rest
        self._released.append((draft, spot, f"no longer names {cause}, which is taken out"))

    def _leave(self, draft: Draft, missing: str) -> None:
        """A row goes with what it named; of an earlier allocation, somebody leaves with it."""
        if draft.sheet.name == "Assignments":
            departure = departure_of(draft, missing, self.drafts, self._directory)
            self._departed += [] if departure is None else [departure]
        self.drop(draft)

    def finished(self) -> RawPlan:
        """The plan with what is left."""
        for draft, seat in self._teams.without_place(self.drafts, self.gone):
            message = f"is taken out with the seat {seat} of {draft.values['request']}"
            self._told.at(draft.whole, message, severity="warning")
            self._leave(draft, f"seat {seat} for {draft.values['request']}")
        for draft, spot, message in self._released:
            if draft.whole.row not in self.gone[draft.sheet.name]:
                self._told.at(spot, message, severity="warning")
        tables = dict(self._raw.tables)
        for name in {*self.gone, *self._edits} & set(tables):
            gone, edits = self.gone[name], self._edits[name]
            rows = tuple(_edited(row, edits.get(row, {})) for row in tables[name].rows if row not in gone)
            tables[name] = replace(tables[name], rows=rows)
        faults = (*self._raw.faults, *self._told.faults("warning"))
        departures = (*self._raw.departures, *self._departed)
        return replace(self._raw, tables=MappingProxyType(tables), faults=faults, departures=departures)


class _Teams:
    """Which seats each request has, before and after rows went."""

    def __init__(self, drafts: Mapping[str, list[Draft]]) -> None:
        self._before = dict(_seats(drafts, {}))

    def without_place(
        self, drafts: Mapping[str, list[Draft]], gone: Mapping[str, set[RawRow]]
    ) -> list[tuple[Draft, str]]:
        """The rows of Assignments, still there, whose seat their request has no more; and that seat."""
        if not gone.get("Seats") and not gone.get("Request seats"):
            return []
        after, taken = dict(_seats(drafts, gone)), gone.get("Assignments", set())
        found = []
        for draft in drafts.get("Assignments", ()):
            request, seat = draft.values.get("request"), draft.values.get("seat")
            if seat and draft.whole.row not in taken and request in self._before:
                lost = self._before[request] - after.get(request, self._before[request])
                found += [(draft, seat)] if seat in lost else []
        return found


def _seats(
    drafts: Mapping[str, list[Draft]], gone: Mapping[str, set[RawRow]]
) -> Iterator[tuple[str, set[str]]]:
    """(request, names of its seats) of the rows that are left."""

    def left(sheet: str) -> Iterator[Draft]:
        taken = gone.get(sheet, set())
        return (draft for draft in drafts.get(sheet, ()) if draft.whole.row not in taken)

    usual, own = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for sheet, field, seats in (("Seats", "mission_type", usual), ("Request seats", "request", own)):
        for draft in left(sheet):
            if draft.has(field, "seat"):
                seats[draft.values[field]].add(draft.values["seat"])
    for draft in left("Requests"):
        if draft.has("request", "mission_type"):
            code, kind = draft.values["request"], draft.values["mission_type"]
            yield code, own.get(code) or usual.get(kind, set())


def _noun(sheet: Sheet) -> str:
    """What a row of a sheet with codes is: `the expert`."""
    header = sheet.column(sheet.key[0]).header
    return f"the {header.capitalize() if sheet.name == 'Members' else header}"


def _edited(row: RawRow, edits: Mapping[int, object]) -> RawRow:
    cells = row.cells
    for position, value in edits.items():
        cells = with_value(cells, position, cell_of(value))
    return replace(row, cells=cells) if edits else row
