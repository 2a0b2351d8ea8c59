"""CSV and JSON, and files that are written whole or not at all."""

import csv
import json
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import allocator
from allocator.errors import InputError
from allocator.export import write_csv, write_json, write_workbook
from allocator.export.csv_folder import csv_bytes
from allocator.export.text import guarded
from allocator.export.whole_files import write_whole
from allocator.plan.entities import Interest
from allocator.report.result import Result
from allocator.report.table import Column, Table
from tests.plans_by_hand import mission, model_of, monday, plan_of
from tests.report.results_by_hand import ROOT, explained_by_hand, first_steps, result_of


@pytest.fixture(autouse=True)
def _explained() -> Iterator[None]:
    with explained_by_hand():
        yield


@pytest.fixture
def small() -> Result:
    plan = plan_of(
        ["KEN-01"], ["R1"], interest=(Interest(expert="KEN-01", request="R1", interest=-2),), agreements={}
    )
    return result_of(plan, model_of(), mission("R1", monday(1), "KEN-01"))


@pytest.mark.parametrize("name", ["first-steps", "columbus"])
def test_a_csv_folder_reads_back_as_the_same_plan(name: str, tmp_path: Path) -> None:
    plan = allocator.read_plan(ROOT / "scenarios/plans" / name)
    write_csv(result_of(plan, allocator.read_model(ROOT / "models/national.toml")), tmp_path / "out")
    again = allocator.read_plan(tmp_path / "out")
    bare = {"decisions": (), "warnings": (), "digest": ""}
    assert replace(again, **bare) == replace(plan, **bare)
    assert len(again.decisions) == len(plan.decisions)
    assert again.warnings == plan.warnings


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"), ("+a", "'+a"), ("-a", "'-a"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\rx"),
        ("-", "-"), ("-2", "-2"), ("a=b", "a=b"), ("", ""), ("--", "'--"), ("-2.5", "'-2.5"),
    ],
)  # fmt: skip
def test_csv_text_is_no_formula(text: str, safe: str) -> None:
    assert guarded(text) == safe


def test_csv_quotes_what_needs_it() -> None:
    table = Table("T", (Column("=a"), Column("b")), ((('x,"y"'), "two\nlines"),))
    lines = csv_bytes(table).decode("utf-8-sig").splitlines()
    assert next(csv.reader(lines, strict=True)) == ["'=a", "b"]
    assert lines[1] == '"x,""y""","two'


def test_csv_keeps_negative_numbers(small: Result, tmp_path: Path) -> None:
    write_csv(small, tmp_path)
    assert "KEN-01,R1,-2" in (tmp_path / "Interest.csv").read_text(encoding="utf-8-sig")


def test_csv_refuses_a_folder_with_a_sheet_of_another_plan(small: Result, tmp_path: Path) -> None:
    (tmp_path / "Travel.csv").write_text("from region,to region,cost\n")
    with pytest.raises(InputError, match=r"Travel\.csv: belongs to another plan"):
        write_csv(small, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["Travel.csv"]


def test_csv_leaves_other_files_alone(small: Result, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_csv(small, tmp_path)
    write_csv(small, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not list(tmp_path.glob(".*"))


def test_csv_needs_a_folder(small: Result, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be made a folder"):
        write_csv(small, tmp_path / "file")


def test_json_holds_goals_tables_and_provenance(tmp_path: Path) -> None:
    write_json(first_steps(), tmp_path / "a.json")
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert found["status"] == "feasible"
    assert found["goals"][0]["words"] == "Proven: no plan can serve more"
    assert (found["goals"][0]["gap"], found["goals"][2]["gap"]) == (0, None)
    assert found["tables"]["Missions"][0]["start"] == "2026-09-14"
    assert found["provenance"]["versions"]["allocator"] == "0.1.0"


def test_a_failure_leaves_the_old_file_whole(
    small: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "allocation.xlsx"
    path.write_bytes(b"old")

    def locked(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(InputError, match=r"allocation\.xlsx: may not be written; close it where it is open"):
        write_workbook(small, path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named(small: Result, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the folder .*nowhere does not exist"):
        write_workbook(small, tmp_path / "nowhere" / "a.xlsx")


def test_a_folder_is_no_file(small: Result, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        write_json(small, tmp_path)


def test_a_full_disk_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        write_whole({tmp_path / "a": b"x"})
    assert not list(tmp_path.iterdir())


def test_nothing_is_replaced_before_everything_is_complete(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(InputError):
        write_whole({tmp_path / "a": b"new", tmp_path / "missing" / "b": b"new"})
    assert (tmp_path / "a").read_bytes() == b"old"


def test_rights_and_links_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole({link: b"new"})
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


# -- a process that ends while it writes, a disk that ends ---------------------------------------------------

_CHILD = """
import sys
from pathlib import Path
from allocator.export.whole_files import write_whole
path = Path(sys.argv[1])
print("ready", flush=True)
while True:
    write_whole({path: b"new" * 3_000_000, path.with_name("b"): b"new" * 3_000_000})
"""


def test_a_kill_leaves_a_whole_file(tmp_path: Path) -> None:
    """Killed at moments spread over a write of 9 MB: the file is the old or the new one, never a part."""
    path, whole = tmp_path / "a", {b"old", b"new" * 3_000_000}
    path.write_bytes(b"old")
    for number in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(path)], stdout=subprocess.PIPE, cwd=ROOT
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(0.004 * number)
            child.kill()
        assert path.read_bytes() in whole


_FULL = """
import resource, sys
from pathlib import Path
from allocator import InputError
from allocator.export.whole_files import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    write_whole({Path(sys.argv[1]): b"new" * 3_000_000})
except InputError as error:
    print(error)
"""


def test_a_disk_that_ends_leaves_the_old_file_whole(tmp_path: Path) -> None:
    """The operating system itself refuses to write more than a megabyte."""
    pytest.importorskip("resource")
    path = tmp_path / "allocation.xlsx"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "allocation.xlsx: cannot be written (File too large); make room, or write elsewhere" in done.stdout
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
