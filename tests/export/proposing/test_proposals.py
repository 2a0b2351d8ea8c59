"""A round of proposals: everybody asked once, told what concerns them and nothing else, all files or none."""

import csv
import re
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import allocator
from allocator.errors import InputError
from allocator.export.file_names import file_name
from allocator.inputs.round.texts import LANGUAGES, texts
from allocator.plan.entities import DECLINED, Decision
from allocator.report.proposing.asking import asks
from allocator.report.proposing.letters import late_answers
from allocator.report.proposing.texts import PREFIX, day_words, text
from tests.export.proposing.quick import texts_in
from tests.plans_by_hand import expert, member, mission, model_of, monday, plan_of, request
from tests.report.results_by_hand import explained_by_hand, first_steps, result_of

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def first() -> allocator.Result:
    """`first-steps` with the allocation that its test derives."""
    return allocator.Result.of(first_steps())


@pytest.fixture(autouse=True)
def no_search() -> Any:
    with explained_by_hand():
        yield


def sheet_of(workbook: Path) -> list[dict[str, Any]]:
    """The rows of an administration's sheet by header."""
    rows = list(openpyxl.load_workbook(workbook).worksheets[0].iter_rows(values_only=True))
    return [dict(zip(rows[3], row, strict=True)) for row in rows[4:]]


