"""Compiled functions kept on disk, one file each, checked before they are believed.

A compiler's own cache trusts what it reads: a file that was cut short raises in the middle of a run, one with
a wrong byte can crash the process. Here a file that is not whole, or was made of other sources, counts as
missing, and is written anew.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

_DIGEST = sha256().digest_size


class Shelf:
    """Named contents in the first of some folders that takes them.

    `sources` is the digest of what they were made of. `refused` says why they cannot be kept, or nothing.
    """

    def __init__(self, folders: Sequence[Path], sources: bytes) -> None:
        self.folders = folders
        self.refused = ""
        self._sources = sources

    def read(self, name: str) -> bytes | None:
        """What is kept under a name, from the first folder that has it whole; None where none has."""
        for folder in self.folders:
            with suppress(OSError):
                content = folder.joinpath(name).read_bytes()
                if content[:_DIGEST] == self._digest(content[_DIGEST:]):
                    return content[_DIGEST:]
        return None

    def write(self, name: str, content: bytes) -> None:
        """Keep something under a name in the first folder that takes it. Where none does, `refused` names the
        first; nothing is raised: what is not kept is only made again."""
        refused = ""
        for folder in self.folders:
            try:
                _write_whole(folder / name, self._digest(content) + content)
            except OSError as error:
                refused = refused or f"{folder} ({error.strerror or error})"
            else:
                return
        self.refused = self.refused or refused

    def try_out(self) -> None:
        """Learn whether anything can be kept, before there is something to keep."""
        name = f"trial.{os.getpid()}"
        self.write(name, b"")
        for folder in self.folders:
            with suppress(OSError):
                folder.joinpath(name).unlink()

    def _digest(self, content: bytes) -> bytes:
        return sha256(self._sources + content).digest()


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody, at any moment, reads a part of it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
