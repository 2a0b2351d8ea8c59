"""Arguments and options that several commands have: each means the same in all of them."""

import math
from pathlib import Path
from typing import Annotated, Any

import typer


def _finite(seconds: float | None) -> float | None:
    """Seconds that are given as an option; neither infinity nor what is no number."""
    if seconds is not None and not math.isfinite(seconds):
        raise typer.BadParameter("is not a number of seconds")
    return seconds


def seconds(what: str, show_default: bool | str = True) -> Any:
    """The option `--time-limit`; `what` says for what the time is."""
    return typer.Option(
        metavar="SECONDS", min=0, callback=_finite, show_default=show_default, help=what
    )  # fmt: skip


ResultFile = Annotated[
    Path, typer.Argument(help="An allocation that solve wrote: .xlsx, .json or a folder of CSV files")
]
AnswerFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write everything to a workbook (.xlsx) as well")
]
ToFolder = Annotated[
    Path, typer.Option(metavar="FOLDER", help="Where the files go; the folder is made if it is missing")
]
Language = Annotated[
    str, typer.Option(metavar="en|fr|es", help="Language of titles and words: English, French, Spanish")
]
StoreFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where runs are kept", show_default="in your data folder"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines")]
Workers = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Searches side by side", show_default="one per core")
]
Seed = Annotated[
    int | None,
    typer.Option(metavar="N", min=0, max=2**31 - 2, help="Seed of all chance", show_default="0"),
]
