"""`allocator solve`: search for the best allocation of a plan, verify it, write it."""

import json
import math
import time
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from allocator.cli.inputs import Inputs
    from allocator.cli.interrupts import Interrupts
    from allocator.results.result import Result
    from allocator.search.progress import Progress


_HEADERS = ("goal", "value", "bound", "unit", "proven", "how far from the best")


class _Earlier(NamedTuple):
    """Earlier allocations: one to change little, one to begin with."""

    previous: Path | None
    start: Path | None


class _Asked(NamedTuple):
    """How the result is to be handed over."""

    output: str
    administration_sheets: bool
    as_json: bool
    advise: bool


def _finite(seconds: float | None) -> float | None:
    if seconds is not None and not math.isfinite(seconds):
        raise typer.BadParameter("is not a number of seconds")
    return seconds


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
        typer.Option(
            metavar="SECONDS", min=0, callback=_finite, show_default="60, or the scenario's",
            help="For the search over all goals; reading and writing come on top",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Searches side by side", show_default="one per core"),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, max=2**31 - 1, help="Seed of all chance", show_default="0"),
    ] = None,
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
        str,
        typer.Option(metavar="FILE", help="Where to write: .xlsx, .json, or .csv or FOLDER/ for CSV files"),
    ] = "allocation.xlsx",
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
    advise: Annotated[
        bool,
        typer.Option(
            "--advise",
            help="Ask all questions of `allocator advise` as well, but curve, each in as much time as the "
            "search; the answers are a sheet, Advice",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for machines")] = False,
) -> None:  # fmt: skip
    """`allocator solve`, as `COMMAND` says it."""
    options = {"time_limit": time_limit, "workers": workers, "seed": seed, "effort": effort}
    given = {name: value for name, value in options.items() if value is not None}
    with errors_reported(as_json) as signals:
        asked = _Asked(output, administration_sheets=administration_sheets, as_json=as_json, advise=advise)
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
    from allocator.cli.output import load_writers, target_of, write

    paths = paths_of(plan, model)
    target = target_of(
        asked.output,
        (*paths, *(path for path in earlier if path is not None)),
        administration_sheets=asked.administration_sheets,
    )
    began = time.perf_counter()
    inputs = read_inputs(paths, earlier.previous)
    begin = None if earlier.start is None else _read_start(earlier.start)
    reading = time.perf_counter() - began
    say_warnings(inputs.plan)
    load_writers()
    signals.raise_if_heard()
    with _executor(cluster) as executor, warnings_printed():
        result = _read_in(_search(inputs, {**given, "executor": executor, "start": begin}, signals), reading)
        signals.shielded = True
        if asked.advise:
            _advise(result)
    began = time.perf_counter()
    write(result, target)
    _report(result, target.path, asked.as_json, time.perf_counter() - began)
    return ExitCode.INTERRUPTED if result.status == "interrupted" else ExitCode.DONE


def _advise(result: "Result") -> None:
    """Have the answers to the questions that apply to a plan written with its result; a signal ends them."""
    from allocator.cli.advise import ON_A_SHEET, answer_to, follow
    from allocator.errors import InputError
    from allocator.report.advice_sheet import attach

    how = result.provenance
    options = {"time_limit": how.time_limit, "workers": how.workers, "seed": how.seed, "on_progress": follow}
    answers = []
    for question in ON_A_SHEET:
        with suppress(InputError):  # nobody is asked to pay, or nothing to be served
            answers.append(answer_to(question, result, (), options))
        if answers and answers[-1].interrupted:
            break
    attach(result, answers)


def _read_start(path: Path) -> "Result":
    """The result to begin with. Raises InputError."""
    import allocator

    return allocator.read_result(path)


def _executor(cluster: str | None) -> "AbstractContextManager[Executor | None]":
    """The workers of a cluster, for as long as the context lasts; None where no cluster is asked for."""
    if cluster is None:
        return nullcontext()
    from allocator.cluster import connected

    return connected(cluster)


def _search(inputs: "Inputs", given: dict[str, Any], signals: "Interrupts") -> "Result":
    """The allocation. Options given speak before the scenario's settings."""
    import allocator
    from allocator.cli.progress import ProgressLine

    with ProgressLine() as line:

        def follow(progress: "Progress") -> None:
            signals.raise_if_heard()
            signals.shielded = progress.value is not None  # the search hears them, and no result may be lost
            line.show(progress)

        return allocator.solve(inputs.plan, inputs.model, **{**inputs.settings, **given}, on_progress=follow)


def _read_in(result: "Result", seconds: float) -> "Result":
    """The result with the time that reading its input took."""
    stages = {"reading": round(seconds, 3), **result.provenance.seconds}
    return replace(result, provenance=replace(result.provenance, seconds=stages))


def _report(result: "Result", path: Path, as_json: bool, written_in: float) -> None:
    """Show how good the allocation is, and where it is."""
    from allocator.cli.consoles import say, show_table
    from allocator.report.verdict import headline

    if as_json:
        typer.echo(json.dumps(_fields(result, path, written_in)))
        return
    say(headline(result))
    for incident in result.provenance.incidents:
        say(f"incident  {incident}")
    show_table(_HEADERS, _goal_rows(result), numbers=frozenset({"value", "bound"}))
    say(f"Written to {path}")


def _goal_rows(result: "Result") -> "Iterator[tuple[str, ...]]":
    """One row per goal, in the model's order."""
    from allocator.report.verdict import gap_words
    from allocator.report.words import unit_words

    for number, goal in enumerate(result.goals):
        bound = "" if goal.bound is None else f"{goal.bound:,}"
        unit = unit_words(goal.unit, result.plan.settings.currency)
        proven = "yes" if goal.proven else "no"
        yield goal.name, f"{goal.value:,}", bound, unit, proven, gap_words(result, number)


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
