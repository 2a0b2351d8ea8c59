"""`allocator ask`: the Experts' Requirement Matrix, one workbook per administration."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(
    plan: Annotated[Path, typer.Argument(help="The plan: a workbook, a folder of CSV files or a result")],
    folder: Annotated[
        Path, typer.Option("--to", metavar="FOLDER", help="Where to write; made if it is missing")
    ],
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Coordination model", show_default="the bundled national.toml"),
    ] = None,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Language where an administration's own has no translation: "
                                               "en, fr, es or pt")
    ] = "en",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator ask`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator
        from allocator.cli.inputs import paths_of, read_inputs, say_warnings

        inputs = read_inputs(paths_of(plan, model))
        say_warnings(inputs.plan)
        _report(folder, allocator.ask(inputs.plan, folder, inputs.model, language=language), as_json=as_json)


COMMAND = Command(
    name="ask",
    run=run,
    says="""Write a workbook for each administration to answer in.

It asks for its people, their releases month by month, the missions that need somebody like them, and seats
with too few people; in English, French, Spanish or Portuguese. Nothing is written over.""",
    example="allocator ask plan.xlsx --to round",
)


def _report(folder: Path, written: "Sequence[Path]", *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"status": "done", "written": [str(path) for path in written]}))
        return
    from allocator.cli.consoles import say

    languages = Counter(path.stem.rpartition("-")[2] for path in written)
    told = ", ".join(f"{number} in {code}" for code, number in languages.most_common())
    books = "1 workbook" if len(written) == 1 else f"{len(written)} workbooks"
    say(
        f"Written to {folder}: {books} ({told})" if written else "Nobody to ask: no administration has people"
    )
    if written:
        say("When answers have come back: allocator gather PLAN FOLDER --output NEW.xlsx")
