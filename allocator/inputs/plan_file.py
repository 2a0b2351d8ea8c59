"""Plans from where they are kept: sheets read, checked cell by cell, and looked at as a whole."""

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from allocator import plan as records
from allocator.tables import SHEETS, RawPlan, read_raw
from allocator.tables.build import Reading, reading_of
from allocator.tables.changes import with_changes
from allocator.tables.digest import digest_of
from allocator.tables.fed_back import fed_back
from allocator.tables.records import table_of
from allocator.tables.undelivered import without_undelivered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

#: What blanks in other sheets are resolved by.
_RESOLVING = ("settings", "members", "administrations", "mission_types")


@dataclass(frozen=True, slots=True)
class Origin:
    """The sheets that a plan was read from, and the plan that they made."""

    raw: RawPlan
    plan: records.Plan


@dataclass(frozen=True, kw_only=True)
class Plan(records.Plan):
    """The plan of a run as users meet it: `allocator.plan.Plan`, which can be made from DataFrames, given
    back as such, and changed. `origin` keeps the sheets as they were read, blanks and places included."""

    origin: Origin | None = field(default=None, compare=False, repr=False)

    @classmethod
    def from_tables(cls, tables: "Mapping[str, pd.DataFrame]") -> "Plan":
        """A plan from DataFrames named and shaped like the sheets of the workbook.

        Raises InputError with every fault, located as `Experts row 3 (languages)`.
        """
        return plan_from_frames(tables)

    def to_tables(self) -> "dict[str, pd.DataFrame]":
        """One DataFrame per sheet, as `from_tables` takes them: that gives an equal plan back.

        Dates and whole numbers have their own kind of column where every cell is written as one; lists are
        texts such as `en;fr`. What was left blank for the reader to fill in is blank. `departures` stand in
        no sheet.
        """
        from allocator.tables.as_frames import to_frames

        return to_frames(raw_of(self))

    def with_changes(self, changes: "Sequence[Mapping[str, Any]]") -> "Plan":
        """This plan changed as a scenario changes one; `allocator.tables.changes` shows the four verbs.

            plan.with_changes([{"remove": {"sheet": "Experts", "key": "KEN-03"}}])

        What is removed takes along the rows that speak of it; `warnings` says which. Raises InputError with
        the faults of all changes, or with those of the plan that they make.
        """
        return plan_from_raw(with_changes(raw_of(self), changes))


def read_plan(path: str | Path) -> Plan:
    """The plan in a workbook (.xlsx) or in a folder with one CSV file per sheet.

    A result that is read as a plan is its own previous allocation. Raises InputError with every fault of the
    input, each with its place.
    """
    return plan_to_solve(read_raw(path))


def plan_to_solve(raw: RawPlan) -> Plan:
    """The plan that raw sheets describe; what a result has allocated becomes its `previous` rows.

    Raises InputError with every fault found, warnings included.
    """
    return plan_from_raw(fed_back(raw))


def plan_from_frames(frames: "Mapping[str, pd.DataFrame]") -> Plan:
    """The plan in DataFrames named and shaped like the sheets; the index is left out.

    Raises InputError with every fault, located as `Experts row 3 (languages)`; row 1 is the first.
    """
    from allocator.tables.frames import from_frames

    return plan_from_raw(from_frames(frames))


def plan_from_raw(raw: RawPlan) -> Plan:
    """The plan that raw sheets describe, with the faults that do not stop it as `warnings`.

    Raises InputError with every fault found, warnings included.
    """
    raw = without_undelivered(raw)
    reading = reading_of(raw)
    _warn(reading)
    found = replace(reading.finished(), departures=raw.departures)
    origin = Origin(replace(raw, checks=None), found)
    return Plan(**{each.name: getattr(found, each.name) for each in fields(found)}, origin=origin)


def raw_of(plan: records.Plan) -> RawPlan:
    """The sheets that say what a plan says: those that it was read from, and where records were put into
    their place since, or it was made without any, the records written out."""
    origin = plan.origin if isinstance(plan, Plan) else None
    tables = {}
    for sheet in SHEETS:
        held = getattr(plan, sheet.plan_field)
        if origin is not None and _is_as_read(plan, origin.plan, sheet.plan_field):
            if sheet.name in origin.raw.tables:
                tables[sheet.name] = origin.raw.tables[sheet.name]
        elif held is not None:
            tables[sheet.name] = table_of(sheet, held)
    source, faults = ("plan", ()) if origin is None else (origin.raw.source, origin.raw.faults)
    told = MappingProxyType(tables)
    return RawPlan(source=source, tables=told, faults=faults, departures=plan.departures)


def _is_as_read(plan: records.Plan, read: records.Plan, name: str) -> bool:
    """Whether a plan still holds what was read for a field, and what its blanks were resolved by."""
    return all(getattr(plan, each) is getattr(read, each) for each in (name, *_RESOLVING))


def content_digest(plan: records.Plan) -> str:
    """SHA-256 of what a plan's sheets say, departures apart; also where records were put into their place."""
    return digest_of(raw_of(plan))


def _warn(reading: Reading) -> None:
    """The warnings about the plan as a whole; where cells have faults, about what is known all the same. (Who
    went on what is delivered may stand in a row with a fault.)"""
    from allocator.inputs.warnings.delivered import check_delivered_use
    from allocator.inputs.warnings.plan_warnings import note_doubts  # numpy

    if reading.plan is not None:
        note_doubts(reading.plan, reading.drafts, reading.findings)
        check_delivered_use(reading.plan, reading.drafts, reading.findings)
    elif (sound := reading.sound()) is not None:
        note_doubts(*sound, reading.findings)
