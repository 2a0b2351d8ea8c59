"""Sheet `Checks`: why the allocation can be trusted, and what is needed to make it again."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.outside.toml_file import toml_lines
from allocator.plan.fingerprint import fingerprint
from allocator.plan.policy import Level
from allocator.report.assignment_sheet import decisions_written
from allocator.report.colours import Colours, Mark
from allocator.report.output_sheet import OutputSheet
from allocator.report.table import Cell, Column, Table
from allocator.report.timing import report_seconds
from allocator.report.verdict import shown_goals, status_words
from allocator.report.words import counted, goal_words, unit_of
from allocator.results.record import Record, sealed
from allocator.rules import RULES
from allocator.tables.written_sheets import CHECKS, MODEL_FILE, RESULT_FILE
from allocator.verification import amounts, verify

if TYPE_CHECKING:
    from allocator.results.result import Provenance, Result

_COLUMNS = (Column("part"), Column("what"), Column("finding"))
_COLOURS = (
    Colours(
        "finding",
        "Green: passed. Red: broken",
        (Mark("begins", "BROKEN", "bad"), Mark("begins", "Passed", "good")),
    ),
)

_OPEN = "not proven"

_Row = tuple[Cell, ...]


def checks(result: "Result") -> Table:
    """The independent verification, the provenance, the warnings of the input and the whole model."""
    rows = (
        *_verification(result),
        *_soft_rules(result),
        ("Run", "status", f"{result.status}: {status_words(result)}"),
        *(("Proof", goal_words(goal.name), str(goal.proof or _OPEN)) for _, goal in shown_goals(result)),
        *_provenance(result.provenance, report_seconds(result)),
        *(("Input", "warning", str(fault)) for fault in result.plan.warnings),
        *(("Doubt", fault.place, fault.message) for fault in result.doubts),
        *_model(result),
        *_record(result),
    )
    return Table(CHECKS, _COLUMNS, rows, _COLOURS)


SHEET = OutputSheet(table=checks)


def _verification(result: "Result") -> Iterator[_Row]:
    broken = verify(result.plan, result.model, result.allocation)
    if not broken:
        yield "Verification", "hard rules", "Passed: no hard rule is broken"
    for violation in broken:
        yield "Verification", violation.rule, f"BROKEN [{violation.subject}]: {violation.message}"


def _soft_rules(result: "Result") -> Iterator[_Row]:
    """What each soft rule is broken by, counted independently of the search."""
    for code, amount in amounts(result.plan, result.model, result.allocation).items():
        if amount or result.model.level(code) is Level.SOFT:
            yield "Soft rules", code, f"{counted(amount, unit_of(code))} ({RULES[code].sentence})"


def _provenance(provenance: "Provenance", reporting: Mapping[str, float]) -> Iterator[_Row]:
    if provenance.scenario:
        yield "Run", "scenario", provenance.scenario
    for change in provenance.changes:
        yield "Run", "change", change
    yield "Run", "plan digest", provenance.plan_digest
    yield "Run", "model digest", provenance.model_digest
    yield "Run", "seed", str(provenance.seed)
    yield "Run", "workers", str(provenance.workers)
    yield "Run", "time limit", _limit(provenance.time_limit, "s")
    yield "Run", "effort", _limit(provenance.effort)
    yield "Run", "created", provenance.created
    if provenance.started_from:
        yield "Run", "started from", f"the allocation {provenance.started_from[:16]}"
    yield "Run", "size", f"{provenance.columns:,} columns, {provenance.rows:,} rows"
    if provenance.neighbourhoods:
        kinds = (f"{k}: {gained} of {drawn}" for k, (drawn, gained) in provenance.neighbourhoods.items())
        yield "Run", "neighbourhoods that improved the plan", "; ".join(kinds)
    for incident in provenance.incidents:
        yield "Run", "incident", incident
    for name, seconds in {**provenance.seconds, **reporting}.items():
        yield "Seconds", name, f"{seconds:.2f}"
    for name, version in provenance.versions.items():
        yield "Versions", name, version


def _limit(value: float | None, unit: str = "") -> str:
    return "none" if value is None else f"{value:g} {unit}".strip()


def _model(result: "Result") -> Iterator[_Row]:
    """The model's title, then its file line by line: pasted together, they can be run again."""
    from allocator.inputs.model_file import write_model

    yield "Model", "title", result.model.title
    for number, line in enumerate(write_model(result.model).splitlines(), start=1):
        yield MODEL_FILE, f"line {number}", line


def _record(result: "Result") -> Iterator[_Row]:
    """What `allocator.read_result` needs beside the other sheets, line by line. The decisions of the plan
    stand here because the sheet Assignments has the allocation in their place."""
    held = replace(result.plan, decisions=decisions_written(result))
    record = Record(
        status=result.status,
        goals=result.goals,
        provenance=result.provenance,
        sheets=fingerprint(held),
        decisions=result.plan.decisions,
        departures=result.plan.departures,
    )
    for number, line in enumerate(toml_lines(sealed(record)), start=1):
        yield RESULT_FILE, f"line {number}", line
