"""`allocator plot`: a result as a picture, SVG or PNG."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDINGS = (".svg", ".png")


class By(StrEnum):
    """What the rows or colours of a picture stand for."""

    MEMBER = "member"
    EXPERT = "expert"
    REGION = "region"
    AGREEMENT = "agreement"


#: By picture, what its rows or colours may stand for; none where there is no choice.
_CHOICES: dict[str, tuple[By, ...]] = {
    "calendar": (By.MEMBER, By.EXPERT),
    "map": (By.REGION, By.AGREEMENT),
    "load": (),
    "budget": (),
    "gap": (),
    "compare": (),
}


def run(
    results: Annotated[
        list[str],
        typer.Argument(
            metavar="RESULT... PICTURE",
            help="A result that solve wrote (for compare two or more), then calendar | map | load | budget | "
            "gap | compare",
        ),
    ],
    output: Annotated[
        Path, typer.Option(metavar="FILE", help="Where to write the picture: .svg or .png")
    ],
    by: Annotated[
        By | None,
        typer.Option(
            help="Rows of the calendar: member or expert; colours of the map: region or agreement",
            show_default="member, region",
        ),
    ] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator plot`, as `COMMAND` says it."""
    with errors_reported(as_json):
        *paths, picture = results
        inputs = [Path(path) for path in paths]
        _refuse_wrong(inputs, picture, by)
        from allocator.cli.output import file_target

        target = file_target(output, inputs, _ENDINGS, "a picture")
        words = _write(inputs, picture, {} if by is None else {"by": by.value}, language, target.path)
        if as_json:
            typer.echo(json.dumps({"picture": picture, "says": words, "output": str(target.path)}))
            return
        from allocator.cli.consoles import say

        say(f"{words}\nWritten to {target.path}{target.remark}")


COMMAND = Command(
    name="plot",
    run=run,
    says="""Draw a picture of a result: calendar, map, load, budget, gap, or compare for several results.

Needs the extra report.""",
    example="allocator plot allocation.xlsx calendar --output calendar.svg",
)


def _refuse_wrong(paths: "Sequence[Path]", picture: str, by: By | None) -> None:
    """Raises InputError for an unknown picture, too many or too few results, and a `by` it does not take."""
    from allocator.errors import Fault, InputError
    from allocator.tables.cells.suggest import did_you_mean

    def refuse(place: str, message: str) -> None:
        raise InputError("plot", [Fault(place=place, message=message)])

    if picture not in _CHOICES:
        hint = did_you_mean(picture, list(_CHOICES)) or f"; draw {', '.join(_CHOICES)}"
        refuse(picture, f"is no picture{hint}")
    if picture == "compare" and len(paths) < 2:
        refuse("compare", "takes two results or more, such as: plot first.xlsx second.xlsx compare")
    if picture != "compare" and len(paths) != 1:
        refuse(picture, f"takes one result, such as: plot allocation.xlsx {picture} --output {picture}.svg")
    if by is not None and by not in _CHOICES[picture]:
        choices = " or ".join(_CHOICES[picture])
        refuse("--by", f"{by} is not for {picture}{f', which takes {choices}' if choices else ''}")


def _write(
    paths: "Sequence[Path]", picture: str, options: dict[str, Any], language: str, output: Path
) -> str:
    """Draw and write; the title of the picture."""
    import allocator
    from allocator.cli.consoles import warnings_printed
    from allocator.export.whole_files import write_whole

    draw = getattr(allocator.plot, picture)
    if picture == "compare":
        options = {**options, "names": [path.stem for path in paths]}
    with warnings_printed():
        chart = draw(*map(allocator.read_result, paths), **options, language=language)
    write_whole({output: allocator.plot.picture_bytes(chart, output.suffix.lower())})
    return " ".join(chart.title.text)
