"""`allocator calendars`: who goes when, as calendar files that follow on from those written before."""

import json
from typing import Annotated

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, ResultFile, ToFolder


def run(
    result: ResultFile,
    to: ToFolder,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Also what is a draft, of which nobody was told")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """`allocator calendars`, as `COMMAND` says it."""
    with errors_reported(as_json) as signals:
        import allocator
        from allocator.cli.consoles import say
        from allocator.cli.doubts import say_doubts
        from allocator.cli.propose import cancelled_words
        from allocator.export.proposing.calendar_files import cancelled_in
        from allocator.report.words import counted

        read = allocator.read_result(result)
        say_doubts(read)
        signals.raise_if_heard()
        signals.shielded = True  # the files are written together
        files = allocator.write_calendars(read, to, drafts=drafts)
        if as_json:
            names = [str(path) for path in files]
            typer.echo(json.dumps({"status": "written", "files": names, "cancelled": cancelled_in(files)}))
        elif files:
            say(f"{counted(len(files), 'calendars')} in {to}{cancelled_words(files)}")
        else:
            say("No calendar: nothing in the result is more than a draft (--drafts takes drafts as well)")


COMMAND = Command(
    name="calendars",
    run=run,
    says="""Write a calendar file (.ics) for each expert, Member and agreement.

Into the same folder again, entries move instead of being doubled, and those that are gone say that they are
cancelled. What is proposed is tentative until it is accepted; drafts are left out.""",
    example="allocator calendars allocation.xlsx --to calendars",
)
