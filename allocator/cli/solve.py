"""`allocator solve`: search for the best allocation of a plan, verify it, write it."""

import json
import time
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from allocator.cli.advice import Advice
from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, Seed, Workers, seconds
from allocator.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from allocator.cli.interrupts import Interrupts
    from allocator.cli.output import Target
    from allocator.results.result import Result


_HEADERS = ("goal", "value", "bound", "unit", "proven", "how far from the best")


class _Earlier(NamedTuple):
    """Earlier allocations: one to change little, one to begin with."""

    previous: Path | None
    start: Path | None


class _Asked(NamedTuple):
    """How the result is to be handed over."""

    output: str | None
    administration_sheets: bool
    as_json: bool
    advice: Advice


def run(
    plan: Annotated[
        Path | None,
        typer.Argument(
            help="A workbook (.xlsx), a folder of CSV files or a scenario (.toml)",
            show_default="the bundled plan",
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Coordination model", show_default="the bundled national.toml"),
    ] = None,
    time_limit: Annotated[
        float | None,
        seconds(
            "For the search over all goals; reading and writing come on top",
            show_default="60, or the scenario's",
        ),
    ] = None,
    workers: Workers = None,
    seed: Seed = None,
    effort: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, show_default="until the time limit",
            help="Rounds of search instead of seconds: the same result on every machine",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", show_default="this machine's cores",
            help="A dask scheduler, as tcp://HOST:PORT, whose workers search too. They run any code they are "
            "sent: give only one you trust, in a network you trust",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", show_default="allocation.xlsx or the scenario's name, numbered if it is there",
            help="Where to write: .xlsx, .json, or .csv or FOLDER/ for CSV files",
        ),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="An allocation (.xlsx or a folder of CSV files) to change little"),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="An allocation (.xlsx or a folder of CSV files) to begin with: what still holds of it "
            "stays, or gets better",
        ),
    ] = None,
    administration_sheets: Annotated[
        bool,
        typer.Option("--administration-sheets", help="In a workbook: a page to send to each administration"),
    ] = False,
    alternatives: Annotated[
        str,
        typer.Option(
            metavar="CODES", show_default="none",
            help="Requests, as R017,R031, for which a sheet shows who else could go, and when else",
        ),
    ] = "",
    advise: Annotated[
        bool,
        typer.Option(
            "--advise",
            help="Take three times as long again: who would lose by each request that is not served, what to "
            "change for it, which assignments have to be, and what decisions are worth (sheet Advice)",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator solve`, as `COMMAND` says it."""
    options = {"time_limit": time_limit, "workers": workers, "seed": seed, "effort": effort}
    given = {name: value for name, value in options.items() if value is not None}
    with errors_reported(as_json) as signals:
        advice = Advice.of(alternatives, advise=advise)
        asked = _Asked(output, administration_sheets=administration_sheets, as_json=as_json, advice=advice)
        earlier = _Earlier(previous, start)
        raise typer.Exit(_solve(plan, model, earlier, asked, given, cluster, signals))


COMMAND = Command(
    name="solve",
    run=run,
    says="""Find the best allocation of a plan and write it.

Ctrl-C keeps the best allocation so far, and so does a terminal that is closed.""",
    example="allocator solve plan.xlsx --time-limit 120 --output allocation.xlsx",
    ends=ExitCode,
)


def _solve(
    plan: Path | None,
    model: Path | None,
    earlier: "_Earlier",
    asked: _Asked,
    given: dict[str, Any],
    cluster: str | None,
    signals: "Interrupts",
) -> ExitCode:
    """Read, search, write, tell; the exit code."""
    from allocator.cli.consoles import warnings_printed
    from allocator.cli.inputs import paths_of, read_inputs, say_warnings
    from allocator.cli.output import load_writers, write
    from allocator.cli.watched import searched

    paths = paths_of(plan, model)
    target = _target(asked, (*paths, *(path for path in earlier if path is not None)))
    began = time.perf_counter()
    inputs = read_inputs(paths, earlier.previous)
    begin = None if earlier.start is None else _read_start(earlier.start)
    reading = time.perf_counter() - began
    say_warnings(inputs.plan)
    asked.advice.require_known(inputs.plan)
    load_writers()
    signals.raise_if_heard()
    with _executor(cluster) as executor, warnings_printed():
        result = _read_in(searched(inputs, {**given, "executor": executor, "start": begin}, signals), reading)
        signals.shielded = True
        asked.advice.give(result, result.provenance.time_limit, signals)
    began = time.perf_counter()
    target = write(result, target)
    _report(result, target, asked.as_json, time.perf_counter() - began)
    return ExitCode.INTERRUPTED if result.status == "interrupted" else ExitCode.DONE


def _target(asked: _Asked, inputs: "Sequence[Path]") -> "Target":
    """Where the result goes. Raises InputError where it cannot go there."""
    from allocator.cli.output import target_of, usual_target

    if asked.output is None:
        return usual_target(inputs, administration_sheets=asked.administration_sheets)
    return target_of(asked.output, inputs, administration_sheets=asked.administration_sheets)


def _read_start(path: Path) -> "Result":
    """The result to begin with. Raises InputError."""
    import allocator

    return allocator.read_result(path)


def _executor(cluster: str | None) -> "AbstractContextManager[Executor | None]":
    """The workers of a cluster, for as long as the context lasts; None where no cluster is asked for."""
    if cluster is None:
        return nullcontext()
    from allocator.outside.cluster import connected

    return connected(cluster)


def _read_in(result: "Result", seconds: float) -> "Result":
    """The result with the time that reading its input took."""
    stages = {"reading": round(seconds, 3), **result.provenance.seconds}
    return replace(result, provenance=replace(result.provenance, seconds=stages))


def _report(result: "Result", target: "Target", as_json: bool, written_in: float) -> None:
    """Show how good the allocation is, and where it is."""
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
    say(f"Written to {target.path}{target.remark}")


def _goal_rows(result: "Result") -> "Iterator[tuple[str, ...]]":
    """One row per goal, in the model's order."""
    from allocator.report.verdict import gap_words, shown_goals
    from allocator.report.words import goal_words, unit_words

    for number, goal in shown_goals(result):
        bound = "" if goal.bound is None else f"{goal.bound:,}"
        unit = unit_words(goal.unit, result.plan.settings.currency)
        proven = "yes" if goal.proven else "no"
        yield goal_words(goal.name), f"{goal.value:,}", bound, unit, proven, gap_words(result, number)


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
