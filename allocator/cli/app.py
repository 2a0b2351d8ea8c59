"""The program with its commands. What is heavy is imported by the command that runs."""

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

import allocator
from allocator.cli import check, explain, init, solve

app = typer.Typer(
    name="allocator",
    help="Decides who goes where, and when: allocates experts to the requests of WCO Members.",
    epilog="Example: allocator solve plan.xlsx --time-limit 120 --output allocation.xlsx",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init", epilog=init.EXAMPLE)(init.run)
app.command("solve", epilog=solve.EXAMPLE)(solve.run)
app.command("explain", epilog=explain.EXAMPLE)(explain.run)
app.command("check", epilog=check.EXAMPLE)(check.run)


def main() -> None:
    """Run the command line, and end the process with one of the codes in `allocator.cli.exits`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter is no reason to fail
    app(prog_name="allocator")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"allocator {allocator.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave."),
    ] = False,
) -> None:
    pass
