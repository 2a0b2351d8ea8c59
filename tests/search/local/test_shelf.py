"""What is kept on disk is believed only when it is whole and of the same sources."""

import errno
from pathlib import Path

import pytest

from allocator.search.local.shelf import Shelf

CONTENT = bytes(range(256)) * 20


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf([tmp_path / "one", tmp_path / "two"], b"sources")
    made.write("walk", CONTENT)
    return made


def test_what_is_written_is_read(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.read("walk") == CONTENT
    assert shelf.read("fill") is None
    shelf.try_out()
    assert not shelf.refused
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["walk"]


DAMAGES = {
    "empty": lambda whole: b"",
    "shorter than its digest": lambda whole: whole[:9],
    "cut short": lambda whole: whole[:-1],
    "one wrong byte": lambda whole: whole[:900] + bytes([whole[900] ^ 1]) + whole[901:],
    "garbage": lambda whole: b"\x80\x04garbage" * 100,
    "of another program": lambda whole: b"\x7fELF" + whole,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_counts_as_missing_and_is_mended(shelf: Shelf, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "one" / "walk"
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    assert shelf.read("walk") is None
    shelf.write("walk", CONTENT)
    assert shelf.read("walk") == CONTENT


def test_other_sources_are_not_believed(shelf: Shelf) -> None:
    assert Shelf(shelf.folders, b"changed").read("walk") is None


def test_a_damaged_file_that_cannot_be_mended_gives_way_to_the_next_folder(
    shelf: Shelf, tmp_path: Path
) -> None:
    (tmp_path / "one" / "walk").unlink()
    (tmp_path / "one" / "walk").mkdir()  # nothing can be put in its place
    assert shelf.read("walk") is None
    shelf.write("walk", CONTENT)
    assert shelf.read("walk") == CONTENT
    assert not shelf.refused


def test_where_no_folder_takes_it_the_first_is_named(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"no folder")
    (tmp_path / "two").write_bytes(b"no folder")
    shelf = Shelf([tmp_path / "one", tmp_path / "two" / "below"], b"sources")
    assert shelf.read("walk") is None
    shelf.try_out()
    assert str(tmp_path / "one") in shelf.refused


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    shelf = Shelf([tmp_path], b"sources")
    shelf.write("walk", CONTENT)
    assert shelf.refused == f"{tmp_path} (No space left on device)"
    assert list(tmp_path.iterdir()) == []
