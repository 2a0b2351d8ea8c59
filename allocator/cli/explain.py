"""`allocator explain`: why a request is not served, or why these people and dates."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.results.explanation import Explanation


def run(
    result: Annotated[
        Path, typer.Argument(help="An allocation that solve wrote: .xlsx or a folder of CSV files")
    ],
    request: Annotated[str, typer.Argument(help="Code of the request")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for machines")] = False,
) -> None:
    """`allocator explain`, as `COMMAND` says it."""
    with errors_reported(as_json):
        explanation = _explanation(result, request)
        if as_json:
            typer.echo(json.dumps(asdict(explanation)))
            return
        from allocator.cli.consoles import say

        say("\n".join(_lines(explanation)))


COMMAND = Command(
    name="explain",
    run=run,
    says="Tell why a request is not served, or who else could have gone.",
    example="allocator explain allocation.xlsx R017",
)


def _explanation(path: Path, code: str) -> "Explanation":
    """The explanation; raises InputError for a request that the plan does not have."""
    import allocator
    from allocator.tables.cells.suggest import did_you_mean

    result = allocator.read_result(path)
    if code not in result.plan.requests:
        message = f"has no request {code}{did_you_mean(code, result.plan.requests)}"
        raise allocator.InputError(str(path), [allocator.Fault(place=path.name, message=message)])
    return allocator.explain(result, code)


def _lines(explanation: "Explanation") -> "Iterator[str]":
    """The explanation in words, one thought per line."""
    from allocator.report.unserved_sheet import funnel_words

    yield f"{explanation.request}: {explanation.summary}"
    if explanation.seats:
        yield "Who is left for each seat:"
        yield from (f"  {funnel_words(funnel)}" for funnel in explanation.seats)
    if explanation.obstacles:
        yield "What stands in the way:"
        yield from (
            f"  {each.sentence} ({each.starts} of {each.of} starts)" for each in explanation.obstacles
        )
    if explanation.runners_up:
        yield "Who else could have gone:"
        yield from (
            f"  {each.seat}: {each.expert} instead of {each.instead_of}" for each in explanation.runners_up
        )
