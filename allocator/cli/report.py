"""`allocator report`: a result as one page of HTML, whole or for one reader."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, Language, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.cli.output import Target
    from allocator.results.result import Result

_ENDINGS = (".html", ".htm")


def run(
    results: Annotated[
        list[Path],
        typer.Argument(
            metavar="RESULT...",
            help="A result that solve wrote: .xlsx, .json or a folder of CSV files; others to compare it to",
        ),
    ],
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the page: .html")],
    reader: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--for", metavar="READER CODE", show_default="everything",
            help="Only what concerns one reader: donor AGREEMENT, administration CODE or member CODE",
        ),
    ] = None,
    language: Language = "en",
    time_limit: Annotated[
        float,
        seconds(
            "For finding out how sure it is that requests are not served, and what would serve them",
            show_default="0: nothing is solved",
        ),
    ] = 0.0,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator report`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator
        from allocator.cli.consoles import say, warnings_printed

        target = report_target(output, results)
        with warnings_printed():
            read = [allocator.read_result(path) for path in results]
            _explain(read[0], time_limit)
            names = [path.stem for path in results] if len(results) > 1 else None
            allocator.write_report(
                read[0], target.path, *read[1:], names=names, reader=reader, language=language
            )
        if as_json:
            typer.echo(json.dumps({"output": str(target.path)}))
        else:
            say(f"Written to {target.path}{target.remark}")


COMMAND = Command(
    name="report",
    run=run,
    says="""Write a result as one page of HTML that opens anywhere and prints well.

What is served and how sure that is, calendar, map, loads, budgets, and why requests are not served. With
--for only what concerns one donor, administration or Member. Needs the extra report.""",
    example="allocator report allocation.xlsx --output report.html",
)


def report_target(output: Path, inputs: "Sequence[Path]") -> "Target":
    """Where a page goes. Raises InputError where it cannot go there, and without the extra `report`."""
    from allocator import plot  # noqa: F401  # says what to install, before anything is searched for
    from allocator.cli.output import file_target

    return file_target(output, inputs, _ENDINGS, "a report")


def _explain(result: "Result", seconds: float) -> None:
    """Ask of every request that is not served, where there is time for it; the result keeps the answers."""
    if seconds > 0:
        from allocator.questions.explaining import explain_deeply

        explain_deeply(result, time_limit=seconds)
