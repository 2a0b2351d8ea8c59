"""A written result, read back: its plan, its model and its allocation, with the goals counted anew."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from allocator.allocation import Allocation, Assignment, Mission
from allocator.errors import Fault, InputError
from allocator.goals.tiers import tier_kind
from allocator.model_file import parse_model
from allocator.plan import Plan
from allocator.policy import CoordinationModel, Tier
from allocator.result import Goal, Provenance, Result
from allocator.tables.dates import date_of
from allocator.tables.output_sheet import read_output_sheet
from allocator.tables.read import read_plan
from allocator.verification import goal_value


def read_result(path: str | Path) -> Result:
    """The result in a workbook (or folder of CSV files) that `allocator solve` wrote.

    The assignments are those of the sheet as it stands, edited or not; goals are counted from them and have
    no bounds. Raises InputError where the file is no such result.
    """
    path = Path(path)
    plan = read_plan(path)
    checks = read_output_sheet(path, "Checks")
    model = parse_model(_model_text(checks), path.name)
    allocation = _allocation(path, read_output_sheet(path, "Assignments"))
    currency = plan.settings.currency
    return Result(
        plan=plan,
        model=model,
        allocation=allocation,
        status="feasible",
        goals=tuple(_goal(plan, model, allocation, tier, currency) for tier in model.tiers),
        provenance=_provenance(plan, checks),
    )


def _model_text(checks: tuple[Mapping[str, str], ...]) -> str:
    """The model file that the sheet Checks carries, line by line."""
    return "\n".join(row["finding"] for row in checks if row.get("part") == "Model file") + "\n"


def _allocation(path: Path, rows: tuple[Mapping[str, str], ...]) -> Allocation:
    """The missions of the Assignments sheet: its rows with an end, grouped by request."""
    teams: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        if row.get("end") and row.get("expert") and row.get("start"):
            teams.setdefault(row["request"], []).append(row)
    missions = []
    for request, team in teams.items():
        starts = {row["start"] for row in team}
        payers = {row.get("agreement", "") for row in team}
        if len(starts) > 1 or len(payers) > 1:
            message = "its rows name different starts or agreements; a mission has one of each"
            raise InputError(str(path), [Fault(place=f"Assignments {request}", message=message)])
        missions.append(
            Mission(
                request=request,
                start=_start(path, request, starts.pop()),
                team=tuple(Assignment(request, row["seat"], row["expert"]) for row in team),
                agreement=payers.pop() or None,
            )
        )
    return Allocation(tuple(missions))


def _start(path: Path, request: str, text: str) -> date:
    try:
        return date_of(text.removesuffix(" 00:00:00"))
    except ValueError as error:
        raise InputError(
            str(path), [Fault(place=f"Assignments {request}", column="start", message=str(error))]
        ) from None


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
    run = {row["what"]: row["finding"] for row in checks if row.get("part") == "Run"}
    versions = {row["what"]: row["finding"] for row in checks if row.get("part") == "Versions"}
    return Provenance(
        plan_digest=plan.digest,
        model_digest=run.get("model digest", ""),
        seed=int(run.get("seed", "0")),
        workers=int(run.get("workers", "1")),
        time_limit=None,
        effort=None,
        versions=versions,
        created=run.get("created", ""),
        seconds={},
        columns=0,
        rows=0,
    )
