"""`allocator init`: a folder to start with."""

import json
from pathlib import Path
from typing import Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write; made if it is missing")],
    empty: Annotated[bool, typer.Option("--empty", help="Leave the examples out of the workbook")] = False,
    as_json: AsJson = False,
) -> None:
    """`allocator init`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator

        written = allocator.write_starter(folder, empty=empty)
        plan, commands = written[0], _commands(folder)
        if as_json:
            names = [str(path) for path in written]
            typer.echo(json.dumps({"status": "done", "plan": str(plan), "written": names, "next": commands}))
            return
        _report(folder, written, commands, empty=empty)


COMMAND = Command(
    name="init",
    run=run,
    says="""Write a workbook to fill in, with coordination models and scenarios beside it.

The workbook explains itself and holds a small plan as examples: it can be checked and solved as it is.
Nothing is written over.""",
    example="allocator init my-plan",
)


def _report(folder: Path, written: tuple[Path, ...], commands: list[str], *, empty: bool) -> None:
    """Say what was written and what to do with it."""
    from allocator.cli.consoles import say

    scenarios = sum(path.parent.name == "scenarios" and path.suffix == ".toml" for path in written)
    models = sum(path.parent.name == "models" and path.suffix == ".toml" for path in written)
    say(f"Written to {folder}: {written[0].name}, {models} models, {scenarios} scenarios")
    first = "Fill in" if empty else "Look at"
    say(f"{first} {written[0]}: its sheet Start here says how. Then:")
    for command, what in zip(commands, _WHAT, strict=True):
        say(f"  {command}\n      {what}")


_WHAT = (
    "lists everything that is wrong with the plan",
    "finds the best allocation",
    "plans again, after you have edited the column decision on the sheet Assignments",
)


def _commands(folder: Path) -> list[str]:
    """To check, to solve, and to solve again what was edited."""
    plan, first, second = (_quoted(folder / name) for name in ("plan.xlsx", "allocation.xlsx", "second.xlsx"))
    return [
        f"allocator check {plan}",
        f"allocator solve {plan} --output {first}",
        f"allocator solve {first} --output {second}",
    ]


def _quoted(path: Path) -> str:
    """A path as it is typed at a prompt."""
    return f'"{path}"' if " " in str(path) else str(path)
