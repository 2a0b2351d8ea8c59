"""A result in a workbook or a folder of CSV files: its sheets are a plan, and a few of them say the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from allocator.errors import Fault, InputError
from allocator.inputs.model_file import parse_model
from allocator.inputs.plan_file import plan_from_raw
from allocator.outside.toml_file import parse_toml
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import OPEN, Decision
from allocator.plan.policy import CoordinationModel
from allocator.results.record import BrokenRecordError, Record, ResultParts, unsealed
from allocator.tables.cells.cells import Cell, is_blank
from allocator.tables.raw import RawPlan, RawRow
from allocator.tables.read import read_raw
from allocator.tables.written_sheets import CHECKS, MODEL_FILE, RESULT_FILE

_ASSIGNMENTS, _PREVIOUS = "Assignments", "previous"


def read_sheets(path: Path) -> ResultParts:
    """The parts of a result that `allocator solve` wrote. The assignments are those of the sheet as it
    stands, edited or not. Raises InputError where the file is no such result."""
    raw = read_raw(path)
    plan, checks = plan_from_raw(raw), _checks(raw)
    written = plan_from_raw(_as_written(raw))
    return ResultParts(
        source=path.name,
        plan=plan,
        model=_model(path, checks),
        allocation=_allocation(path, written),
        record=_record(path, checks),
        place=CHECKS,
        agreed=tuple(replace(row, decision="") for row in written.decisions),
    )


def carried_model(raw: RawPlan) -> CoordinationModel | None:
    """The model under which a written result was planned; None where the sheets are those of no result.

    Raises InputError where the sheet that holds it is damaged.
    """
    return None if raw.checks is None else _model(Path(raw.source), _checks(raw))


def carried_scenario(raw: RawPlan) -> tuple[str, tuple[str, ...]]:
    """The title and the changes of the scenario in which a written result was planned, and that it is planned
    again; blank where it was none, or where the sheets are those of no result."""
    path = Path(raw.source)
    record = "" if raw.checks is None else _record(path, _checks(raw))
    if isinstance(record, str) or not record.provenance.scenario:
        return "", ()
    origin = record.provenance
    return origin.scenario, (*origin.changes, f"planned again from {path.name}")


def _checks(raw: RawPlan) -> tuple[Mapping[str, str], ...]:
    """The sheet Checks, row by row. Raises InputError where it is missing or damaged: that is no result."""
    if raw.checks is None:
        message = f"has no sheet {CHECKS}: it is not a result that `allocator solve` wrote"
        raise InputError(raw.source, [Fault(place=Path(raw.source).name, message=message)])
    if isinstance(raw.checks, InputError):
        raise raw.checks
    return raw.checks


def _model(path: Path, checks: tuple[Mapping[str, str], ...]) -> CoordinationModel:
    """The model file that the sheet Checks carries, line by line."""
    try:
        return parse_model(_pasted(checks, MODEL_FILE), f"{path.name}, sheet {CHECKS}")
    except InputError:
        message = "does not hold the whole model any more; give it with --model, or fetch the file again"
        raise InputError(str(path), [Fault(place=CHECKS, message=message)]) from None


def _record(path: Path, checks: tuple[Mapping[str, str], ...]) -> Record | str:
    """What the sheet Checks says of the result, or why it says nothing that can be relied upon."""
    text = _pasted(checks, RESULT_FILE)
    if not text.strip():
        return f"has no part {RESULT_FILE}, which holds the bounds and proofs"
    try:
        return unsealed(parse_toml(text, f"{path.name}, sheet {CHECKS}"))
    except BrokenRecordError as error:
        return f"its part {RESULT_FILE} {error}"
    except InputError:
        return f"its part {RESULT_FILE} cannot be read any more"


def _pasted(checks: tuple[Mapping[str, str], ...], part: str) -> str:
    """The findings of a part of the sheet, one below the other."""
    return "".join(f"{row.get('finding', '')}\n" for row in checks if row.get("part") == part)


def _allocation(path: Path, plan: Plan) -> Allocation:
    """The missions of the rows of Assignments that the result wrote, grouped by request. What has been
    delivered since is none of them: those rows are part of the plan; nor is what is called off."""
    teams: dict[str, list[Decision]] = {}
    for row in plan.decisions:
        if plan.is_open(row.request) and plan.requests[row.request].status == OPEN:
            teams.setdefault(row.request, []).append(row)
    faults = [
        Fault(place=row.at(field), column=field, message=message)
        for team in teams.values()
        for row in team
        for field, message in _faults(row, team[0])
    ]
    if faults:
        raise InputError(str(path), faults)
    return Allocation(tuple(_mission(team) for team in teams.values()))


def _as_written(raw: RawPlan) -> RawPlan:
    """The input with only those rows of Assignments that a result wrote, whatever was decided about them
    since."""
    table = raw.tables.get(_ASSIGNMENTS)
    end, decision = (None, None) if table is None else map(table.position, ("end", "decision"))
    if table is None or end is None or decision is None:
        message = f"has no sheet {_ASSIGNMENTS} with the columns decision and end: it is not a result"
        raise InputError(raw.source, [Fault(place=_ASSIGNMENTS, message=message)])
    rows = tuple(
        replace(row, cells=_with(row, decision, _PREVIOUS))
        for row in table.rows
        if not is_blank(row.cell(end))
    )
    return replace(raw, tables=MappingProxyType({**raw.tables, _ASSIGNMENTS: replace(table, rows=rows)}))


def _with(row: RawRow, position: int, value: str) -> tuple[Cell, ...]:
    """The cells of a row, one of them replaced."""
    width = max(len(row.cells), position + 1)
    return tuple(value if i == position else row.cell(i) for i in range(width))


def _faults(row: Decision, first: Decision) -> Iterator[tuple[str, str]]:
    """(field, message) of what keeps a row from being part of the mission that `first` begins."""
    for field in ("seat", "expert", "start"):
        if not getattr(row, field):
            yield field, "is blank; a row of an allocation names it"
    for field in ("start", "agreement"):
        own, other = getattr(row, field), getattr(first, field)
        if own and other and own != other:
            yield field, f"{own} contradicts {other} at {first.at(field)}; a mission has one of each"


def _mission(team: list[Decision]) -> Mission:
    first = team[0]
    assert first.start is not None
    return Mission(
        request=first.request,
        start=first.start,
        team=tuple(Assignment(row.request, row.seat, row.expert) for row in team),
        agreement=next((row.agreement for row in team if row.agreement), None),
    )
