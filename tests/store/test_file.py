"""The file of a store: what is broken is set aside whole, what is somebody else's stays; a kill costs nothing
that was kept; several processes write at once; a full disk is said."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from allocator.cli.app import app
from allocator.errors import InputError
from allocator.store import Entry, RunStore, database
from allocator.store.entry import Entry as EntryRecord

ROOT = Path(__file__).parents[2]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def simple(number: int) -> Entry:
    return EntryRecord(
        id=f"{number:064x}", kind="price", title=f"run {number}", status="done", settled=True,
        question={"number": number}, answer={"number": number, "ballast": "x" * 5000 + str(number)},
        created="2026-11-28T12:00:00+00:00",
    )  # fmt: skip


def aside(store: RunStore) -> list[Path]:
    return sorted(store.path.parent.glob(f"{store.path.name}.aside-*"))


def foreign_sqlite(path: Path) -> None:
    with opened(path) as connection:
        connection.execute("CREATE TABLE accounts (name TEXT)")
        connection.execute("INSERT INTO accounts VALUES ('somebody')")


def with_a_trigger(path: Path) -> None:
    RunStore(path).keep(simple(1))
    with opened(path) as connection:
        connection.execute("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END")


def of_an_earlier_version(path: Path) -> None:
    RunStore(path).keep(simple(1))
    with opened(path) as connection:
        connection.execute("PRAGMA user_version = 0")


def with_damaged_pages(path: Path) -> None:
    store = RunStore(path)
    for number in range(20):
        store.keep(simple(number))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    path.write_bytes(content)


def cut_off(path: Path) -> None:
    RunStore(path).keep(simple(1))
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_bytes(b"SQLite format 3\0"), "is damaged"),
        (cut_off, "is damaged"),
        (with_a_trigger, "is no run store of this version: its tables are others"),
        (of_an_earlier_version, "was written by an earlier version"),
        (with_damaged_pages, "is damaged"),
    ],
)
def test_a_broken_store_is_set_aside_when_something_is_kept(
    store: RunStore, make: Callable[[Path], object], says: str
) -> None:
    make(store.path)
    before = store.path.read_bytes()
    with pytest.warns(RuntimeWarning, match=f"{says}.*nothing of it can be read"):
        assert store.runs() == ()
    assert aside(store) == []
    assert store.path.read_bytes() == before
    with pytest.warns(RuntimeWarning, match=says):
        store.keep(simple(7))
    (kept,) = (path for path in aside(store) if not path.name.endswith(("-wal", "-shm")))
    assert kept.read_bytes() == before
    store.keep(simple(8))
    assert {run.title for run in store.runs()} == {"run 7", "run 8"}


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_bytes(b"title,start\nno database at all\n" * 200), "a file of another kind"),
        (lambda path: path.write_bytes(b"x"), "a file of another kind"),
        (lambda path: path.write_bytes(b"PK\3\4" + os.urandom(20_000)), "a workbook, or another packed"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(8000)), "not known to be a run store"),
        (foreign_sqlite, "is no run store, but a file of another program"),
    ],
)
def test_the_file_of_somebody_else_is_refused_and_stays(
    store: RunStore, make: Callable[[Path], object], says: str
) -> None:
    make(store.path)
    before = store.path.read_bytes()
    for work in (store.runs, lambda: store.keep(simple(1)), lambda: store.remove([simple(1).id])):
        with pytest.raises(InputError, match=f"(?s){says}.*stays as it is: name another --store"):
            work()
    assert store.path.read_bytes() == before
    assert [path.name for path in store.path.parent.iterdir()] == [store.path.name]


def test_a_later_version_is_left_alone(store: RunStore) -> None:
    store.keep(simple(1))
    with opened(store.path) as connection:
        connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    for work in (store.runs, lambda: store.keep(simple(2))):
        with pytest.raises(InputError, match="was written by a later version of Allocator"):
            work()
    assert aside(store) == []


def test_an_empty_file_is_a_new_store(store: RunStore) -> None:
    store.path.touch()
    assert store.runs() == ()
    store.keep(simple(1))
    assert len(store.runs()) == 1


def test_a_damaged_row_is_taken_out_and_the_rest_stays(store: RunStore, entry: Entry) -> None:
    store.keep(simple(1))
    store.keep(entry)
    with opened(store.path) as connection:
        connection.execute("UPDATE runs SET answer = ? WHERE id = ?", (b"\x00\xffnonsense", simple(1).id))
        connection.execute("UPDATE plans SET content = x'00'")
        connection.execute(
            "UPDATE runs SET title = CAST(x'fffe41' AS TEXT), question = '[' WHERE kind = 'solve'"
        )
    with pytest.warns(RuntimeWarning, match="a kept run cannot be unpacked"):
        assert store.answer_to(simple(1).id) is None
    (left,) = store.runs()
    assert left.question == {}
    with pytest.raises(InputError, match="ends too early"):
        store.open(entry.id)


def test_a_hostile_row_crashes_nothing(
    store: RunStore, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    goals = (
        '[7, {"name": 3}, {"name": "x", "value": "y", "bound": [], "unit": 1, "sense": "up", "asked": true}]'
    )
    for column, value in (
        ("summary", f'{{"served": "many", "requests": {{}}, "goals": {goals}}}'),
        ("summary", '{"goals": 7}'),
        ("summary", "[[[["),
        ("seconds", float("inf")),
        ("title", b"\xff\x00"),
        ("title", "\x1b[2J\u202e"),
        ("question", '{"plan": [1, {"a": 2}]}'),
        ("created", "1"),
    ):
        store.keep(entry)
        with opened(store.path) as connection:
            connection.execute(f"UPDATE runs SET {column} = ?", (value,))
        monkeypatch.setenv("ALLOCATOR_STORE", str(store.path))
        for words in ((), ("show", entry.id), ("--json",)):
            done = CliRunner().invoke(app, ["runs", *words])
            assert done.exit_code in (0, 2), done.output
            assert "\x1b[2J" not in done.output
        assert store.remove([entry.id]) == 1


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (Path.mkdir, "is a folder; name a file"),
        (os.mkfifo, "is a pipe"),
        (lambda path: path.symlink_to("/dev/full"), "is a device"),
        (lambda path: (path.touch(), path.chmod(0o400)), "may not be opened or written"),
    ],
)
def test_places_that_cannot_be(
    store: RunStore, make: Callable[[Path], object], says: str, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    make(place)
    if os.geteuid() == 0 and place.is_file():
        pytest.skip("root may write everything")
    with pytest.raises(InputError, match=says):
        RunStore(place).keep(simple(1))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="--store"):
        RunStore(tmp_path / "file" / "runs.sqlite").keep(simple(1))


WRITER = """
import sys
sys.path.insert(0, {root!r})
from allocator.store import RunStore
from tests.store.test_file import simple
store = RunStore({path!r})
print("ready", flush=True)
for number in range(int(sys.argv[1]), int(sys.argv[2])):
    store.keep(simple(number))
    print(number, flush=True)
