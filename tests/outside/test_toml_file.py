"""Models and scenarios are opened as carefully as plans: whatever a path leads to, one located sentence."""

import os
import random
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

import allocator
from allocator.errors import InputError
from allocator.outside import toml_file

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "national.toml"
READERS: tuple[Callable[[Path], object], ...] = (allocator.read_model, allocator.read_scenario)
SAMPLES = int(os.environ.get("ALLOCATOR_TOML_SAMPLES", "40"))


def refused(path: Path) -> set[str]:
    """What is said of a path as a model and as a scenario, without the name of either."""
    said = set()
    for read in READERS:
        with pytest.raises(InputError) as caught:
            read(path)
        said.add(re.sub("a coordination model|a scenario", "...", str(caught.value.faults[0])))
    return said


def pipe(path: Path) -> None:
    os.mkfifo(path)


def door(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(os.path.relpath(path))  # the address of a socket is short


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (pipe, "x.toml: is a pipe (FIFO); give ..., a text file (.toml)"),
        (door, "x.toml: is a socket; give ..., a text file (.toml)"),
        (Path.mkdir, "x.toml: is a folder; give ..., a text file (.toml)"),
        (lambda path: path.symlink_to("/dev/zero"), "x.toml: is a device; give ..., a text file (.toml)"),
        (lambda path: path.symlink_to("nowhere"), "x.toml: does not exist; give ... (.toml)"),
        (
            lambda path: path.symlink_to(path.name),
            "x.toml: cannot be read: Too many levels of symbolic links",
        ),
        (sparse, "x.toml: is larger than 4 MB; that is not ..."),
    ],
)
def test_what_is_no_ordinary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "x.toml")
    assert refused(tmp_path / "x.toml") == {says}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"title = 1\n\xe9", "x.toml line 2: is not UTF-8 text"),
        ("title = 1".encode("utf-16"), "x.toml line 1: is not UTF-8 text"),
        (b"title = 'a'\nrules = {\nx", "x.toml line 2, column 10: is not valid TOML: "),
        (b"title = 'a", "x.toml, at its end: is not valid TOML: "),
        (b"a = " + b"[" * 100_000, "x.toml: is nested far deeper"),
        (b"title = " + b"[" * 100 + b"]" * 100, "x.toml (title): is nested far deeper"),
        (b"#\n" + b"a." * 100_000 + b"a = 1", "x.toml line 2: has a key of more than 100 parts"),
        (b"seed = 1" + b"0" * 5000, "x.toml: holds a number that is too long"),
        (b"seed = 0x" + b"f" * 5000, "x.toml (seed): holds a number that is too long"),
    ],
)
def test_what_is_no_toml(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    (said,) = refused(path)
    assert said.startswith(says)


def test_a_mark_at_the_head_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MODEL.read_bytes())
    assert allocator.read_model(path) == allocator.read_model(MODEL)


def test_a_full_stop_in_a_text_is_no_key() -> None:
    long = "e.g. " * 20 + "3.1.4.1.5.9"
    assert toml_file.parse_toml(f'title = "{long}"', "x") == {"title": long}


ODD = ("1", "-1", "nan", "inf", "1e400", "true", "[]", "{}", "[[1]]", "''", '"\\u0000"', "0xfff",
       "9" * 19, "{a = 1}", "[{a = 1}]", "[" * 40)  # fmt: skip


def changed(text: str, chance: random.Random) -> str:
    """A text with a value replaced, a character put in, or a line doubled or taken away."""
    lines = text.splitlines()
    place = chance.randrange(len(lines))
    kind = chance.randrange(4)
    if kind == 0:
        lines.pop(place)
    elif kind == 1:
        lines.insert(place, chance.choice(lines))
    elif kind == 2:
        lines[place] += chance.choice("\0\"'=[]{}é\u202e")
    else:
        lines[place] = re.sub(r"= .*", lambda _: f"= {chance.choice(ODD)}", lines[place])
    return "\n".join(lines)


def test_files_changed_at_random_are_read_or_refused(tmp_path: Path) -> None:
    """ALLOCATOR_TOML_SAMPLES=2000 for a long look."""
    chance = random.Random(8)
    plan = ROOT / "scenarios" / "plans" / "first-steps"
    scenario = f'plan = "{plan}"\nmodel = "{MODEL}"\ntime_limit = 5\n[rules.pairing]\nlevel = "hard"\n'
    scenario += '[[change]]\nremove = { sheet = "Requests", key = "R5" }\n'
    path = tmp_path / "x.toml"
    for _ in range(SAMPLES):
        for text, read in zip((MODEL.read_text(encoding="utf-8"), scenario), READERS, strict=True):
            path.write_text(changed(changed(text, chance), chance), encoding="utf-8")
            try:
                read(path)
            except InputError as error:
                assert error.faults
