"""`allocator sweep`: many scenarios, one beside the other, and a table of what came of them."""

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import USUAL, errors_reported
from allocator.cli.options import AsJson, StoreFile, seconds
from allocator.errors import ExitCode

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from allocator.cli.output import Target
    from allocator.store import RunStore
    from allocator.sweeps import Sweep, SweepProgress


def run(
    scenarios: Annotated[
        list[Path], typer.Argument(help="Scenarios (.toml), grids of them, or folders that hold them")
    ],
    store: StoreFile = None,
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write the table as well: .xlsx, .json, or .csv or FOLDER/"),
    ] = None,
    time_limit: Annotated[
        float | None,
        seconds("For the search of each scenario", show_default="60, or the scenario's"),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", show_default="this machine's cores",
            help="A dask scheduler, as tcp://HOST:PORT, whose workers solve the scenarios. They run any code "
            "they are sent: give only one you trust, in a network you trust",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator sweep`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator
        from allocator.cli.consoles import warnings_printed
        from allocator.store import RunStore

        target = None if output is None else _target(output, scenarios)
        kept = RunStore(store)
        with _executor(cluster) as executor, warnings_printed():
            done = allocator.sweep(
                scenarios, store=kept, executor=executor, time_limit=time_limit, on_progress=_follow
            )
        if target is not None:
            _write(done, target)
        _report(done, kept, target, as_json)
        raise typer.Exit(_code(done))


COMMAND = Command(
    name="sweep",
    run=run,
    says="""Solve scenarios, grids and folders of them, and compare what came of them in one table.

Each is solved by one worker, as many side by side as there are cores. What was solved before is taken from
the run store; a sweep that was interrupted goes on where it was.""",
    example="allocator sweep scenarios/ --time-limit 120 --output sweep.xlsx",
    ends=(*USUAL, ExitCode.INTERRUPTED),
)


def _executor(cluster: str | None) -> "AbstractContextManager[Executor | None]":
    if cluster is None:
        return nullcontext()
    from allocator.outside.cluster import connected

    return connected(cluster)


def _code(done: "Sweep") -> ExitCode:
    """A sweep that was ended early is interrupted; one of which nothing could be read has wrong input."""
    if done.interrupted:
        return ExitCode.INTERRUPTED
    wrong = all(run.told.status == "input wrong" for run in done.runs)
    return ExitCode.INPUT_WRONG if wrong and done.runs else ExitCode.DONE


def _follow(progress: "SweepProgress") -> None:
    """One line for each scenario as it is done."""
    from allocator.cli.consoles import say
    from allocator.sweeps.table import status_words

    newest = progress.newest
    known = ", known before" if newest.known else ""
    rest = progress.total - progress.done
    left = f"; {_duration(progress.left)} left" if rest and progress.left is not None else ""
    words = f"{newest.title}: {status_words(newest.told.status)}{known}"
    say(f"{progress.seconds:7.1f} s  {progress.done} of {progress.total}{left}  {words}", stderr=True)


def _duration(seconds: float) -> str:
    """An estimate, no finer than it deserves."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"


def _target(output: str, scenarios: list[Path]) -> "Target":
    """Where the table goes. Raises InputError where it cannot go there."""
    from allocator.cli.output import target_of
    from allocator.sweeps.table import NAME

    target = target_of(output, scenarios)
    if target.form != "csv":
        return target
    return replace(target, replaces=(target.path / f"{NAME}.csv").exists())


def _write(done: "Sweep", target: "Target") -> None:
    from allocator.export.table_workbook import write_table_folder, write_tables
    from allocator.export.whole_files import write_whole
    from allocator.results.record import with_seal

    if target.form == "workbook":
        write_tables([done.sheet], target.path, "Sweep")
    elif target.form == "csv":
        write_table_folder([done.sheet], target.path)
    else:
        text = json.dumps(with_seal(_fields(done)), ensure_ascii=False, indent=1)
        write_whole({target.path: f"{text}\n".encode("utf-8", "replace")})


def _fields(done: "Sweep") -> dict[str, Any]:
    """A sweep as JSON values."""
    return {
        "status": "interrupted" if done.interrupted else "done",
        "runs": [
            {
                "title": run.title, "status": run.told.status, "known": run.known, "run": run.id,
                "seconds": run.seconds, "reason": run.told.reason, **run.told.summary,
            }
            for run in done.runs
        ],
    }  # fmt: skip


def _report(done: "Sweep", store: "RunStore", target: "Target | None", as_json: bool) -> None:
    from allocator.cli.consoles import say, show_table
    from allocator.sweeps.table import short_rows

    if as_json:
        written = {} if target is None else {"output": str(target.path)}
        typer.echo(json.dumps({**_fields(done), "store": str(store.path), **written}))
        return
    headers, rows = short_rows(done.runs)
    show_table(headers, rows, numbers=frozenset(headers[2:-1]))
    for run in done.runs:
        if run.told.reason:
            say(f"{run.title}: {run.told.reason}")
    say(f"Kept in {store.path}: allocator runs export ID --output FILE opens a run")
    if target is not None:
        say(f"Written to {target.path}{target.remark}")
