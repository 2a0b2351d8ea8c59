"""What leaves the desk, as the content of one file each; and what comes back from administrations."""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import allocator
from allocator.errors import Fault, InputError
from allocator.export.plan_workbook import plan_bytes
from allocator.inputs.plan_file import Plan, raw_of
from allocator.plan.policy import CoordinationModel
from allocator.report.result import Result

if TYPE_CHECKING:
    from allocator.inputs.round.gathered import Gathered

#: What replies may be, how many at once, and how large each.
REPLIES = (".xlsx", ".xls", ".ods", ".csv")
MOST_REPLIES, MOST_REPLY_BYTES = 300, 10 << 20
_LONGEST_NAME = 120


def workbook(result: Result) -> bytes:
    """The result as a workbook."""
    return _written(lambda path: allocator.write_workbook(result, path), ".xlsx")


def report_page(result: Result, language: str) -> bytes:
    """The result as one page of HTML. Raises InputError without the extra `report`."""
    return _written(lambda path: allocator.write_report(result, path, language=language), ".html")


def plan_workbook(plan: Plan) -> bytes:
    """The plan on the desk as a workbook."""
    return plan_bytes(raw_of(plan), plan.settings.title)


def calendars(result: Result) -> bytes:
    """Everybody's calendar in a zip file, drafts as well."""
    return _zipped(lambda folder: allocator.write_calendars(result, folder, drafts=True))


def proposals(result: Result) -> tuple[bytes, Result]:
    """A round of proposals in a zip file: letters, a workbook for each administration, calendars, and the
    result in which all drafts are proposed; and that result."""
    made: list[Result] = []
    content = _zipped(lambda folder: made.append(Result.of(allocator.propose(result, folder).result)))
    return content, made[0]


def forms(plan: Plan, model: CoordinationModel, language: str) -> bytes:
    """The forms for administrations to answer in, in a zip file."""
    return _zipped(lambda folder: allocator.ask(plan, folder, model, language=language))


def gathered(plan: Plan, model: CoordinationModel, replies: Iterable[tuple[str, bytes]]) -> "Gathered":
    """What administrations have answered, merged into a plan; replies are names and contents.

    Names are kept as far as they tell whose a file is, and are never paths. Raises InputError for too many
    replies, and for those that are too large or of no kind that a reply has.
    """
    given = list(replies)
    faults = [fault for name, content in given if (fault := _unfit(name, content))]
    if len(given) > MOST_REPLIES:
        message = f"{len(given)} files are more than the {MOST_REPLIES} that are taken at once; drop fewer"
        faults.append(Fault(place="replies", message=message))
    if faults:
        raise InputError("replies", faults)
    with TemporaryDirectory() as folder:
        for number, (name, content) in enumerate(given, 1):
            place = Path(folder) / f"{number:03}"  # a folder of its own: two files may have one name
            place.mkdir()
            (place / _plain(name)).write_bytes(content)
        return allocator.gather(plan, folder, model)


def _unfit(name: str, content: bytes) -> Fault | None:
    if not name.lower().endswith(REPLIES):
        return Fault(place=name, message=f"is no reply; take in {', '.join(REPLIES)}")
    if len(content) > MOST_REPLY_BYTES:
        return Fault(place=name, message=f"has more than {MOST_REPLY_BYTES >> 20} MB; no reply has")
    return None


def _plain(name: str) -> str:
    """A name of letters, digits, `-`, `_` and its ending: what a client calls a file is no path."""
    stem, _, ending = name.rpartition(".")
    safe = "".join(each if each.isalnum() or each in "-_" else "_" for each in stem)
    return f"{safe[-_LONGEST_NAME:] or 'reply'}.{ending.lower()}"


def _written(write: Callable[[Path], object], ending: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file{ending}"
        write(path)
        return path.read_bytes()


def _zipped(write: Callable[[Path], object]) -> bytes:
    """The folder that something writes, as a zip file."""
    content = io.BytesIO()
    with TemporaryDirectory() as place, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        folder = Path(place) / "folder"
        write(folder)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return content.getvalue()
