"""One process at a time over something that lies beside a run store."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from allocator.errors import Fault, InputError


@contextmanager
def alone(path: Path, message: str) -> Iterator[None]:
    """Hold a file, made where there is none, for as long as the context lasts; the system lets it go where
    the process dies. Raises InputError with `message` where another process holds it, or it cannot be made.

    What is held is a transaction of SQLite in an empty file, which every system has that has the store.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise InputError(str(path), [Fault(place=str(path), message=f"cannot be written: {error}")]) from None
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            held = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            words = message if held else f"cannot be written: {error}"
            raise InputError(str(path), [Fault(place=str(path), message=words)]) from None
        yield
