"""Files that are written whole or not at all, and the folders they need."""

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import ENOTDIR
from pathlib import Path

from allocator.errors import Fault, InputError
from allocator.outside.file_kinds import odd_kind


class _OddPlaceError(OSError):
    """Something stands there that is no ordinary file, and must not be replaced by one."""


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write every file, each in the place of the one that was there. Nothing is replaced before all of them
    lie complete on the disk beside their places; a file that cannot be written leaves the old ones as they
    were.

    Raises InputError saying what to do.
    """
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            target = Path(os.path.realpath(path))  # a link keeps pointing where it does
            staged[target] = _beside(target)
            with _reported(path):
                _write(staged[target], content, like=target)
        _replace(staged)
    finally:
        for temporary in staged.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def require_place(path: Path) -> None:
    """Raises InputError, saying what to do, where a file cannot be written now: one is tried beside it."""
    target = Path(os.path.realpath(path))
    temporary = _beside(target)
    with _reported(path):
        try:
            _write(temporary, b"x", like=target)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def require_folder(folder: Path) -> None:
    """Raises InputError, saying what to do, where a folder cannot be made, or no file can be written into it:
    both are tried."""
    made: list[Path] = []
    try:
        _make(folder, made)
        require_place(folder / "a file")
    finally:
        _unmake(made)


@contextmanager
def folders_made(folders: Iterable[Path]) -> Iterator[None]:
    """Make what is missing of these folders; take it away again if what follows fails.

    Raises InputError where one cannot be made.
    """
    made: list[Path] = []
    try:
        for folder in folders:
            _make(folder, made)
        yield
    except BaseException:
        _unmake(made)
        raise


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder with the folders above it, and note each in `made`."""
    try:
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        for place in reversed(missing):
            place.mkdir()
            made.append(place)
        if not folder.is_dir():
            raise NotADirectoryError(ENOTDIR, "a file has this name")
    except OSError as error:
        message = f"cannot be made a folder ({error.strerror or error}); name another one"
        raise InputError(str(folder), [Fault(place=folder.name, message=message)]) from error


def _unmake(made: list[Path]) -> None:
    for folder in reversed(made):
        with suppress(OSError):  # something lies in it by now
            folder.rmdir()


def _beside(target: Path) -> Path:
    """A place for a file that is not complete yet: in the same folder, so that it can be moved at once."""
    return target.with_name(f".{target.name[:40]}.{uuid.uuid4().hex}.tmp")


def _write(temporary: Path, content: bytes, *, like: Path) -> None:
    there = like.exists()
    odd = odd_kind(like) if there else None
    if odd is not None:
        raise _OddPlaceError(f"is {odd}")
    with temporary.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if there:
        shutil.copymode(like, temporary)


def _replace(staged: Mapping[Path, Path]) -> None:
    """Put complete files into their places: all of them, or, where one is held by another program, none."""
    undone: list[tuple[Path, Path]] = []
    try:
        for target, temporary in staged.items():
            old = _beside(target)
            if len(staged) > 1 and target.exists():
                with suppress(OSError):  # not every file system has links: there the old file is not kept
                    os.link(target, old)
            undone.append((target, old))
            with _reported(target):
                temporary.replace(target)
    except BaseException:
        for target, old in reversed(undone):
            with suppress(OSError):
                old.replace(target)
        raise
    finally:
        for _, old in undone:
            with suppress(OSError):
                old.unlink(missing_ok=True)


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Errors of the file system as ones that say what to do."""
    try:
        yield
    except OSError as error:
        raise InputError(str(path), [Fault(place=path.name, message=_advice(path, error))]) from error


def _advice(path: Path, error: OSError) -> str:
    if isinstance(error, _OddPlaceError):
        return f"{error}; name a file that may be written, or one that is not there yet"
    if isinstance(error, FileNotFoundError):
        return f"the folder {path.parent} does not exist; make it, or write elsewhere"
    if isinstance(error, PermissionError):
        return "may not be written; close it where it is open (Excel locks files), or write elsewhere"
    return f"cannot be written ({error.strerror or error}); make room, or write elsewhere"
