"""`allocator solve`: search for the best allocation of a plan, verify it, write it."""

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
    from collections.abc import Sequence
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from allocator.cli.inputs import Inputs
    from allocator.cli.interrupts import Interrupts
    from allocator.cli.output import Target
    from allocator.results.result import Result


class _Earlier(NamedTuple):
    """Earlier allocations: one to change little, one to begin with."""

    previous: Path | None
    start: Path | None


class _Elsewhere(NamedTuple):
    """Where it is solved, and where runs are kept; None for on this machine, and for nowhere."""

    cluster: str | None
    store: Path | None


class _Asked(NamedTuple):
    """How the result is to be handed over."""

    output: str | None
    administration_sheets: bool
    as_json: bool
    advice: Advice
    calendar: bool
    report: Path | None


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
        typer.Option(
            metavar="FILE", help="An allocation (.xlsx, .json or a folder of CSV files) to change little"
        ),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="An allocation (.xlsx, .json or a folder of CSV files) to begin with: what still holds of "
            "it stays, or gets better",
        ),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", show_default="not kept",
            help="Keep the run there, and take it from there if it was solved before; `runs` lists them",
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
    calendar: Annotated[
        bool, typer.Option("--calendar", help="Show who receives missions in which week, in characters")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", show_default="none",
            help="Write a page to read and to print as well: .html (needs the extra report)",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator solve`, as `COMMAND` says it."""
    options = {"time_limit": time_limit, "workers": workers, "seed": seed, "effort": effort}
    given = {name: value for name, value in options.items() if value is not None}
    with errors_reported(as_json) as signals:
        advice = Advice.of(alternatives, advise=advise)
        asked = _Asked(output, administration_sheets, as_json, advice, calendar, report)
        earlier = _Earlier(previous, start)
        raise typer.Exit(_solve(plan, model, earlier, asked, given, _Elsewhere(cluster, store), signals))


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
    elsewhere: "_Elsewhere",
    signals: "Interrupts",
) -> ExitCode:
    """Read, search, write, tell; the exit code."""
    from allocator.cli.consoles import warnings_printed
    from allocator.cli.inputs import paths_of, read_inputs, say_warnings
    from allocator.cli.outcome import show_outcome
    from allocator.cli.output import load_writers, require_apart, write

    paths = paths_of(plan, model)
    read = (*paths, *(path for path in earlier if path is not None))
    target, page = _target(asked, read), _page(asked.report, read)
    require_apart({"--output": target.path, "--report": asked.report, "--store": elsewhere.store})
    began = time.perf_counter()
    inputs = read_inputs(paths, earlier.previous)
    begin = None if earlier.start is None else _read_start(earlier.start)
    reading = time.perf_counter() - began
    say_warnings(inputs.plan)
    asked.advice.require_known(inputs.plan)
    load_writers()
    signals.raise_if_heard()
    with _executor(elsewhere.cluster) as executor, warnings_printed():
        options = {**given, "executor": executor, "start": begin}
        result = _read_in(_searched(inputs, options, signals, elsewhere.store), reading)
        signals.shielded = True
        asked.advice.give(result, result.provenance.time_limit, signals)
    began = time.perf_counter()
    target = write(result, target)
    show_outcome(result, target, time.perf_counter() - began, calendar=asked.calendar, as_json=asked.as_json)
    if page is not None:
        _write_page(result, page, asked.as_json)
    return ExitCode.INTERRUPTED if result.status == "interrupted" else ExitCode.DONE


def _searched(
    inputs: "Inputs", options: dict[str, Any], signals: "Interrupts", store: Path | None
) -> "Result":
    """The outcome of a search, or what the run store knows of it."""
    if store is None:
        from allocator.cli.watched import searched

        return searched(inputs, options, signals)
    from allocator.cli.kept import kept_or_searched

    return kept_or_searched(inputs, options, signals, store)


def _target(asked: _Asked, inputs: "Sequence[Path]") -> "Target":
    """Where the result goes. Raises InputError where it cannot go there."""
    from allocator.cli.output import target_of, usual_target

    if asked.output is None:
        return usual_target(inputs, administration_sheets=asked.administration_sheets)
    return target_of(asked.output, inputs, administration_sheets=asked.administration_sheets)


def _page(report: Path | None, inputs: "Sequence[Path]") -> "Target | None":
    """Where the page goes. Raises InputError where it cannot go there, and without the extra `report`."""
    if report is None:
        return None
    from allocator.cli.output import blaming
    from allocator.cli.report import report_target

    with blaming("--report"):
        return report_target(report, inputs)


def _write_page(result: "Result", page: "Target", as_json: bool) -> None:
    import allocator
    from allocator.cli.consoles import say

    allocator.write_report(result, page.path)
    say(f"Written to {page.path}{page.remark}", stderr=as_json)


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
