"""One folder for a round of proposals: letters, a workbook per administration, calendars, and the result in
which every draft is proposed."""

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import Fault, InputError
from allocator.export.csv_folder import csv_bytes
from allocator.export.file_names import file_name
from allocator.export.proposing.calendar_files import calendar_files
from allocator.export.proposing.workbooks import administration_workbook, letters_workbook
from allocator.export.whole_files import folders_made, write_whole
from allocator.export.workbook import workbook_bytes
from allocator.inputs.round.texts import LANGUAGES
from allocator.report.proposing.asking import Ask, asks, with_proposed
from allocator.report.proposing.calendar_entries import calendars
from allocator.report.proposing.letters import LETTERS, letters
from allocator.report.proposing.requests_to import RequestsTo, requests_to
from allocator.tables.as_written import is_as_written
from allocator.tables.excel.workbook import sheet_rows
from allocator.tables.output_sheet import rows_as_shown

if TYPE_CHECKING:
    import pandas as pd

    from allocator.report.result import Result
    from allocator.report.table import Table

_ADMINISTRATIONS, _CALENDARS = "administrations", "calendars"


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """Who is asked for what. `result` is the result in which they have been asked, and `asked_anew` whether
    it differs from the one before. `files` are what was written; `path` holds that result, None where none
    was written."""

    result: "Result"
    letter_rows: "Table"
    administrations: tuple[RequestsTo, ...]
    asked_anew: bool
    path: Path | None = None
    files: tuple[Path, ...] = ()

    @property
    def letters(self) -> "pd.DataFrame":
        """One row per person who is asked for now."""
        return self.letter_rows.frame()


def propose(
    result: "Result",
    to: str | Path | None = None,
    *,
    reply_by: date | None = None,
    language: str = "",
    again: bool = False,
) -> Proposals:
    """Ask administrations for the people of a result: every draft becomes a proposal.

    Nobody is asked twice, by the statuses of the result or by the letters in `to`, unless `again` asks
    those who have not answered as well; who has declined is not asked. Into the folder `to` go the rows
    for letters (`letters.xlsx`, `letters.csv`), a workbook for each administration, calendars, and the
    result as it is then, `proposed.xlsx`: all of them, or none (no letters and no result where there is
    nothing new in them). Files of an earlier round are followed on from: results and letters get a
    number, calendars their changes. `reply_by` is the day by which an answer is asked for, else four
    weeks before the departure; `language` (en, fr, es, pt) stands before each administration's own.

    Raises InputError where the folder cannot be written, and where somebody has worked on a file in it that
    would be replaced.
    """
    if language and language not in LANGUAGES:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}, not {language!r}")
    wanted = ("draft", "proposed") if again else ("draft",)
    written = set() if again or to is None else _in_letters(Path(to))
    asked = [ask for ask in asks(result) if ask.status in wanted and _named(ask) not in written]
    rows = letters(result.plan, asked, reply_by, language)
    proposed = with_proposed(result)
    found = Proposals(
        result=proposed,
        letter_rows=rows,
        administrations=_requests(proposed, reply_by, language),
        asked_anew=any(ask.status == "draft" for ask in asks(result)),
    )
    return found if to is None else _written(found, Path(to), reply_by, language)


def write_calendars(result: "Result", to: str | Path, *, drafts: bool = False) -> tuple[Path, ...]:
    """Write the calendars of all experts, Members and agreements into a folder, or bring up to date those
    that are there. Returns the files.

    Drafts, of which nobody was told, are left out unless asked for. Raises InputError where the folder cannot
    be written, and where it holds calendars that are not of this plan.
    """
    folder = Path(to)
    files = calendar_files(
        calendars(result, drafts=drafts), folder, datetime.now(UTC), untold=calendars(result, drafts=True)
    )
    _write(folder, files)
    return tuple(files)


