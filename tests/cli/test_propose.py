"""`allocator propose` and `allocator calendars`: a round as a planner makes it, on `first-steps`."""

import json
from pathlib import Path

import openpyxl
import pytest

import allocator
from tests.cli.conftest import FIRST_STEPS, Invoke

QUICK = ("--effort", "1", "--workers", "1")


@pytest.fixture
def solved(allocator_in: Invoke, tmp_path: Path) -> Path:
    assert allocator_in("solve", FIRST_STEPS, *QUICK).exit_code == 0
    return tmp_path / "allocation.xlsx"


def write(path: Path, sheet: str, codes: tuple[str, ...], **cells: str) -> None:
    """Cells of the rows that begin with some codes."""
    book = openpyxl.load_workbook(path)
    headers = [cell.value for cell in book[sheet][1]]
    found = 0
    for row in book[sheet].iter_rows(min_row=2):
        if tuple(cell.value for cell in row[: len(codes)]) == codes:
            found += 1
            for header, value in cells.items():
                row[headers.index(header.replace("_", " "))].value = value
    assert found
    book.save(path)


def test_a_round_from_the_first_letter_to_the_calendar_of_what_is_left(
    solved: Path, allocator_in: Invoke, tmp_path: Path
) -> None:
    before = solved.read_bytes()
    done = allocator_in("propose", solved, "--to", "round-1", "--reply-by", "2026-08-15")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == [
        "6 people of 5 administrations asked for, for 4 missions: 7 rows for letters",
        "5 workbooks for administrations, 12 calendars in round-1",
        "Written to round-1/proposed.xlsx: the result with these proposals; go on from it",
    ]
    assert solved.read_bytes() == before
    assert all("an answer is asked for, 2026-08-15, is past" in line for line in done.stderr.splitlines())

    twice = allocator_in("propose", solved, "--to", "round-1", "--reply-by", "2027-08-15")
    assert twice.stdout.startswith("Nobody is to be asked now: letters in round-1 ask for everybody already")
    assert not (tmp_path / "round-1/letters-2.xlsx").exists()
    late = allocator_in("propose", solved, "--to", "late", "--reply-by", "2027-08-15")
    assert "2027-08-15, is not before the departure" in late.stderr

    again = allocator_in("propose", "round-1/proposed.xlsx", "--to", "round-1")
    assert again.stdout.startswith("Nobody is to be asked now: nothing in the result is a draft\n")

    agreed = tmp_path / "round-1/proposed.xlsx"
    write(agreed, "Assignments", ("R1",), status="done")
    write(agreed, "Assignments", ("R4", "expert", "GHA-01"), status="declined", status_reason="not released")
    write(agreed, "Requests", ("R6",), status="cancelled", status_reason="no need any more")
    second = allocator_in("solve", agreed, *QUICK, "--output", "second.xlsx")
    assert second.exit_code == 0, second.stderr
    result = allocator.read_result(tmp_path / "second.xlsx")
    stages = dict(zip(result.delivery["request"], result.delivery["stage"], strict=True))
    assert stages == {
        "R1": "done", "R2": "proposed", "R3": "not planned", "R4": "not planned", "R5": "draft",
        "R6": "cancelled",
    }  # fmt: skip

    calendars = allocator_in("calendars", "second.xlsx", "--to", "round-1/calendars")
    assert calendars.exit_code == 0, calendars.stderr
    files = (tmp_path / "round-1/calendars").rglob("*.ics")
    cancelled = sum(path.read_text(encoding="utf-8").count("STATUS:CANCELLED") for path in files)
    assert calendars.stdout.endswith(f" in round-1/calendars; {cancelled} entries in them cancelled\n")
    content = (tmp_path / "round-1/calendars/experts/GHA-01.ics").read_text(encoding="utf-8")
    assert content.count("STATUS:CANCELLED") == content.count("BEGIN:VEVENT") == 3
    content = (tmp_path / "round-1/calendars/experts/MUS-02.ics").read_text(encoding="utf-8")
    assert content.count("STATUS:CONFIRMED") == content.count("BEGIN:VEVENT") == 3


def test_what_contradicts_is_told_with_both_cells(solved: Path, allocator_in: Invoke) -> None:
    write(solved, "Assignments", ("R1", "adviser", "KEN-03"), status="done")
    done = allocator_in("solve", solved, "--output", "second.xlsx")
    assert done.exit_code == 2
    assert "Assignments!G3 (status): is draft, but R1 is done (Assignments!G2)" in done.stderr


def test_json_tells_of_every_letter_and_file(solved: Path, allocator_in: Invoke, tmp_path: Path) -> None:
    done = allocator_in("propose", solved, "--to", "round", "--language", "pt", "--json")
    told = json.loads(done.stdout)
    assert (told["status"], told["result"], len(told["letters"])) == ("proposed", "round/proposed.xlsx", 7)
    assert {each["language"] for each in told["letters"]} == {"pt"}
    assert all((tmp_path / name).is_file() for name in told["files"])
    calendars = json.loads(allocator_in("calendars", "round/proposed.xlsx", "--to", "c", "--json").stdout)
    assert len(calendars["files"]) == 12


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("propose", FIRST_STEPS, "--to", "round"), 2, "it is not a result"),
        (("propose", "nowhere.xlsx", "--to", "round"), 2, "does not exist"),
        (("propose", "allocation.xlsx"), 2, "Missing option '--to'"),
        (("propose", "allocation.xlsx", "--to", "round", "--language", "de"), 2, "is none of en, fr, es, pt"),
        (
            ("propose", "allocation.xlsx", "--to", "round", "--reply-by", "soon"),
            2,
            "--reply-by",
        ),
        (
            ("calendars", "allocation.xlsx", "--to", "allocation.xlsx"),
            0,
            "No calendar: nothing in the result",
        ),
        (
            ("calendars", "allocation.xlsx", "--to", "allocation.xlsx", "--drafts"),
            2,
            "cannot be made a folder",
        ),
    ],
)
def test_what_is_wrong_is_said(
    solved: Path, allocator_in: Invoke, tmp_path: Path, words: tuple[str | Path, ...], code: int, message: str
) -> None:
    before = solved.read_bytes()
    done = allocator_in(*words)
    assert (done.exit_code, message in done.stdout + done.stderr) == (code, True), done.stderr
    assert solved.read_bytes() == before and not (tmp_path / "round").exists()


def test_a_result_that_was_changed_says_so(solved: Path, allocator_in: Invoke) -> None:
    write(solved, "Assignments", ("R4", "expert", "GHA-01"), status="declined")
    done = allocator_in("propose", solved, "--to", "round")
    assert done.exit_code == 0
    assert "as people have declined or it was changed by hand: excluded [R4, GHA-01]" in done.stderr
    assert done.stdout.startswith("5 people of 4 administrations asked for, for 4 missions: 6 rows")