"""


def writer(path: Path, first: int, end: int) -> "subprocess.Popen[str]":
    code = WRITER.format(root=str(ROOT), path=str(path))
    command = [sys.executable, "-c", code, str(first), str(end)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_two_processes_write_at_once(store: RunStore) -> None:
    writers = [writer(store.path, first, first + 40) for first in (0, 1000)]
    assert [each.wait(60) for each in writers] == [0, 0]
    assert {run.title for run in store.runs()} == {f"run {f + n}" for f in (0, 1000) for n in range(40)}
    assert aside(store) == []
    for each in writers:
        assert each.stdout is not None
        each.stdout.close()


def test_a_kill_in_the_middle_of_a_write_costs_nothing_that_was_kept(store: RunStore) -> None:
    """Killed at many moments, most of them inside a transaction: each told run is there, the file sound."""
    told = 0
    for attempt in range(6):
        process = writer(store.path, 1000 * attempt, 1000 * attempt + 1000)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.01 + 0.017 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        numbers = [int(line) for line in process.stdout.read().split() if line.isdecimal()]
        process.stdout.close()
        told += len(numbers)
        with opened(store.path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for number in numbers:
            found = store.answer_to(simple(number).id)
            assert found is not None
            assert found.answer == simple(number).answer
    assert told > 0
    assert aside(store) == []


def test_a_full_disk_is_said_and_leaves_the_store_sound(store: RunStore) -> None:
    store.keep(simple(1))
    held = store.path.stat().st_size
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    big = replace(simple(2), answer={"noise": os.urandom(200_000).hex()})
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (held + 8192, hard))
        with pytest.raises(InputError, match=r"make room|cannot be read or written"):
            store.keep(big)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, usual)
    assert [run.title for run in store.runs()] == ["run 1"]
    store.keep(big)
    assert len(store.runs()) == 2
    assert aside(store) == []


def test_a_name_through_a_link_is_the_same_store(store: RunStore, tmp_path: Path) -> None:
    store.keep(simple(1))
    (tmp_path / "link").symlink_to(store.path)
    assert len(RunStore(tmp_path / "link").runs()) == 1
