"""What tutorial and README show is what the program prints: their commands are run in their order."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
SHOWN = ("README.md", "docs/tutorial.md")
#: R4 gives way to R5 on either day, at the same loss: which of the two is told is the solver's choice.
_EITHER_DAY = re.compile(r"(?<=R5 can go on 2026-10-)(05|12)")

#: Seconds that a question may take here: enough on a machine that is busy with other tests.
_PATIENCE = 90


def shown(document: str) -> list[tuple[str, list[str]]]:
    """Each command that a document shows with the lines below it."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    text = "".join(blocks)
    parts = [part.split("\n") for part in re.split(r"^\$ ", text, flags=re.MULTILINE) if part]
    return [(command, [line for line in lines if line]) for command, *lines in parts]


def edited(folder: Path) -> None:
    """What the tutorial tells to write into `allocation.xlsx`, saved as `edited.xlsx`."""
    book = openpyxl.load_workbook(folder / "allocation.xlsx")
    sheet = book["Assignments"]
    headers = [cell.value for cell in sheet[1]]
    places = {name: headers.index(name) for name in ("request", "expert", "decision")}
    for row in sheet.iter_rows(min_row=2):
        request, expert = row[places["request"]].value, row[places["expert"]].value
        if (request, expert) == ("R4", "GHA-01"):
            row[places["decision"]].value = "excluded"
        elif request == "R1":
            row[places["decision"]].value = "fixed"
    book.save(folder / "edited.xlsx")


def printed(command: str, folder: Path) -> list[str]:
    solves = command.split()[1] == "explain" or "--recover" in command
    patient = f" --time-limit {_PATIENCE}" if solves else ""
    words = [sys.executable, "-m", *shlex.split(re.sub(" --time-limit [0-9]+", "", command) + patient)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.rstrip() for line in done.stdout.split("\n") if line.strip()]


def differs(expected: list[str], found: list[str]) -> list[str]:
    """The lines that are shown and not printed, in their order; `...` stands for any lines or any words."""
    expected, found = ([_EITHER_DAY.sub("..", line) for line in lines] for lines in (expected, found))
    missing, place = [], 0
    for line in expected:
        pattern = re.escape(line.rstrip()).replace(re.escape("..."), ".*")
        later = [number for number in range(place, len(found)) if re.fullmatch(pattern, found[number])]
        if line.strip() == "...":
            continue
        if not later:
            missing.append(line)
        else:
            place = later[0] + 1
    return missing


@pytest.mark.parametrize("document", SHOWN)
def test_what_is_shown_is_printed(document: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    commands = shown(document)
    assert len(commands) > 1
    for command, lines in commands:
        if "edited.xlsx" in command:
            edited(tmp_path)
        assert differs(lines, printed(command, tmp_path)) == [], command


def test_a_line_that_is_not_printed_is_seen() -> None:
    assert differs(["a 1", "...", "c 3"], ["a 1", "b 2", "c 3"]) == []
    assert differs(["a 1; ..."], ["a 1; and so on"]) == []
    assert differs(["R5 can go on 2026-10-05 x"], ["R5 can go on 2026-10-12 x"]) == []
    assert differs(["R5 can go on 2026-10-05 x"], ["R5 can go on 2026-10-19 x"]) != []
    assert differs(["c 3", "a 1"], ["a 1", "b 2", "c 3"]) == ["a 1"]
