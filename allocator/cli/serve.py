"""`allocator serve`: the planner's desk, a page of this machine."""

import webbrowser
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported


def run(
    plan: Annotated[
        Path | None,
        typer.Argument(
            help="A plan, or an allocation that solve wrote: .xlsx or a folder of CSV files. Of a plan that "
            "was opened last and is the same, the desk is as it was left",
            show_default="the desk as it was left",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65_535, help="Where it listens; 0: any that is free")
    ] = 0,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The address it listens at. Any other than 127.0.0.1 lets other machines reach it, over an "
            "open line: whoever reads the network reads the token",
        ),
    ] = "127.0.0.1",
    store: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where runs are kept", show_default="in your data folder"),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser")] = False,
) -> None:
    """`allocator serve`, as `COMMAND` says it."""
    with errors_reported(as_json=False) as signals:
        from allocator.cli.consoles import say, warnings_printed

        def ready(address: str) -> None:
            signals.shielded = True  # from now on the server hears them, and ends in good order
            say(f"The desk is at {address}\nCtrl-C ends it; everything on it is kept.")
            if not no_open:
                webbrowser.open(address)

        if find_spec("nicegui") is None:
            from allocator.errors import Fault, InputError

            message = "is not installed, and the page needs it: python -m pip install 'allocator[app]'"
            raise InputError("serve", [Fault(place="nicegui", message=message)])
        from allocator.app.server import serve

        with warnings_printed():
            serve(plan, store, host=host, port=port, on_ready=ready)
        say("The desk is closed; everything on it is kept.")


COMMAND = Command(
    name="serve",
    run=run,
    says="""Open the planner's desk: a page on which a plan is checked, solved, looked at and changed.

It is served by this machine for this machine, offline, and only to whoever has the token in the address that
it prints. What lies on the desk is kept in the run store.""",
    example="allocator serve plan.xlsx",
)
