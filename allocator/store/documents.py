"""Plans and results as documents of plain values, and back. What comes back is built, read and verified
anew: a document is not believed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from allocator.errors import Fault
from allocator.goals.tiers import tier_kind
from allocator.inputs.model_file import parse_model
from allocator.inputs.plan_file import Plan, plan_from_raw, raw_of
from allocator.plan import Plan as PlanRecord
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Departure
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Goal, Provenance, Result, Status
from allocator.rules import RULES
from allocator.store.packing import BrokenDocumentError
from allocator.store.records import plain, record
from allocator.tables.cells.cells import Broken, Cell
from allocator.tables.raw import Origin, RawPlan, RawRow, RawTable
from allocator.tables.schema import SHEET_BY_NAME, normalised
from allocator.verification import goal_value, verify


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """One sheet. A row is its number, whether a change added it, and its cells."""

    sheet: str
    title: str
    origin: Origin
    headers: tuple[str, ...]
    rows: tuple[tuple[int, bool, tuple[Any, ...]], ...]
    header_row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheets:
    """A whole plan."""

    source: str
    tables: tuple[_Table, ...]
    faults: tuple[Fault, ...] = ()
    departures: tuple[Departure, ...] = ()
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """A result apart from its plan and model."""

    allocation: Allocation
    status: Status
    goals: tuple[Goal, ...]
    provenance: Provenance


# -- plans ------------------------------------------------------------------------------------------------


def plan_document(plan: PlanRecord) -> dict[str, Any]:
    """A plan as the sheets it was read from, places included."""
    raw = raw_of(plan)
    sheets = _Sheets(
        source=raw.source,
        tables=tuple(_table(table) for table in raw.tables.values()),
        faults=raw.faults,
        departures=raw.departures,
        digest=plan.digest,
    )
    document: dict[str, Any] = plain(sheets)
    return document


def plan_of(document: Any) -> Plan:
    """The plan of a document. Raises BrokenDocumentError, or InputError where its sheets are no plan."""
    sheets = record(_Sheets, document)
    return replace(plan_from_raw(_raw(sheets)), digest=sheets.digest)


def raw_of_document(document: Any) -> RawPlan:
    """The sheets of a plan's document, not read yet. Raises BrokenDocumentError."""
    return _raw(record(_Sheets, document))


def _raw(sheets: _Sheets) -> RawPlan:
    tables = {table.sheet: _raw_table(table) for table in sheets.tables}
    told = MappingProxyType(tables)
    return RawPlan(source=sheets.source, tables=told, faults=sheets.faults, departures=sheets.departures)


def _table(table: RawTable) -> _Table:
    known = {normalised(header) for header in SHEET_BY_NAME[table.sheet].headers}
    kept = [normalised(header) in known for header in table.headers]
    rows = tuple((row.number, row.added, tuple(map(_plain, row.cells, kept))) for row in table.rows)
    return _Table(
        sheet=table.sheet, title=table.title, origin=table.origin, headers=table.headers, rows=rows,
        header_row=table.header_row,
    )  # fmt: skip


def _raw_table(table: _Table) -> RawTable:
    if table.sheet not in SHEET_BY_NAME:
        raise BrokenDocumentError("holds a sheet that no plan has")
    rows = tuple(RawRow(number, tuple(map(_cell, cells)), added) for number, added, cells in table.rows)
    return RawTable(
        sheet=table.sheet, title=table.title, origin=table.origin, headers=table.headers, rows=rows,
        header_row=table.header_row,
    )  # fmt: skip


def _plain(cell: Cell, kept: bool) -> Any:
    """A cell as a JSON value: what is no text and no number is a pair of its kind and its text. Nothing of a
    column that no record has."""
    if not kept or cell is None or (isinstance(cell, float) and not -1e300 < cell < 1e300):
        return None
    if isinstance(cell, datetime):
        return ["time", cell.isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    return ["broken", cell.message] if isinstance(cell, Broken) else cell


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    try:
        kind, text = value
        return _CELLS[kind](text)
    except (ValueError, TypeError, KeyError):
        raise BrokenDocumentError("holds a cell of an unknown kind") from None


_CELLS: Mapping[str, Callable[[str], Cell]] = MappingProxyType(
    {"time": datetime.fromisoformat, "date": date.fromisoformat, "broken": Broken}
)


# -- results ----------------------------------------------------------------------------------------------


def result_document(result: Result) -> dict[str, Any]:
    """A result as plain values, without its plan and model."""
    document: dict[str, Any] = plain(
        _Outcome(
            allocation=result.allocation, status=result.status, goals=result.goals,
            provenance=result.provenance,
        )
    )  # fmt: skip
    return document


def result_of(plan: PlanRecord, model: CoordinationModel, document: Any) -> Result:
    """The result of a document on a plan and a model. Raises BrokenDocumentError where the allocation breaks
    a hard rule, or its goals are not those that it has."""
    outcome = record(_Outcome, document)
    result = Result(
        plan=plan, model=model, allocation=outcome.allocation, status=outcome.status, goals=outcome.goals,
        provenance=outcome.provenance,
    )  # fmt: skip
    try:
        doubt = next(_doubts(result), "")
    except (LookupError, ArithmeticError, TypeError, ValueError) as error:  # of codes and days that are none
        doubt = f"holds an allocation that cannot be checked ({type(error).__name__})"
    if doubt:
        raise BrokenDocumentError(doubt)
    return result


def allocation_in(document: Any) -> Allocation:
    """The allocation of a result's document, which may be one of any plan. Raises BrokenDocumentError."""
    return record(_Outcome, document).allocation


def model_of(text: object) -> CoordinationModel:
    """The model in TOML. Raises BrokenDocumentError, or InputError."""
    if not isinstance(text, str):
        raise BrokenDocumentError("holds no model")
    return parse_model(text, "stored model")


def _doubts(result: Result) -> Iterator[str]:
    """Why a result cannot be what it says: checked against the plan, without the search."""
    plan, model, allocation = result.plan, result.model, result.allocation
    for violation in verify(plan, model, allocation)[:1]:
        yield f"holds an allocation that breaks a rule: {violation}"
    if [goal.name for goal in result.goals] != [tier.name for tier in model.tiers]:
        yield "holds other goals than its model has"
        return
    proven = True
    for goal, tier in zip(result.goals, model.tiers, strict=True):
        kind = tier_kind(tier, plan.settings.currency)
        parts = {term.code: goal_value(term.code, plan, model, allocation) for term in tier.terms}
        value = kind.reported(sum(kind.cost_weights[code] * part for code, part in parts.items()))
        if (value, parts, kind.unit, kind.sense) != (goal.value, dict(goal.parts), goal.unit, goal.sense):
            yield f"says {goal.name} {goal.value:,}, and the check counts {value:,}"
        better = goal.bound is not None and (goal.bound - goal.value) * (1 if goal.sense == "max" else -1) < 0
        if better or (goal.proven and not (proven and goal.gap == 0)):
            yield f"holds a bound of {goal.name} that its own value disproves"
        proven = goal.proven


def summary_of(result: Result) -> Mapping[str, Any]:
    """What a list of runs shows of a result."""
    return {
        "served": len(result.allocation.missions),
        "requests": len(result.plan.open_requests),
        "goals": [
            {
                "name": goal.name, "value": goal.value, "bound": goal.bound, "unit": goal.unit,
                "sense": goal.sense, "proven": goal.proven,
                "asked": not all(code in RULES and not result.model.is_on(code) for code in goal.parts),
            }
            for goal in result.goals
        ],
    }  # fmt: skip