def test_everybody_has_a_row_for_a_letter(first: allocator.Result, tmp_path: Path) -> None:
    found = allocator.propose(first, tmp_path / "round", reply_by=date(2026, 8, 15))
    rows = found.letters
    assert len(rows) == sum(len(each.team) for each in first.allocation.missions)
    row = rows[(rows["expert"] == "GHA-01")].iloc[0]
    said = [row[name] for name in ("administration", "language", "request", "member", "agreement")]
    assert said == ["GHA", "en", "R4", "Liberia", "LBR-TRI"]
    days = [row[name].date() for name in ("departure", "first day", "last day", "return", "reply by")]
    assert days == [
        date(2026, 10, 4),
        date(2026, 10, 5),
        date(2026, 10, 9),
        date(2026, 10, 10),
        date(2026, 8, 15),
    ]
    assert row["together with"] == "WCO-01, WCO Secretariat"
    assert row["text"].startswith("We would be grateful if Ghana could release GHA-01 for the mission")
    assert row["text"].endswith("Please reply by 15 August 2026.")
    with (tmp_path / "round/letters.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [each["expert"] for each in csv.DictReader(file)] == list(rows["expert"])


def test_without_a_day_an_answer_is_asked_for_four_weeks_before_the_departure(
    first: allocator.Result,
) -> None:
    rows = allocator.propose(first).letters
    assert set((rows["departure"] - rows["reply by"]).dt.days) == {28}


def test_drafts_become_proposals_in_a_copy(first: allocator.Result, tmp_path: Path) -> None:
    found = allocator.propose(first, tmp_path)
    assert found.path == tmp_path / "proposed.xlsx"
    assert {ask.status for ask in asks(first)} == {"draft"}
    assert {ask.status for ask in asks(found.result)} == {"proposed"}
    read = allocator.read_result(found.path)
    assert {ask.status for ask in asks(read)} == {"proposed"}
    plan = allocator.read_plan(found.path)
    assert {row.status for row in plan.decisions} == {"proposed"}
    assert [row.decision for row in plan.decisions] == ["previous"] * 7


def test_the_proofs_of_the_result_stay(tmp_path: Path) -> None:
    """How far a row is agreed binds nobody in the plan that was solved."""
    plan = allocator.read_plan(ROOT / "scenarios/plans/first-steps")
    model = allocator.read_model(ROOT / "models/national.toml")
    solved = allocator.solve(plan, model, effort=1, workers=1)
    allocator.propose(solved, tmp_path)
    read = allocator.read_result(tmp_path / "proposed.xlsx")
    assert not read.doubts and read.goals == solved.goals and read.status == "optimal"


def test_nobody_is_asked_twice_unless_that_is_said(first: allocator.Result, tmp_path: Path) -> None:
    allocator.propose(first, tmp_path)
    read = allocator.read_result(tmp_path / "proposed.xlsx")
    second = allocator.propose(read, tmp_path)
    assert second.path is None and second.letters.empty
    third = allocator.propose(read, tmp_path, again=True)
    assert len(third.letters) == 7 and third.path is None
    assert sorted(path.name for path in tmp_path.glob("*.*")) == [
        "letters-2.csv", "letters-2.xlsx", "letters.csv", "letters.xlsx", "proposed.xlsx",
    ]  # fmt: skip


def test_nothing_is_written_over_in_a_second_round(first: allocator.Result, tmp_path: Path) -> None:
    allocator.propose(first, tmp_path)
    before = (tmp_path / "proposed.xlsx").read_bytes()
    found = allocator.propose(first, tmp_path)
    assert found.path == tmp_path / "proposed-2.xlsx"
    assert (tmp_path / "proposed.xlsx").read_bytes() == before


def test_letters_are_not_written_twice_for_a_result_that_was_not_gone_on_from(
    first: allocator.Result, tmp_path: Path
) -> None:
    allocator.propose(first, tmp_path)
    assert allocator.propose(first, tmp_path).letters.empty
    assert not (tmp_path / "letters-2.xlsx").exists()
    assert len(allocator.propose(first, tmp_path / "elsewhere").letters) == 7
    again = allocator.propose(first, tmp_path, again=True).letters
    assert len(again) == 7 and set(again["asked before"]) == {"no"}


def test_a_day_for_answers_that_is_too_late_or_past_is_told(first: allocator.Result) -> None:
    def told(today: date, day: date | None = None) -> list[str]:
        return list(late_answers(allocator.propose(first, reply_by=day).letter_rows, today))

    assert told(date(2026, 6, 1)) == told(date(2026, 6, 1), date(2026, 6, 1)) == []
    (past,) = told(date(2026, 6, 2), date(2026, 6, 1))
    assert "2026-06-01, is past: " in past and past.endswith(" (and for 6 more)")
    (late,) = told(date(2026, 6, 2), date(2027, 6, 1))
    assert "2027-06-01, is not before the departure: " in late


def declined(result: allocator.Result, request: str, seat: str, who: str) -> allocator.Result:
    """The result after somebody has declined, before it is planned again."""
    row = Decision(
        request=request, seat=seat, expert=who, start=result.allocation.by_request[request].start,
        agreement=result.allocation.by_request[request].agreement or "", status=DECLINED,
    )  # fmt: skip
    return replace(result, plan=replace(result.plan, decisions=(*result.plan.decisions, row)))


def test_who_has_declined_is_not_asked_and_nobodys_partner(first: allocator.Result, tmp_path: Path) -> None:
    allocator.propose(first, tmp_path)
    found = allocator.propose(declined(first, "R4", "expert", "GHA-01"), tmp_path)
    assert "GHA-01" not in set(found.letters["expert"])
    assert "GHA" not in {each.administration for each in found.administrations}
    assert sheet_of(tmp_path / "administrations/GHA.xlsx") == []
    assert "nobody is asked for any more" in texts_in(tmp_path / "administrations/GHA.xlsx")
    assert "GHA-01" not in texts_in(tmp_path / "administrations/WCO.xlsx")


def headers(language: str) -> list[str]:
    names = "expert,departure,first day,last day,return,for,mission,partners,who pays,expected result"
    names += ",indicator,reply by,status,request"
    return [text(name, language) for name in names.split(",")]


def test_an_administration_is_written_to_in_its_language(first: allocator.Result, tmp_path: Path) -> None:
    allocator.propose(first, tmp_path)
    (row,) = sheet_of(tmp_path / "administrations/SEN.xlsx")
    assert list(row) == headers("fr")
    assert row["état"] == "demandé" and row["pour"] == "Togo"
    sheet = openpyxl.load_workbook(tmp_path / "administrations/SEN.xlsx").worksheets[0]
    assert (sheet.title, sheet["A1"].value) == ("Demandes", "Experts demandés à Senegal (SEN)")
    other = allocator.propose(first, language="pt")
    assert {each.language for each in other.administrations} == {"pt"}
    assert set(other.letters["language"]) == {"pt"}
    with pytest.raises(ValueError, match="language is one of en, fr, es, pt"):
        allocator.propose(first, language="de")


def test_the_table_has_no_text_that_is_not_used() -> None:
    """And none is missing, or the tests above would fail."""
    root = ROOT / "allocator/report/proposing"
    code = "".join(path.read_text(encoding="utf-8") for path in root.glob("*.py"))
    names = [name.removeprefix(PREFIX) for name in texts() if name.startswith(PREFIX)]
    unused = [name for name in names if f'"{name}"' not in code]
    assert len(names) > 25 and unused == ["done"]  # a status, as it stands in Assignments


def test_days_are_read_as_in_letters() -> None:
    day = date(2026, 9, 1)
    words = ["1 September 2026", "1er septembre 2026", "1 de septiembre de 2026", "1 de setembro de 2026"]
    assert [day_words(day, language) for language in LANGUAGES] == words


def test_an_answer_in_a_workbook_is_not_written_over(first: allocator.Result, tmp_path: Path) -> None:
    allocator.propose(first, tmp_path)
    path = tmp_path / "administrations/KEN.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["M5"] = "yes"
    book.save(path)
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    with pytest.raises(InputError, match=r"administrations/KEN\.xlsx: was changed by hand"):
        allocator.propose(first, tmp_path)
    assert {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()} == before


# -- whatever codes and names are --------------------------------------------------------------------------

HOSTILE = ("../../etc/passwd", "KEN/03", "CON", "a" * 300, "=1+1", "ken-03", "KEN 03", "…", "KEN\n03", "")


def test_files_are_named_after_any_code() -> None:
    names = [file_name(code, ".ics") for code in HOSTILE]
    assert len({name.casefold() for name in names}) == len(HOSTILE)
    for name in names:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,80}\.ics", name)
        assert not re.fullmatch(r"(con|prn|aux|nul)\..*", name, re.IGNORECASE)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    name = '=HYPERLINK("http://x")\r\nBEGIN:VEVENT\x07;,\\ {first}'
    plan = plan_of(
        [expert("KEN-01", name=name, administration="../KEN")],
        [request("R1", expected_result="=1+1\r\nX:1 {payer}")],
        members=[member("ZMB", name="@Zambia;,\nATTENDEE:x")],
    )
    result = allocator.Result.of(result_of(plan, model_of(), mission("R1", monday(2), "KEN-01")))
    found = allocator.propose(result, tmp_path / "round")
    assert all(path.resolve().is_relative_to(tmp_path / "round") for path in found.files)
    (workbook,) = (tmp_path / "round/administrations").iterdir()
    assert not any(
        cell.data_type == "f" for sheet in openpyxl.load_workbook(workbook) for row in sheet for cell in row
    )
    with (tmp_path / "round/letters.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["expected result"].startswith("'=1+1") and "{first}" in row["text"]


# -- all files, or none ------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
import allocator
from allocator.export import whole_files
from tests.report.results_by_hand import explained_by_hand, first_steps

left = int(sys.argv[2])

def dying(function):
    def run(*given, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*given, **options)
    return run

whole_files.os.fsync = dying(os.fsync)
Path.replace = dying(Path.replace)
with explained_by_hand():
    allocator.propose(allocator.Result.of(first_steps()), sys.argv[1])
"""


@pytest.mark.parametrize("step", [0, 3, 22, 25, 38])
def test_killed_on_the_way_no_file_is_half(first: allocator.Result, tmp_path: Path, step: int) -> None:
    """20 files are written aside, then put into their places."""
    folder = tmp_path / "round"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(folder), str(step)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            openpyxl.load_workbook(path)
        elif path.suffix == ".ics":
            assert path.read_bytes().endswith(b"END:VCALENDAR\r\n")
    found = allocator.propose(first, folder)  # and the round can be made all the same
    assert found.path is not None and (
        allocator.read_result(found.path).allocation.by_request == first.allocation.by_request
    )


def test_a_place_that_cannot_be_written_leaves_nothing(first: allocator.Result, tmp_path: Path) -> None:
    (tmp_path / "round").write_text("a file")
    with pytest.raises(InputError, match="cannot be made a folder"):
        allocator.propose(first, tmp_path / "round")
    (tmp_path / "other/calendars").mkdir(parents=True)
    (tmp_path / "other/calendars/experts").write_text("a file")
    with pytest.raises(InputError):
        allocator.propose(first, tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["calendars"]
