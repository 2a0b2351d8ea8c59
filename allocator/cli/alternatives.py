"""`allocator alternatives`: who else could go, and when else, for chosen requests."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AnswerFile, AsJson, ResultFile, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.report.answers import Alternatives
    from allocator.report.result import Result


def run(
    result: ResultFile,
    requests: Annotated[list[str], typer.Argument(help="Codes of requests, served or not")],
    time_limit: Annotated[
        float,
        seconds("For each request, to find out what gives way"),
    ] = 10.0,
    output: AnswerFile = None,
    as_json: AsJson = False,
) -> None:
    """`allocator alternatives`, as `COMMAND` says it."""
    with errors_reported(as_json):
        from allocator.cli.order import require_result_first
        from allocator.cli.output import workbook_target

        require_result_first("alternatives", result, requests)
        target = None if output is None else workbook_target(output, [result], "an answer")
        read, found = _found(result, requests, time_limit)
        if target is not None:
            _write(target.path, read, found)
        if as_json:
            typer.echo(json.dumps(_fields(found, output)))
            return
        from allocator.cli.alternatives_picture import show
        from allocator.cli.consoles import say

        for each in found:
            show(read, each)
        if target is not None:
            say(f"Written to {target.path}{target.remark}")


COMMAND = Command(
    name="alternatives",
    run=run,
    says="""Show who else could go on a request, and when else.

For every week and team, and for everybody in each seat: free (nothing else changes), costs (what gives way),
or what forbids it.""",
    example="allocator alternatives allocation.xlsx R017 --output alternatives.xlsx",
)


def _found(path: Path, codes: "Sequence[str]", seconds: float) -> "tuple[Result, tuple[Alternatives, ...]]":
    """The result, and the alternatives of each request; all unknown codes are told at once."""
    import allocator
    from allocator.tables.cells.suggest import did_you_mean

    result = allocator.read_result(path)
    known = result.plan.requests
    faults = [
        allocator.Fault(place=path.name, message=f"has no request {code}{did_you_mean(code, known)}")
        for code in codes
        if code not in known
    ]
    if faults:
        raise allocator.InputError(str(path), faults)
    distinct = dict.fromkeys(codes)
    return result, tuple(allocator.alternatives(result, code, time_limit=seconds) for code in distinct)


def _write(output: Path, result: "Result", found: "Sequence[Alternatives]") -> None:
    from allocator.export.answer_workbook import write_answer
    from allocator.report.alternative_teams_sheet import alternative_teams_of
    from allocator.report.alternatives_sheet import alternatives_of
    from allocator.report.stand_in_sheet import stand_ins_of

    words = alternative_teams_of(result, found, impossible=False)
    people = stand_ins_of(result, found, everybody=False)
    write_answer(output, result, (alternatives_of(found), words, people))


def _fields(found: "Sequence[Alternatives]", output: Path | None) -> dict[str, Any]:
    """The alternatives as JSON values."""
    from allocator.cli.plain_values import plain

    written = {} if output is None else {"output": str(output)}
    return {"status": "found", "alternatives": [plain(each) for each in found], **written}
