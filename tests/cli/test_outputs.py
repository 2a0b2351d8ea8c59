"""Where a result may go: asked before the search, with nothing left behind where it cannot."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from allocator.cli.output import Target, target_of, write
from allocator.errors import DefectError, InputError
from allocator.export import whole_files, write_csv
from allocator.export.whole_files import require_folder, write_whole
from tests.plans_by_hand import mission, model_of, monday, plan_of
from tests.report.results_by_hand import explained_by_hand, result_of


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def standing() -> dict[str, int]:
    """Everything in the folder, links as they are."""
    return {str(path): os.lstat(path).st_ino for path in sorted(Path().rglob("*"))}


def refusal(output: str, *inputs: Path) -> str:
    before = standing()
    with pytest.raises(InputError) as caught:
        target_of(output, inputs)
    assert standing() == before
    (fault,) = caught.value.faults
    return str(fault)


def door(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(path))


@pytest.mark.parametrize(
    ("make", "output", "says"),
    [
        (os.mkfifo, "a.xlsx", "a.xlsx: is a pipe (FIFO); name a file"),
        (door, "a.json", "a.json: is a socket; name a file"),
        (
            Path.mkdir,
            "a.xlsx",
            "a.xlsx: is a folder; name a file in it, or write a.xlsx/ for CSV files in it",
        ),
        (lambda path: path.symlink_to("/dev/null"), "a.xlsx", "a.xlsx: is a device; name a file"),
        (lambda path: path.symlink_to("/dev/full"), "a.json", "a.json: is a device; name a file"),
        (
            lambda path: path.symlink_to("gone/b.xlsx"),
            "a.xlsx",
            "a.xlsx: cannot be written: there is no folder",
        ),
        (Path.touch, "a.csv", "a.csv: cannot be made a folder (a file has this name); name another one"),
        (Path.touch, "a/", "a: cannot be made a folder (a file has this name); name another one"),
        (Path.touch, "a/b/", "a/b: cannot be made a folder (Not a directory); name another one"),
        (Path.touch, "a/b.xlsx", "a/b.xlsx: cannot be written: there is no folder a"),
        (Path.touch, "/dev/stdout", "/dev/stdout: ends in none of .xlsx, .json and .csv"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_search(
    make: Callable[[Path], object], output: str, says: str
) -> None:
    make(Path(Path(output).parts[0] if not output.startswith("/") else "a"))
    assert refusal(output).startswith(says)


@pytest.mark.parametrize("output", [f"{'n' * 300}.xlsx", f"{'n' * 300}/", f"{'n' * 300}/a.json"])
def test_a_name_that_is_too_long_is_refused(output: str) -> None:
    assert "cannot be" in refusal(output)


def test_what_can_be_written_leaves_nothing_behind() -> None:
    Path("link.json").symlink_to("there.json")
    before = standing()
    for output in ("a.xlsx", "link.json", "a/", "a/b/c/", "a.csv"):
        target_of(output, ())
    assert standing() == before


def test_no_other_name_of_an_input_is_written_over() -> None:
    plan, model = Path("plan"), Path("model.json")
    plan.mkdir()
    (plan / "Requests.csv").write_text("request\n")
    model.write_text("x")
    Path("hard.json").hardlink_to(model)
    Path("soft.json").symlink_to(model)
    Path("link").symlink_to(plan)
    Path("out").mkdir()
    Path("out/Requests.csv").hardlink_to(plan / "Requests.csv")
    Path("other").mkdir()
    Path("other/Requests.csv").symlink_to("../plan/Requests.csv")
    for output in ("model.json", "hard.json", "soft.json", "plan/", "link", "plan/../link/", "out", "other/"):
        assert "is an input of this run and would be written over" in refusal(output, plan, model)


def test_a_full_disk_leaves_no_empty_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert "cannot be written (No space left on device); make room" in refusal("a/b/")
    result = result_of(plan_of(["KEN-01"], ["R1"]), model_of(), mission("R1", monday(1), "KEN-01"))
    with explained_by_hand(), pytest.raises(InputError, match="No space left"):
        write_csv(result, "a/b")
    assert standing() == {}


def test_a_folder_is_tried_and_taken_away_again() -> None:
    require_folder(Path("a/b"))
    assert standing() == {}


def test_files_that_belong_together_are_replaced_together(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        Path(name).write_text("old")
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if target.name == "c" and self.read_text() == "new":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(InputError, match="c: may not be written"):
        write_whole({Path(name).absolute(): b"new" for name in ("a", "b", "c", "d")})
    assert {str(path): path.read_text() for path in Path().iterdir()} == dict.fromkeys("abc", "old")


def test_no_device_is_replaced_by_a_file() -> None:
    for path in ("/dev/null", "/dev/full"):
        with pytest.raises(InputError, match="is a device"):
            write_whole({Path(path): b"x"})
        assert Path(path).is_char_device()


@pytest.mark.parametrize("error", [MemoryError(), ValueError("a bad cell")])
def test_a_result_that_cannot_be_put_into_a_workbook_is_kept(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("allocator.export.write_workbook", broken)
    result = result_of(plan_of(["KEN-01"], ["R1"]), model_of(), mission("R1", monday(1), "KEN-01"))
    with (
        explained_by_hand(),
        pytest.raises(DefectError, match=r"the allocation was written to .*\.json instead"),
    ):
        write(result, Target(Path("a.xlsx"), "workbook"))
    (spare,) = Path().iterdir()
    assert spare.suffix == ".json" and spare.stat().st_size > 1000
    assert whole_files.odd_kind(spare) is None
