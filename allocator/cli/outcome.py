"""What `allocator solve` tells in the end: how good the allocation is, where it is, and what to ask next."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.cli.output import Target
    from allocator.results.result import Result

_HEADERS = ("goal", "value", "bound", "unit", "proven", "how far from the best")


def show_outcome(
    result: "Result", target: "Target", written_in: float, *, calendar: bool, as_json: bool
) -> None:
    """Show how good the allocation is, where it is, and what can be asked about it; with `calendar`, who
    receives missions in which week."""
    from allocator.cli.consoles import say, show_table
    from allocator.report.verdict import headline, scenario_words

    if as_json:
        typer.echo(json.dumps(_fields(result, target.path, written_in)))
        return
    if result.provenance.scenario:
        say(scenario_words(result))
    say(headline(result))
    for incident in result.provenance.incidents:
        say(f"incident  {incident}")
    show_table(_HEADERS, _goal_rows(result), numbers=frozenset({"value", "bound"}))
    if calendar:
        from allocator.report.text_calendar import calendar_lines

        say("\n".join(calendar_lines(result)))
    say(f"Written to {target.path}{target.remark}")
    _say_next(result, target.path)


def _goal_rows(result: "Result") -> "Iterator[list[str]]":
    """One row per goal, in the model's order."""
    from allocator.report.goals_table import goals_table

    for row in goals_table(result).records():
        cells = (row[header] for header in _HEADERS)
        yield ["" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells]


def _say_next(result: "Result", path: Path) -> None:
    """What can be asked about the result now."""
    from allocator.cli.consoles import say
    from allocator.report.next_questions import next_questions

    questions = next_questions(result, path)
    if not questions:
        return
    width = max(len(command) for command, _ in questions)
    say("\n".join(["Ask next:", *(f"  {command:<{width}}  {tells}" for command, tells in questions)]))


def _fields(result: "Result", path: Path, written_in: float) -> dict[str, Any]:
    """The result as one JSON object. What `written_in` (seconds) holds beyond the tables was writing."""
    from allocator.export.json_file import proof_record
    from allocator.report.timing import report_seconds

    reporting = report_seconds(result)
    allocation = result.allocation
    asked, served = len(result.plan.open_requests), len(allocation.missions)
    assignments = [place for _, place in allocation.assignments()]
    return {
        "status": result.status,
        "scenario": result.provenance.scenario or None,
        "changes": list(result.provenance.changes),
        "goals": [
            {
                "name": goal.name, "value": goal.value, "bound": goal.bound, "gap": goal.gap,
                "unit": goal.unit, "sense": goal.sense, "proven": goal.proven,
                "proof": proof_record(goal.proof), "parts": dict(goal.parts),
            }
            for goal in result.goals
        ],
        "counts": {
            "requests": asked, "served": served, "unserved": asked - served,
            "assignments": len(assignments), "experts": len({place.expert for place in assignments}),
        },
        "incidents": list(result.provenance.incidents),
        "seconds": {
            **result.provenance.seconds, **reporting,
            "writing": round(written_in - sum(reporting.values()), 3),
        },
        "output": str(path),
    }  # fmt: skip
