"""Plans from where they are kept: sheets read, checked cell by cell, and looked at as a whole."""

from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from allocator import plan as records
from allocator.tables import RawPlan, read_raw
from allocator.tables.build import Reading, reading_of
from allocator.tables.fed_back import fed_back

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


class Plan(records.Plan):
    """The plan of a run as users meet it: `allocator.plan.Plan`, which can be made from DataFrames."""

    @classmethod
    def from_tables(cls, tables: "Mapping[str, pd.DataFrame]") -> "Plan":
        """A plan from DataFrames named and shaped like the sheets of the workbook.

        Raises InputError with every fault, located as `Experts row 3 (languages)`.
        """
        return plan_from_frames(tables)


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
    again, departures = fed_back(raw)
    return replace(plan_from_raw(again), departures=departures)


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
    reading = reading_of(raw)
    _warn(reading)
    found = reading.finished()
    return Plan(**{field.name: getattr(found, field.name) for field in fields(found)})


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
