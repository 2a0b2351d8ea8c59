"""`allocator compare`: results side by side, what the bounds settle between them, and every difference."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AnswerFile, AsJson, Workers, seconds
from allocator.errors import ExitCode

if TYPE_CHECKING:
    from allocator.cli.interrupts import Interrupts


def run(
    results: Annotated[
        list[Path],
        typer.Argument(
            metavar="RESULT",
            help="Results that solve wrote: .xlsx, .json or folders of CSV files; with --repeat also "
            "scenarios (.toml). The first is what the others are held against",
        ),
    ],
    repeat: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Run every scenario N times, each with another seed"),
    ] = None,
    time_limit: Annotated[
        float | None,
        seconds("For each run of --repeat", show_default="60, or the scenario's"),
    ] = None,
    workers: Workers = None,
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, max=2**31 - 10_001, show_default="0", help="The first seed of --repeat"
        ),
    ] = None,
    effort: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, show_default="until the time limit", help="Instead of seconds"),
    ] = None,
    output: AnswerFile = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator compare`, as `COMMAND` says it."""
    options = {"time_limit": time_limit, "workers": workers, "effort": effort}
    given = {name: value for name, value in options.items() if value is not None}
    unused = [*given, *([] if seed is None else ["seed"])]
    if repeat is None and unused:
        hints = [f"--{name.replace('_', '-')}" for name in unused]
        raise typer.BadParameter("is for the runs of --repeat", param_hint=hints)
    with errors_reported(as_json) as signals:
        raise typer.Exit(_compare(results, output, as_json, (repeat, seed or 0, given), signals))


COMMAND = Command(
    name="compare",
    run=run,
    says="""Hold results against each other: goals with their bounds, figures, and who goes when.

It says which differences the bounds settle, and which these runs leave open.""",
    example="allocator compare national.xlsx strict-pairing.xlsx --output comparison.xlsx",
    ends=ExitCode,
)


def _compare(
    paths: list[Path],
    output: Path | None,
    as_json: bool,
    runs: tuple[int | None, int, dict[str, Any]],
    signals: "Interrupts",
) -> ExitCode:
    """Read, or run, then compare, write and tell; the exit code."""
    import allocator
    from allocator.cli.comparison_picture import fields_of, show_comparison
    from allocator.cli.output import workbook_target
    from allocator.cli.repeated import Runs, results_of

    target = None if output is None else workbook_target(output, paths, "a comparison")
    named, stopped = results_of(paths, Runs(*runs), signals)
    signals.shielded = True
    comparison = allocator.compare(*(each for _, each in named), names=[name for name, _ in named])
    if output is not None:
        allocator.write_comparison(comparison, output)
    if as_json:
        written = {} if output is None else {"output": str(output)}
        typer.echo(json.dumps({**fields_of(comparison), **written}))
    else:
        show_comparison(comparison, None if target is None else f"{target.path}{target.remark}")
    return ExitCode.INTERRUPTED if stopped else ExitCode.DONE
