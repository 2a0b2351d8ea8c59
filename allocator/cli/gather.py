"""`allocator gather`: what came back from the administrations, merged into a new plan."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson

if TYPE_CHECKING:
    from allocator.cli.output import Target
    from allocator.inputs.round.gathered import Gathered

_SHOWN = 10  # administrations to chase, and things not taken over, on the terminal


def run(
    plan: Annotated[
        Path, typer.Argument(help="The plan that the round was made from, or that was gathered last")
    ],
    folder: Annotated[Path, typer.Argument(help="The folder with what came back, however it was saved")],
    output: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The workbook to write: the plan with the answers in it (.xlsx)"),
    ],
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Coordination model", show_default="the bundled national.toml"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """`allocator gather`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator
        from allocator.cli.inputs import paths_of, read_inputs

        paths = paths_of(plan, model)
        target = _target(output, paths, folder)
        inputs = read_inputs(paths)
        found = allocator.gather(inputs.plan, folder, inputs.model, output=output)
        _report(found, target, as_json=as_json)


COMMAND = Command(
    name="gather",
    run=run,
    says="""Merge the answers of the administrations into a new plan.

What is certain is taken over; what is not is listed with file, sheet and cell. The sheet Replies of the new
workbook says what changed, who has not answered and whom to chase first. The plan itself stays as it is.""",
    example="allocator gather plan.xlsx round --output gathered.xlsx",
)


def _target(output: Path, paths: tuple[Path, ...], folder: Path) -> "Target":
    """Refuse what is no workbook, an input, a workbook that is there, and one among the answers."""
    from allocator.cli.output import workbook_target
    from allocator.errors import Fault, InputError

    target = workbook_target(output, paths, "a gathered round")
    if output.resolve().is_relative_to(folder.resolve()):
        message = "lies among the answers and would be read as one; write elsewhere"
        raise InputError("--output", [Fault(place=str(output), message=message)])
    return target


def _report(found: "Gathered", target: "Target", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_as_json(found, target.path), default=str))
        return
    from allocator.cli.consoles import say
    from allocator.errors import first_of
    from allocator.report.replies import standing_in_words
    from allocator.report.words import counted

    told = [
        counted(len(found.changes), "changes"),
        f"{counted(len(found.troubles), 'faults')} located",
        f"{counted(len(found.remarks), 'remarks')} to be read",
    ]
    say(f"{counted(len(found.replies), 'files')}: {', '.join(told)}")
    troubles = (f"{each.place}: {each.message}" for each in found.troubles)
    for line in first_of(troubles, _SHOWN, of=" on the sheet Replies"):
        say(f"not taken  {line}")
    chase = (f"{each.administration} {standing_in_words(each)}" for each in found.to_chase)
    for line in first_of(chase, _SHOWN, of=" on the sheet Replies"):
        say(f"chase      {line}")
    say(f"Written to {target.path}{target.remark}")


def _as_json(found: "Gathered", output: Path) -> dict[str, object]:
    return {
        "status": "done",
        "output": str(output),
        "files": [reply.file for reply in found.replies],
        "changes": [asdict(each) for each in found.changes],
        "not taken": [asdict(each) for each in found.troubles],
        "to read": [asdict(each) for each in found.remarks],
        "chase": [asdict(each) for each in found.to_chase],
    }
