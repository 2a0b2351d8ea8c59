"""`allocator take`: part of a repair, the rest staying as it was agreed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson
from allocator.errors import Fault, InputError

if TYPE_CHECKING:
    from allocator.cli.output import Target
    from allocator.report.part_of_repair import PartOfRepair


def run(
    repair: Annotated[
        Path,
        typer.Argument(help="What repair or solve wrote, with yes in the column take of the sheet Changes"),
    ],
    requests: Annotated[
        list[str] | None,
        typer.Argument(help="Requests of which all changes are taken", show_default="the marked rows"),
    ] = None,
    output: Annotated[
        str, typer.Option(metavar="FILE", help="Where to write: .xlsx, .json, or .csv")
    ] = "part.xlsx",
    as_json: AsJson = False,
) -> None:
    """`allocator take`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator
        from allocator.cli.output import target_of, write
        from allocator.export.marked_rows import marked_rows

        target = target_of(output, [repair])
        result = allocator.read_result(repair)
        rows = requests or marked_rows(repair, result)
        part = allocator.take(result, rows)
        if not rows:
            message = "no row is marked: write yes in the column take, or name requests"
            raise InputError(str(repair), [Fault(place="Changes", message=message)])
        write(part.accept(), target)
        _tell(part, target, as_json=as_json)


COMMAND = Command(
    name="take",
    run=run,
    says="""Make some of the changes of a repair; everything else stays as it was agreed.

Mark the rows with yes in the column take of the sheet Changes, or name requests. Nothing is solved. Where the
part alone breaks a rule, it is not written: the rule is named, and which rows would have to come along.""",
    example="allocator take repair-people.xlsx --output part.xlsx",
)


def _tell(part: "PartOfRepair", target: "Target", *, as_json: bool) -> None:
    from allocator.cli.consoles import say
    from allocator.report.disturbed import sentence

    plan = part.repair.plan
    said = [f"{change.request}: {sentence(plan, change)}" for change in part.taken]
    if as_json:
        fields = {"status": "taken", "taken": said, "of": part.changes, "output": str(target.path)}
        typer.echo(json.dumps(fields))
        return
    say(f"{len(said)} of {part.changes} changes are made; everything else stays as it was agreed.")
    for line in said:
        say(f"  {line}")
    say(f"Written to {target.path}{target.remark}")
