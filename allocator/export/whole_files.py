"""Files that are written whole or not at all."""

import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from allocator.errors import Fault, InputError


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write every file, each in the place of the one that was there. Nothing is replaced before all of them
    lie complete on the disk beside their places; a file that cannot be written leaves the old one as it was.

    Raises InputError saying what to do.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            target = Path(os.path.realpath(path))  # a link keeps pointing where it does
            staged[target] = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
            with _reported(path):
                _write(staged[target], content, like=target)
        for target, temporary in staged.items():
            with _reported(target):
                temporary.replace(target)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _write(temporary: Path, content: bytes, *, like: Path) -> None:
    if like.is_dir():
        raise IsADirectoryError("is a folder")
    with temporary.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if like.exists():
        shutil.copymode(like, temporary)


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Errors of the file system as ones that say what to do."""
    try:
        yield
    except OSError as error:
        raise InputError(str(path), [Fault(place=path.name, message=_advice(path, error))]) from error


def _advice(path: Path, error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "is a folder; name a file in it"
    if isinstance(error, FileNotFoundError):
        return f"the folder {path.parent} does not exist; make it, or write elsewhere"
    if isinstance(error, PermissionError):
        return "may not be written; close it where it is open (Excel locks files), or write elsewhere"
    return f"cannot be written ({error.strerror or error}); make room, or write elsewhere"
