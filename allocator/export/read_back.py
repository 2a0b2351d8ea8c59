"""A written result, read back: its plan, its model and its allocation, with the goals counted anew."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from allocator.errors import Fault, InputError
from allocator.goals.tiers import tier_kind
from allocator.inputs.model_file import parse_model
from allocator.inputs.plan_file import plan_from_raw
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import Decision
from allocator.plan.policy import CoordinationModel, Tier
from allocator.report.result import Result
from allocator.results.result import Goal, Provenance
from allocator.tables.cells.cells import Cell, is_blank
from allocator.tables.raw import RawPlan, RawRow
from allocator.tables.read import read_raw
from allocator.tables.written_sheets import CHECKS
from allocator.verification import goal_value

_ASSIGNMENTS, _PREVIOUS = "Assignments", "previous"
_INCIDENT = "incident"  # rows of the part Run


def read_result(path: str | Path) -> Result:
    """The result in a workbook (or folder of CSV files) that `allocator solve` wrote.

    The assignments are those of the sheet as it stands, edited or not; goals are counted from them and have
    no bounds. Raises InputError where the file is no such result.
    """
    path = Path(path)
    raw = read_raw(path)
    plan = plan_from_raw(raw)
    checks = _checks(raw)
    model = _model(path, checks)
    allocation = _allocation(path, raw)
    currency = plan.settings.currency
    return Result(
        plan=plan,
        model=model,
        allocation=allocation,
        status="feasible",
        goals=tuple(_goal(plan, model, allocation, tier, currency) for tier in model.tiers),
        provenance=_provenance(plan, checks),
    )


def carried_model(raw: RawPlan) -> CoordinationModel | None:
    """The model under which a written result was planned; None where the sheets are those of no result.

    Raises InputError where the sheet that holds it is damaged.
    """
    return None if raw.checks is None else _model(Path(raw.source), _checks(raw))


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
    lines = [row.get("finding", "") for row in checks if row.get("part") == "Model file"]
    try:
        return parse_model("\n".join(lines) + "\n", f"{path.name}, sheet {CHECKS}")
    except InputError:
        message = "does not hold the whole model any more; give it with --model, or fetch the file again"
        raise InputError(str(path), [Fault(place=CHECKS, message=message)]) from None


def _allocation(path: Path, raw: RawPlan) -> Allocation:
    """The missions of the sheet Assignments: its rows with an end, grouped by request. What has been
    delivered since is none of them: those rows are part of the plan."""
    plan = plan_from_raw(_as_written(raw))
    teams: dict[str, list[Decision]] = {}
    for row in plan.decisions:
        if plan.requests[row.request].done_on is None:
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


def _goal(plan: Plan, model: CoordinationModel, allocation: Allocation, tier: Tier, currency: str) -> Goal:
    """A tier counted from the allocation; nothing is known of its bound."""
    kind = tier_kind(tier, currency)
    parts = {term.code: goal_value(term.code, plan, model, allocation) for term in tier.terms}
    cost = sum(kind.cost_weights[code] * value for code, value in parts.items())
    return Goal(
        name=tier.name, value=kind.reported(cost), bound=None, unit=kind.unit, sense=kind.sense,
        proven=False, parts=parts,
    )  # fmt: skip


def _provenance(plan: Plan, checks: tuple[Mapping[str, str], ...]) -> Provenance:
    """What the sheet Checks says of the run that wrote it."""
    run, versions = (
        {row.get("what", ""): row.get("finding", "") for row in checks if row.get("part") == part}
        for part in ("Run", "Versions")
    )
    return Provenance(
        plan_digest=plan.digest,
        model_digest=run.get("model digest", ""),
        seed=_whole(run.get("seed", ""), 0),
        workers=_whole(run.get("workers", ""), 1),
        time_limit=None,
        effort=None,
        versions=versions,
        created=run.get("created", ""),
        seconds={},
        columns=0,
        rows=0,
        incidents=tuple(
            row.get("finding", "")
            for row in checks
            if (row.get("part"), row.get("what")) == ("Run", _INCIDENT)
        ),
    )


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() else otherwise