def _requests(result: "Result", reply_by: date | None, language: str) -> tuple[RequestsTo, ...]:
    """A sheet for each administration of which somebody is asked for, in the order of the plan."""
    own: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks(result):
        own[result.plan.experts[ask.stay.place.expert].administration].append(ask)
    bodies = (code for code in result.plan.administrations if own[code])
    return tuple(requests_to(result.plan, code, own[code], reply_by, language) for code in bodies)


def _in_letters(folder: Path) -> set[tuple[str, ...]]:
    """Whom the letters of earlier rounds ask for, for what and when. Raises InputError for letters that
    cannot be read."""
    names = ("request", "expert", "first day")
    books = folder.glob("letters*.xlsx")
    rows = (row for book in books for row in rows_as_shown(sheet_rows(book, LETTERS)))
    return {tuple(row.get(name, "") for name in names) for row in rows}


def _named(ask: Ask) -> tuple[str, ...]:
    place = ask.stay.place
    return place.request, place.expert, ask.stay.mission.start.isoformat()


def _written(found: Proposals, folder: Path, reply_by: date | None, language: str) -> Proposals:
    ending = _round_ending(folder)
    path = folder / f"proposed{ending}.xlsx" if found.asked_anew else None
    created = found.result.provenance.created
    sheets = [*found.administrations, *_no_longer_asked(found, folder, reply_by, language)]
    workbooks = {
        folder / _ADMINISTRATIONS / file_name(each.administration, ".xlsx"): administration_workbook(
            each, created
        )
        for each in sheets
    }
    _require_unedited(folder, workbooks)
    calendar = calendar_files(calendars(found.result), folder / _CALENDARS, datetime.now(UTC))
    files = {
        **_letter_files(found, folder / f"letters{ending}"),
        **workbooks,
        **calendar,
        **({path: workbook_bytes(found.result)} if path else {}),  # last: where it stands, all stand
    }
    _write(folder, files)
    return replace(found, path=path, files=tuple(files))


def _letter_files(found: Proposals, path: Path) -> dict[Path, bytes]:
    """The rows for letters as a workbook and as CSV; nothing where there is no letter to write."""
    rows = found.letter_rows
    if not rows.rows:
        return {}
    title = found.result.plan.settings.title
    return {
        path.with_name(f"{path.name}.xlsx"): letters_workbook(rows, title),
        path.with_name(f"{path.name}.csv"): csv_bytes(rows),
    }


def _round_ending(folder: Path) -> str:
    """What the names of a round's own files end with: nothing, or the first number that is free."""
    numbers = ("" if number == 1 else f"-{number}" for number in count(1))
    names = ("proposed{}.xlsx", "letters{}.xlsx", "letters{}.csv")
    return next(
        ending
        for ending in numbers
        if not any(os.path.lexists(folder / name.format(ending)) for name in names)
    )


def _no_longer_asked(
    found: Proposals, folder: Path, reply_by: date | None, language: str
) -> list[RequestsTo]:
    """Sheets that say so for administrations that an earlier round wrote to."""
    asked = {each.administration for each in found.administrations}
    plan = found.result.plan
    return [
        requests_to(plan, code, (), reply_by, language)
        for code in plan.administrations
        if code not in asked and (folder / _ADMINISTRATIONS / file_name(code, ".xlsx")).exists()
    ]


def _require_unedited(folder: Path, workbooks: Mapping[Path, bytes]) -> None:
    """An answer that somebody wrote into a workbook is not written over."""
    faults = [
        Fault(
            place=f"{_ADMINISTRATIONS}/{path.name}",
            message="was changed by hand since it was written, and would be lost; move it away, or choose "
            "another folder",
        )
        for path in workbooks
        if path.exists() and not is_as_written(path)
    ]
    if faults:
        raise InputError(str(folder), faults)


def _write(folder: Path, files: Mapping[Path, bytes]) -> None:
    """All files with the folders that they need, or nothing."""
    if not files:
        return
    needed = [folder, *sorted({path.parent for path in files} - {folder})]
    with folders_made(needed):
        write_whole(files)
