"""The program with its commands. What is heavy is imported by the command that runs."""

from collections.abc import Iterable
from typing import Annotated

import typer

import allocator
from allocator.cli import (
    advise,
    alternatives,
    ask,
    calendars,
    check,
    compare,
    explain,
    gather,
    iati,
    init,
    plot,
    propose,
    repair,
    report,
    runs,
    serve,
    solve,
    sweep,
    take,
    trial,
    why_these,
)
from allocator.cli.command import Command
from allocator.cli.streams import code_after_flush, safe_streams
from allocator.errors import ExitCode

#: In the order of the help: a plan solved, asked about, varied, kept over the year, shown.
COMMANDS = (
    init.COMMAND,
    check.COMMAND,
    solve.COMMAND,
    explain.COMMAND,
    alternatives.COMMAND,
    why_these.COMMAND,
    trial.COMMAND,
    compare.COMMAND,
    sweep.COMMAND,
    advise.COMMAND,
    runs.COMMAND,
    repair.COMMAND,
    take.COMMAND,
    ask.COMMAND,
    gather.COMMAND,
    propose.COMMAND,
    calendars.COMMAND,
    iati.COMMAND,
    plot.COMMAND,
    report.COMMAND,
    serve.COMMAND,
)


def program_of(commands: Iterable[Command]) -> typer.Typer:
    """A program with these commands."""
    program = typer.Typer(
        name="allocator",
        help="Decides who goes where, and when: allocates experts to the requests of WCO Members.",
        epilog="Example: allocator solve plan.xlsx --time-limit 120 --output allocation.xlsx",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    program.callback()(_options)
    for each in commands:
        program.command(each.name, help=each.help, epilog=each.epilog)(each.run)
    return program


def main() -> int:
    """Run the command line; the exit code, one of `allocator.errors.ExitCode`."""
    code: int = ExitCode.DONE
    with safe_streams():
        try:
            app(prog_name="allocator")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else ExitCode.DONE
    return code_after_flush(code)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"allocator {allocator.__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave."),
    ] = False,
) -> None:
    pass


app = program_of(COMMANDS)
