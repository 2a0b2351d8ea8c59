"""One run as one file, to be handed to somebody else."""

from pathlib import Path
from typing import Any

from allocator.errors import Fault, InputError
from allocator.outside.file_kinds import odd_kind
from allocator.store.entry import Entry
from allocator.store.packing import LARGEST, BrokenDocumentError, packed, unpacked
from allocator.store.records import plain, record
from allocator.store.solved import as_taken_in

#: The ending of such files, and what stands at their head.
ENDING = ".allocator"
_HEAD = b"Allocator run 1\n"


def run_bytes(entry: Entry) -> bytes:
    """The content of a file that holds one run with its plan and model."""
    return _HEAD + packed(plain(entry))


def run_in(path: Path) -> Entry:
    """The run in such a file, verified anew. Raises InputError saying why there is none."""
    try:
        odd = odd_kind(path)
        if odd is not None:
            raise _refused(path, f"is {odd}; give a run that `allocator runs export` wrote ({ENDING})")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise _refused(path, "does not exist") from None
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror or 'the system gives no reason'}") from None
    if not content.startswith(_HEAD) or len(content) > LARGEST:
        raise _refused(path, f"is no run that `allocator runs export` wrote ({ENDING})")
    try:
        return as_taken_in(_entry(unpacked(content[len(_HEAD) :])))
    except BrokenDocumentError as error:
        raise _refused(path, str(error)) from None
    except InputError as error:
        raise InputError(str(path), error.faults) from None


def _entry(document: Any) -> Entry:
    return record(Entry, document)


def _refused(path: Path, message: str) -> InputError:
    return InputError(str(path), [Fault(place=path.name or str(path), message=message)])
