"""What stands in a folder, or at a path, where a file should be; and how much a file may hold."""

import contextlib
import itertools
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from allocator.errors import InputError
from allocator.inputs.plan_file import read_plan
from allocator.tables.schema import SHEET_BY_NAME
from allocator.tables.sources import Collected


def first_fault(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_plan(path)
    assert len(caught.value.faults) == 1 or "Experts" in str(caught.value.faults[0])
    return str(caught.value.faults[0])


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing here")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listening(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:  # paths of sockets are short
        made.bind(path.name)


def locked(path: Path) -> None:
    path.write_text("member,from,to")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")


NO_FILES: list[tuple[Callable[[Path], Any], str]] = [
    (link_to_nothing, "is a link that leads to nothing"),
    (link_to_itself, ""),
    (Path.mkdir, "is a folder"),
    (os.mkfifo, "is a pipe"),
    (device, "is a device"),
    (listening, "is a socket"),
    (locked, "cannot be read"),
    (Path.touch, "is empty; its columns are "),
    (lambda path: path.write_bytes(b"\xef\xbb\xbf"), "is empty"),
    (lambda path: path.write_bytes(b" \r\n,,\r\n"), "is empty"),
]


@pytest.mark.parametrize(("make", "message"), NO_FILES)
@pytest.mark.parametrize("name", ["Closures.csv", "closures.CSV", "CLO_SURES.csv", "Experts.csv"])
def test_an_entry_with_the_name_of_a_sheet_is_never_left_out(
    sheets: Any, to_csv: Any, name: str, make: Callable[[Path], Any], message: str
) -> None:
    folder = to_csv(sheets)
    (folder / ("Experts.csv" if name == "Experts.csv" else "Closures.csv")).unlink()
    make(folder / name)
    assert first_fault(folder).startswith(f"{name}: {message}")


def test_a_sheet_saved_as_something_else_is_told(sheets: Any, to_csv: Any) -> None:
    folder = to_csv(sheets)
    (folder / "Experts.txt").write_text("x")  # beside the sheet itself: a copy
    assert read_plan(folder).warnings == ()
    for ending in (".txt", ".csv.txt", ".tsv", ".xlsx"):
        (folder / "Closures.csv").rename(folder / f"Closures{ending}")
        (warning,) = read_plan(folder).warnings
        assert str(warning).startswith(f"Closures{ending}: is no CSV file and is ignored")
        (folder / f"Closures{ending}").rename(folder / "Closures.csv")


@pytest.mark.parametrize(("make", "message"), NO_FILES[:6])
def test_a_workbook_that_is_no_file(tmp_path: Path, make: Callable[[Path], Any], message: str) -> None:
    make(tmp_path / "plan.xlsx")
    if make is not Path.mkdir:
        assert first_fault(tmp_path / "plan.xlsx").startswith(f"plan.xlsx: {message}")


def test_more_rows_than_a_year_has(to_frames: Any, sheets: Any) -> None:
    """Only memory limits tables: here 300,001 rows."""
    collected = Collected("tables", "frame")
    sheet = SHEET_BY_NAME["History"]
    header = (0, ("expert", "member", "last date"))
    rows = ((number, ("A", "KEN", None)) for number in range(1, 300_002))
    table, _ = collected.add(sheet, "History", itertools.chain([header], rows))
    assert len(table.rows) == 300_001 and collected.plan().faults == ()
