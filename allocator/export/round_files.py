"""A round on the disk: forms sent out, replies gathered into a new workbook."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.export.file_names import file_name
from allocator.export.plan_workbook import plan_bytes
from allocator.export.reply_form import form_bytes
from allocator.export.whole_files import folders_made, write_whole
from allocator.inputs.bundled import bundled_model
from allocator.inputs.model_file import read_model
from allocator.inputs.plan_file import plan_from_raw, raw_of
from allocator.inputs.round.asking import forms_of, short_fingerprint
from allocator.inputs.round.forms import Form
from allocator.inputs.round.gathered import Gathered, gathered, parts_of
from allocator.inputs.round.known import Known
from allocator.inputs.round.merging import merged, without_copies
from allocator.inputs.round.reading import reply_of
from allocator.inputs.round.replies import Reply
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.report.replies import replies
from allocator.tables.cells.cells import one_line
from allocator.tables.returned import require_ordinary, returned_files, returned_grids


def ask(
    plan: Plan, folder: str | Path, model: CoordinationModel | None = None, *, language: str = "en"
) -> tuple[Path, ...]:
    """Write one workbook per administration with people in the plan; the paths written.

    Each asks for its people, their releases month by month, the missions that need somebody like them under
    the rules of `model` (the bundled one unless given), and seats with too few people; in the first of the
    administration's languages that there is a translation for, else in `language`. The folder is made if it
    is missing. Nothing is written over: raises InputError, with nothing written, if a file is there already
    or cannot be written.
    """
    folder = Path(folder)
    forms = forms_of(plan, model or read_model(bundled_model()), language)
    contents = {folder / _name(form): form_bytes(form) for form in forms}
    there = [path.name for path in contents if path.exists()]
    if there:
        message = (
            f"holds {there[0]}{f' and {len(there) - 1} more of the files' * (len(there) > 1)} already, which "
            "may be an answer; nothing is written over. Name another folder"
        )
        raise InputError(str(folder), [Fault(place=folder.name or str(folder), message=message)])
    with folders_made([folder]):
        write_whole(contents)
    return tuple(contents)


def _name(form: Form) -> str:
    return file_name(form.administration, f"-{form.language}.xlsx")


def gather(
    plan: Plan,
    folder: str | Path,
    model: CoordinationModel | None = None,
    *,
    output: str | Path | None = None,
) -> Gathered:
    """Merge the replies in a folder into a plan; the plan that was given stays as it is.

    Whatever is certain is taken over; all else is located, all at once. With `output` the merged plan is
    written as a workbook with the sheet Replies. Gathering the same folder into the merged plan changes
    nothing. Raises InputError if there is no such folder, or the workbook cannot be written.
    """
    model = model or read_model(bundled_model())
    forms, known = forms_of(plan, model), Known(plan)
    replies = _replies(Path(folder), forms, known)
    merge = merged(raw_of(plan), known.states, replies)
    found = gathered(plan_from_raw(merge.raw), merge, forms, replies, known, model)
    if output is not None:
        write_gathered(found, output)
    return found


def _replies(folder: Path, forms: Sequence[Form], known: Known) -> list[Reply]:
    current, asked = short_fingerprint(known.plan), parts_of(forms)
    replies, digests = [], {}
    for path in returned_files(folder):
        name = one_line(path.relative_to(folder).as_posix())
        digests[name] = name
        try:
            require_ordinary(path)
            digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()
            reply = reply_of(name, returned_grids(path), known, current, asked)
        except InputError as error:
            reply = _unreadable(name, [fault.message for fault in error.faults], known)
        except OSError as error:
            reply = _unreadable(name, [f"cannot be read: {error.strerror or error}"], known)
        replies.append(reply)
    return without_copies(replies, digests)


def _unreadable(name: str, messages: Sequence[str], known: Known) -> Reply:
    """A file of which nothing can be read. Its name may still tell whose it is, so that somebody can be
    asked to send it again."""
    stem = name.rpartition("/")[2].rpartition(".")[0]
    stems = (stem, stem.rpartition("-")[0])
    own = [code for code in known.plan.administrations if code in stems or file_name(code, "") in stems]
    reply = Reply(file=name, administration=own[0] if own else "")
    for message in messages:
        reply.trouble(f"{message}; nothing of it is read")
    return reply


def write_gathered(found: Gathered, path: str | Path) -> None:
    """Write a merged plan with the sheet Replies as its first. A file that was there stays whole until the
    new one is complete. Raises InputError saying what to do if the file cannot be written."""
    content = plan_bytes(found.raw, found.plan.settings.title, replies(found))
    write_whole({Path(path): content})
