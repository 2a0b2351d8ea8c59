"""A written result, read back: the same result, or one that says why it is not.

Nothing that a file says is taken on trust. The allocation is verified, and its goals are counted anew;
bounds and proofs are kept where the file has them under their seal, and they speak of this plan, this model
and these values. The result is then the one that was written. Elsewhere it has no bounds, and `doubts` says
why.
"""

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from allocator.errors import Fault, first_of
from allocator.export.result_json import read_json
from allocator.export.result_sheets import carried_model, carried_scenario, read_sheets
from allocator.inputs.model_file import digest_of_model
from allocator.plan.entities import DECLINED
from allocator.plan.fingerprint import fingerprint
from allocator.report.result import Result
from allocator.results.record import Record, ResultParts
from allocator.results.result import Goal, Provenance
from allocator.verification import goals_counted, verify

__all__ = ["carried_model", "carried_scenario", "read_result"]

_SHOWN_VIOLATIONS = 3
_NO_BOUNDS = "nothing is known of bounds and proofs"


def read_result(path: str | Path) -> Result:
    """The result in a workbook (.xlsx), a folder of CSV files or a JSON file that `allocator solve` wrote.

    Its allocation is that of the file as it stands, edited or not. Where the file is as it was written, the
    result is the one that was written: status, values, bounds, proofs, provenance. Where it is not, the goals
    are counted from the allocation and have no bounds, and `doubts` says what was changed; the status is
    `broken` where the allocation breaks a hard rule. Raises InputError where the file is no such result.
    """
    path = Path(path)
    parts = read_json(path) if path.suffix.lower() == ".json" else read_sheets(path)
    record = parts.record
    if not isinstance(record, str):
        parts = _with_plan_as_solved(parts, record)
    counted = goals_counted(parts.plan, parts.model, parts.allocation)
    violations = [str(each) for each in verify(parts.plan, parts.model, parts.allocation)]
    doubts = tuple(_doubts(parts, counted, violations))
    found = Result(
        plan=parts.plan,
        model=parts.model,
        allocation=parts.allocation,
        status="broken" if violations else "feasible",
        goals=counted,
        provenance=_provenance(parts),
        doubts=doubts,
    )
    if doubts or isinstance(record, str):
        return found
    return replace(found, status=record.status, goals=record.goals)


def _with_plan_as_solved(parts: ResultParts, record: Record) -> ResultParts:
    """The parts with the plan that was solved, where the sheets still hold it.

    How far rows that decide nothing have been agreed since is kept: it binds nobody, and the next plan needs
    it.
    """
    plan = parts.plan
    if fingerprint(plan) != record.sheets:
        return parts
    decisions = plan.decisions
    if record.decisions is not None:
        told = {row.request for row in record.decisions if row.status != "draft"}
        agreed = (row for row in parts.agreed if row.status != "draft" or row.request in told)
        open_rows = (row for row in agreed if plan.is_open(row.request))
        decisions = (*record.decisions, *(row for row in open_rows if row not in record.decisions))
    digest = record.provenance.plan_digest
    solved = replace(plan, decisions=decisions, departures=record.departures, digest=digest)
    return parts._replace(plan=solved)


def _doubts(parts: ResultParts, counted: tuple[Goal, ...], violations: list[str]) -> Iterator[Fault]:
    """Why what the file says of the result cannot be kept; nothing where it can."""
    record = parts.record

    def doubt(place: str, message: str) -> Fault:
        return Fault(place=place, message=message, severity="warning")

    if violations:
        shown = "; ".join(first_of(iter(violations), _SHOWN_VIOLATIONS))
        left = any(row.status == DECLINED for row in parts.plan.decisions)
        why = "as people have declined or" if left else "so"
        yield doubt(parts.source, f"the allocation breaks hard rules, {why} it was changed by hand: {shown}")
    if isinstance(record, str):
        yield doubt(f"{parts.source}, {parts.place}", f"{record}; {_NO_BOUNDS}")
        return
    written_by = _other_version(record)
    if parts.plan.digest != record.provenance.plan_digest:
        message = f"the plan was changed since it was solved{written_by}; {_NO_BOUNDS}: solve it again"
        yield doubt(parts.source, message)
    if digest_of_model(parts.model) != record.provenance.model_digest:
        message = f"the model was changed since the plan was solved{written_by}; {_NO_BOUNDS}"
        yield doubt(parts.source, message)
    changed = list(islice(_recounted(record.goals, counted), _SHOWN_VIOLATIONS))
    if changed:
        words = "; ".join(changed)
        yield doubt(parts.source, f"the allocation is not the one that was written: {words}; {_NO_BOUNDS}")
    elif not _is_sound(record):
        yield doubt(
            f"{parts.source}, {parts.place}", f"its bounds and proofs contradict each other; {_NO_BOUNDS}"
        )


def _other_version(record: Record) -> str:
    """What may be the reason instead of a planner's hand: another version reads a plan in another way."""
    wrote = record.provenance.versions.get("allocator", "")
    own = version("allocator")
    return "" if wrote in ("", own) else f", or Allocator {wrote}, which wrote it, differs from this {own}"


def _recounted(written: tuple[Goal, ...], counted: tuple[Goal, ...]) -> Iterator[str]:
    """The goals that count another value than what was written."""
    if [goal.name for goal in written] != [goal.name for goal in counted]:
        yield "its goals are others than those of the model"
        return
    for said, found in zip(written, counted, strict=True):
        told = (said.value, said.unit, said.sense, dict(said.parts))
        if told != (found.value, found.unit, found.sense, dict(found.parts)):
            yield f"{said.name} counts {found.value:,} and not {said.value:,}"


def _is_sound(record: Record) -> bool:
    """Whether no value passes its bound, and what is called proven meets its bound in every goal so far."""
    so_far = True
    for goal in record.goals:
        sign = 1 if goal.sense == "max" else -1
        if goal.bound is not None and sign * (goal.bound - goal.value) < 0:
            return False
        so_far = so_far and goal.gap == 0
        if goal.proven != (goal.proof is not None) or (goal.proven and not so_far):
            return False
    return record.status != "optimal" or all(goal.proven for goal in record.goals)


def _provenance(parts: ResultParts) -> Provenance:
    """Where the result comes from, as far as that is known."""
    plan_digest, model_digest = parts.plan.digest, digest_of_model(parts.model)
    if not isinstance(parts.record, str):
        return replace(parts.record.provenance, plan_digest=plan_digest, model_digest=model_digest)
    return Provenance(
        plan_digest=plan_digest, model_digest=model_digest, seed=0, workers=1, time_limit=None, effort=None,
        versions={}, created="", seconds={}, columns=0, rows=0,
    )  # fmt: skip
