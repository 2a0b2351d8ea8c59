"""A result for programs: status, goals, tables and provenance in one JSON file."""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from allocator.export.input_sheets import input_tables
from allocator.export.whole_files import write_whole
from allocator.inputs.model_file import write_model
from allocator.plan.allocation import Mission
from allocator.plan.fingerprint import fingerprint
from allocator.report import tables
from allocator.report.timing import report_seconds
from allocator.report.verdict import gap_words, headline
from allocator.results.record import Record, sealed
from allocator.results.result import Goal, Proof, Provenance, Result


def write_json(result: Result, path: str | Path) -> None:
    """Write a result as JSON (UTF-8). Raises InputError if the file cannot be written."""
    text = json.dumps(document(result), ensure_ascii=False, indent=1, allow_nan=False)
    write_whole({Path(path): (text + "\n").encode("utf-8", "replace")})


def document(result: Result) -> dict[str, Any]:
    """The result as JSON values: dates in ISO 8601, one record per row of a table.

    `plan`, `model_file`, `allocation` and what stands under the seal are all that `allocator.read_result`
    needs; the tables are for those who only look.
    """
    record = _record(result)
    return {
        "title": result.plan.settings.title,
        "status": result.status,
        "headline": headline(result),
        "model": result.model.title,
        "goals": [_goal(result, number, goal) for number, goal in enumerate(result.goals)],
        "tables": {table.name: table.records() for table in tables(result)},
        "provenance": _provenance(result),
        "allocation": [_mission(mission) for mission in result.allocation.missions],
        "model_file": write_model(result.model),
        "plan": {table.name: table.records() for table in input_tables(result.plan, without=())},
        "doubts": [str(doubt) for doubt in result.doubts],
        **{key: record[key] for key in ("sheets", "departures", "seal")},
    }


def _record(result: Result) -> dict[str, Any]:
    """What the result says of itself, sealed. The plan of the file is the one that was solved."""
    record = Record(
        status=result.status,
        goals=result.goals,
        provenance=result.provenance,
        sheets=fingerprint(result.plan),
        departures=result.plan.departures,
    )
    return sealed(record)


def _mission(mission: Mission) -> dict[str, Any]:
    team = [{"seat": place.seat, "expert": place.expert} for place in mission.team]
    start = mission.start.isoformat()
    return {"request": mission.request, "start": start, "agreement": mission.agreement, "team": team}


def _goal(result: Result, number: int, goal: Goal) -> dict[str, Any]:
    return {
        "name": goal.name,
        "value": goal.value,
        "bound": goal.bound,
        "gap": goal.gap,
        "unit": goal.unit,
        "sense": goal.sense,
        "proven": goal.proven,
        "proof": proof_record(goal.proof),
        "parts": dict(goal.parts),
        "words": gap_words(result, number),
    }


def _provenance(result: Result) -> dict[str, Any]:
    values = {field.name: getattr(result.provenance, field.name) for field in fields(Provenance)}
    values["seconds"] = {**result.provenance.seconds, **report_seconds(result)}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def proof_record(proof: Proof | None) -> dict[str, Any] | None:
    """What a proof rests on, as JSON values; None where there is no proof."""
    return None if proof is None else {"kind": proof.kind, "by": list(proof.by), "words": str(proof)}
