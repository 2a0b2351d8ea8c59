"""`allocator why-these`: which assignments have to be, and which could be exchanged."""

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AnswerFile, AsJson, ResultFile, seconds

if TYPE_CHECKING:
    from allocator.cli.output import Target
    from allocator.report.answers import WhyThese
    from allocator.report.result import Result


def run(
    result: ResultFile,
    time_limit: Annotated[float, seconds("For all assignments together")] = 60.0,
    output: AnswerFile = None,
    as_json: AsJson = False,
) -> None:
    """`allocator why-these`, as `COMMAND` says it."""
    with errors_reported(as_json):
        import allocator
        from allocator.cli.output import workbook_target

        target = None if output is None else workbook_target(output, [result], "an answer")
        read = allocator.read_result(result)
        found = allocator.why_these(read, time_limit=time_limit)
        if target is not None:
            from allocator.export.answer_workbook import write_answer
            from allocator.report.holds import why_these_of

            write_answer(target.path, read, [why_these_of(read, found)])
        _report(read, found, target, as_json)


COMMAND = Command(
    name="why-these",
    run=run,
    says="""Tell which assignments are needed, and which could be exchanged freely or at a cost.

Needed: proven that no allocation without it serves as much. Free: an allocation without it is worse in no
goal. At a cost: it serves as much, and the goals named lose. Open: neither was found.""",
    example="allocator why-these allocation.xlsx --time-limit 60 --output why-these.xlsx",
)


def _report(result: "Result", found: "WhyThese", target: "Target | None", as_json: bool) -> None:
    """Show every assignment, or print all as one JSON object."""
    from allocator.cli.consoles import say
    from allocator.report.hold_words import grade_words, hold_words

    if as_json:
        typer.echo(json.dumps(_fields(found, target)))
        return
    counts = Counter(grade_words(hold) for hold in found.holds)
    grades = ", ".join(f"{counts[grade]} {grade}" for grade in ("needed", "free", "at a cost", "open"))
    say(f"{len(found.holds)} assignments: {grades}")
    for hold in found.holds:
        start = result.allocation.by_request[hold.request].start
        say(f"{hold.request} {start} {hold.seat} {hold.expert}: {hold_words(result, hold)}")
    if target is not None:
        say(f"Written to {target.path}{target.remark}")


def _fields(found: "WhyThese", target: "Target | None") -> dict[str, Any]:
    from allocator.cli.plain_values import plain

    written = {} if target is None else {"output": str(target.path)}
    return {
        "status": "found",
        "assignments": plain(found.holds),
        "seconds": round(found.seconds, 3),
        **written,
    }
