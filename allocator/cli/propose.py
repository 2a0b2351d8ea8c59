"""`allocator propose`: administrations asked for their people, and the result in which that is so."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from allocator.cli.command import Command
from allocator.cli.exits import errors_reported
from allocator.cli.options import AsJson, ResultFile, ToFolder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.export.proposing import Proposals

_LANGUAGES = ("en", "fr", "es", "pt")


def _language(text: str) -> str:
    if text and text not in _LANGUAGES:
        raise typer.BadParameter(f"is none of {', '.join(_LANGUAGES)}")
    return text


def run(
    result: ResultFile,
    to: ToFolder,
    reply_by: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Day by which an answer is asked for",
                     show_default="four weeks before the departure"),
    ] = None,
    language: Annotated[
        str,
        typer.Option(metavar="en|fr|es|pt", callback=_language, help="Language of all letters and workbooks",
                     show_default="each administration's own"),
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Letters also for those who have been asked and not answered")
    ] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """`allocator propose`, as `COMMAND` says it."""
    with errors_reported(as_json) as signals:
        import allocator
        from allocator.cli.consoles import say
        from allocator.cli.doubts import say_doubts
        from allocator.report.proposing.letters import late_answers

        read = allocator.read_result(result)
        say_doubts(read)
        day: date | None = None if reply_by is None else reply_by.date()
        signals.raise_if_heard()
        signals.shielded = True  # the files are written together
        found = allocator.propose(read, to, reply_by=day, language=language, again=again)
        warnings = tuple(late_answers(found.letter_rows, datetime.now(UTC).date()))
        for each in warnings:
            say(f"warning  {each}", stderr=True)
        _tell(found, to, warnings, as_json=as_json)


COMMAND = Command(
    name="propose",
    run=run,
    says="""Ask administrations for the people of a result: every draft becomes a proposal.

Writes rows for letters, a workbook for each administration, calendars, and the result in which the drafts are
proposed. RESULT itself stays as it is; nobody is asked twice, and nobody who has declined.""",
    example="allocator propose allocation.xlsx --to round-1 --reply-by 2026-08-15",
)


def cancelled_words(calendars: "Sequence[Path]") -> str:
    """How many entries of calendars are cancelled, behind how many calendars there are."""
    from allocator.export.proposing.calendar_files import cancelled_in

    number = cancelled_in(calendars)
    return f"; {number:,} {'entry' if number == 1 else 'entries'} in them cancelled" if number else ""


def _tell(found: "Proposals", to: Path, warnings: "Sequence[str]", *, as_json: bool) -> None:
    from allocator.cli.consoles import say
    from allocator.report.words import counted

    names = [str(path) for path in found.files]
    if as_json:
        fields: dict[str, Any] = {
            "status": "proposed", "result": None if found.path is None else str(found.path), "files": names,
            "letters": found.letter_rows.records(), "warnings": list(warnings),
        }  # fmt: skip
        typer.echo(json.dumps(fields))
        return
    rows = found.letter_rows.records()
    people = counted(len({row["expert"] for row in rows}), "people")
    bodies = counted(len({row["administration"] for row in rows}), "administrations")
    missions = counted(len({row["request"] for row in rows}), "missions")
    if rows:
        say(f"{people} of {bodies} asked for, for {missions}: {counted(len(rows), 'rows')} for letters")
    elif found.asked_anew:
        say(f"Nobody is to be asked now: letters in {to} ask for everybody already (--again asks again)")
    else:
        say("Nobody is to be asked now: nothing in the result is a draft")
    calendars = [path for path in found.files if path.suffix == ".ics"]
    say(f"{counted(len(found.administrations), 'workbooks')} for administrations, "
        f"{counted(len(calendars), 'calendars')} in {to}{cancelled_words(calendars)}")  # fmt: skip
    if found.path is not None:
        say(f"Written to {found.path}: the result with these proposals; go on from it")
