"""The SQLite file of a run store: opened with care, set aside where it is broken, refused where it is
another program's.

Whose a file is, its head says: what does not begin as SQLite does, or bears another program's mark, is never
touched. A broken store of ours is set aside when something is to be written; until then it reads as empty.

Several processes may have it open: writing is one immediate transaction at a time, which the others wait
for, and a process that is killed in the middle of one leaves the file as it was before.
"""

import os
import sqlite3
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from allocator.errors import Fault, InputError
from allocator.outside.file_kinds import odd_kind

_ANSWER = TypeVar("_ANSWER")

#: What stands in the head of the file: "Allc", as a number; and which tables it has.
APPLICATION, VERSION = 0x416C6C63, 1

_PATIENCE = 30.0  # seconds to wait for another process that is writing
_TABLES: Final = (
    "CREATE TABLE plans (id TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE models (id TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE runs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, status TEXT NOT NULL,
    settled INTEGER NOT NULL, created TEXT NOT NULL, seconds REAL NOT NULL, plan TEXT, model TEXT,
    question TEXT NOT NULL, summary TEXT NOT NULL, answer BLOB NOT NULL)""",
    "CREATE INDEX runs_by_plan ON runs (plan, created)",
)
_BROKEN = {sqlite3.SQLITE_CORRUPT: "is damaged", sqlite3.SQLITE_NOTADB: "is damaged at its beginning"}
_MAGIC = b"SQLite format 3\0"
_MARK = slice(68, 72)  # where the application stands in the head of the file
_OWN_MARK = APPLICATION.to_bytes(4, "big")
_BESIDE = ("", "-wal", "-shm", "-journal")  # the file, and what SQLite writes beside it


class _UnusableError(Exception):
    """The file is a broken run store, or one of another form; it says what it is."""


class Database:
    """The file at a path, made with its folder where there is none."""

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.realpath(path))

    def read(self, work: Callable[[sqlite3.Connection], _ANSWER]) -> _ANSWER:
        """What `work` reads. Raises InputError where the file cannot be used."""
        return self._carefully(work, reading=True)

    def write(self, work: Callable[[sqlite3.Connection], _ANSWER]) -> _ANSWER:
        """Do `work` as one transaction: all of it or nothing. Raises InputError as `read`."""

        def transaction(connection: sqlite3.Connection) -> _ANSWER:
            with _transaction(connection):
                return work(connection)

        return self._carefully(transaction)

    def _carefully(self, work: Callable[[sqlite3.Connection], _ANSWER], *, reading: bool = False) -> _ANSWER:
        """`work` on a sound file. A store that is found broken is set aside and a new one begun, once; for
        `reading` it stays where it is, and nothing is in it."""
        for attempt in range(2):
            seen = self._identity()
            try:
                with closing(self._opened()) as connection:
                    return work(connection)
            except _UnusableError as error:
                what = str(error)
            except sqlite3.DatabaseError as error:
                if _code(error) not in _BROKEN:
                    raise self._refused(_advice(error)) from None
                what = _BROKEN[_code(error)]
                self._require_mark(what)
            except OSError as error:
                raise self._refused(error.strerror or "cannot be opened") from None
            if attempt:
                raise self._refused(what)
            if self._identity() == seen:  # else another process has set it aside since
                if reading:
                    return self._nothing(work, what)
                self._set_aside(what)
        raise AssertionError("unreachable")

    def _opened(self) -> sqlite3.Connection:
        """A connection to a run store of this version."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and (odd := odd_kind(self.path)):
            raise self._refused(f"is {odd}; name a file")
        if not _MAGIC.startswith(head := self._head()[: len(_MAGIC)]):
            what = "a workbook, or another packed file" if head[:2] == b"PK" else "a file of another kind"
            raise self._refused(f"is no run store, but {what}; it stays as it is: name another --store")
        connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
        try:
            connection.text_factory = _text
            connection.execute("PRAGMA trusted_schema = OFF")  # functions that a stranger put into it
            connection.execute("PRAGMA cell_size_check = ON")
            _begin_if_new(connection)
            self._require_own(connection)
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _require_own(self, connection: sqlite3.Connection) -> None:
        """Raises InputError for another program's file and one of a later version, _UnusableError for a store
        of another form."""
        application, version = (_pragma(connection, name) for name in ("application_id", "user_version"))
        if application != APPLICATION:
            raise self._refused(
                "is no run store, but a file of another program; it stays as it is: name another --store"
            )
        if version > VERSION:
            message = f"was written by a later version of Allocator (its form is {version}, and {VERSION} is "
            raise self._refused(f"{message}understood here); use that version, or name another --store")
        if version < VERSION:
            raise _UnusableError(f"was written by an earlier version of Allocator, in the form {version}")
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        if sorted(sql for (sql,) in rows) != sorted(_TABLES):
            raise _UnusableError("is no run store of this version: its tables are others")

    def _head(self) -> bytes:
        """The first bytes of the file; none where it is not there."""
        if not self.path.exists():
            return b""
        with self.path.open("rb") as file:
            return file.read(_MARK.stop)

    def _require_mark(self, what: str) -> None:
        """Raises InputError for a broken file that does not bear our mark: it may be anybody's. One that ends
        before the mark holds nothing."""
        mark = self._head()[_MARK]
        if len(mark) == len(_OWN_MARK) and mark != _OWN_MARK:
            raise self._refused(
                f"{what}, and is not known to be a run store; it stays as it is: name another --store"
            )

    def _nothing(self, work: Callable[[sqlite3.Connection], _ANSWER], what: str) -> _ANSWER:
        """What `work` reads in a store that holds nothing."""
        message = f"{self.path} {what}: nothing of it can be read, and it is set aside when a run is kept"
        warnings.warn(message, RuntimeWarning, stacklevel=2)
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            _begin_if_new(connection)
            return work(connection)

    def _set_aside(self, what: str) -> None:
        """Give the file another name, and say so: nothing of it is lost."""
        mark = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:4]}"
        aside = self.path.with_name(f"{self.path.name}.aside-{mark}")
        try:
            for ending in _BESIDE:
                beside = self.path.with_name(f"{self.path.name}{ending}")
                if beside.exists():
                    beside.rename(aside.with_name(f"{aside.name}{ending}"))
        except OSError as error:
            raise self._refused(f"{what}, and cannot be set aside ({error.strerror})") from None
        message = f"{self.path} {what}: it is set aside as {aside.name}, and a new one is begun"
        warnings.warn(message, RuntimeWarning, stacklevel=2)

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _refused(self, message: str) -> InputError:
        return InputError("--store", [Fault(place=str(self.path), message=message)])


def _begin_if_new(connection: sqlite3.Connection) -> None:
    """Give an empty file its tables. Another process may be doing the same."""
    if _is_new(connection):
        connection.execute("PRAGMA journal_mode = WAL")  # where the file system has none, as it was
        with _transaction(connection):
            if _is_new(connection):
                for statement in _TABLES:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")


def _is_new(connection: sqlite3.Connection) -> bool:
    marks = (_pragma(connection, name) for name in ("application_id", "user_version"))
    return not any(marks) and not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _text(content: bytes) -> str:
    """Text of a file that may be anybody's."""
    return content.decode("utf-8", "replace")


def _code(error: sqlite3.DatabaseError) -> int:
    """The kind of an error, without its details."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _advice(error: sqlite3.DatabaseError) -> str:
    """An error of the system in words."""
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return "cannot be written: the disk is full; make room, or name another --store"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"is being written by another process, for more than {_PATIENCE:g} seconds"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return f"may not be opened or written ({error}); name another --store"
    return f"cannot be read or written ({error})"
