"""What happens in the year after a plan is made, event by event: a workbook is edited, `repair` is run on it,
and the sheet Changes names everybody who must be told, those who left first, with the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from allocator.cli.app import app
from tests.cli.conftest import FIRST_STEPS

Row = dict[str, Any]


class Book:
    """A workbook in a planner's hands."""

    def __init__(self, path: Path) -> None:
        self.book = openpyxl.load_workbook(path)

    def rows(self, sheet: str, **key: Any) -> list[Row]:
        """The cells of the rows with these values, by header."""
        top, *rows = self.book[sheet].iter_rows()
        found = [dict(zip((cell.value for cell in top), row, strict=True)) for row in rows]
        return [row for row in found if all(row[header].value == value for header, value in key.items())]

    def put(self, sheet: str, header: str, value: Any, **key: Any) -> None:
        """A value into a column of all these rows."""
        rows = self.rows(sheet, **key)
        assert rows
        for row in rows:
            row[header].value = value

    def delete(self, sheet: str, **key: Any) -> None:
        for row in reversed(self.rows(sheet, **key)):
            self.book[sheet].delete_rows(next(iter(row.values())).row)

    def add(self, sheet: str, **cells: Any) -> None:
        """A row below the others; `_` in a name stands for a space."""
        below = self.book[sheet].max_row + 1
        place = {cell.value: cell.column for cell in self.book[sheet][1]}
        blank = [row for row in range(2, below) if self.book[sheet].cell(row, 1).value is None]
        for header, value in cells.items():
            column = place[header.strip("_").replace("_", " ")]
            self.book[sheet].cell(min([*blank, below]), column).value = value


@dataclass
class Repaired:
    """What came of an event: the rows of Changes that are no `kept`, and what the terminal said."""

    changes: list[Row]
    served: set[str]
    said: str
    warned: str

    def only(self, *headers: str) -> list[tuple[Any, ...]]:
        return [tuple(row[header] for header in headers) for row in self.changes]


Happens = Callable[[Callable[[Book], object]], Repaired]


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The allocation of the plan `first-steps`, in which KEN-03's trips are ticketed."""
    path = tmp_path_factory.mktemp("agreed") / "allocation.xlsx"
    assert CliRunner().invoke(app, ["solve", str(FIRST_STEPS), "--output", str(path)]).exit_code == 0
    book = Book(path)
    book.put("Assignments", "status", "ticketed", expert="KEN-03")
    book.book.save(path)
    return path


@pytest.fixture
def happens(agreed: Path, tmp_path: Path) -> Happens:
    def run(event: Callable[[Book], object]) -> Repaired:
        book = Book(agreed)
        event(book)
        book.book.save(tmp_path / "edited.xlsx")
        words = [str(tmp_path / "edited.xlsx"), "--output", str(tmp_path / "r.xlsx"), "--time-limit", "20"]
        done = CliRunner().invoke(app, ["repair", *words])
        assert done.exit_code == 0, done.stderr
        assert "did you mean" not in done.stderr
        written = Book(tmp_path / "r-people.xlsx")
        told = written.rows("Changes") if "Changes" in written.book.sheetnames else []
        changes = [{header: cell.value for header, cell in row.items()} for row in told]
        served = {row["request"].value for row in written.rows("Missions")} - {None}
        return Repaired(
            [c for c in changes if c["change"] not in ("kept", None)], served, done.stdout, done.stderr
        )

    return run


def test_somebody_withdraws_after_tickets(happens: Happens) -> None:
    day = date(2026, 7, 1)
    found = happens(lambda book: book.put("Experts", "withdrawn from", day, expert="KEN-03"))
    assert found.only("request", "agreed", "in words") == [
        ("R2", "ticketed", "KEN-03 left: the mission is not served any more"),
        ("R1", "ticketed", "KEN-03 left: KEN-07 goes instead"),
        ("R2", "draft", "KEN-07 no longer goes: the mission is not served any more"),
    ]
    assert found.only("who must be told") == [
        ("KEN-03 of KEN; Zambia",), ("KEN-03 of KEN; KEN-07 of KEN",), ("KEN-07 of KEN; Zambia",),
    ]  # fmt: skip
    assert all("KEN-03 has withdrawn from 2026-07-01" in row["why"] for row in found.changes)
    assert "R1: KEN-03 left: KEN-07 goes instead" in found.said


def test_somebody_withdraws_for_a_part_of_the_year(happens: Happens) -> None:
    """R1 was before that day and stays."""
    day = date(2026, 10, 1)
    found = happens(lambda book: book.put("Experts", "withdrawn from", day, expert="KEN-03"))
    assert found.changes[0]["in words"] == "KEN-03 left: the mission is not served any more"
    assert {row["request"] for row in found.changes} == {"R2"}


def test_a_row_that_is_deleted_is_a_withdrawal_too(happens: Happens) -> None:
    """Qualifications, releases and answers of the person go along; before, they were faults with a guess."""
    found = happens(lambda book: book.delete("Experts", expert="KEN-03"))
    assert found.only("request", "in words")[:2] == [
        ("R2", "KEN-03 left: the mission is not served any more"),
        ("R1", "KEN-03 left: KEN-07 goes instead"),
    ]
    assert found.changes[0]["why"] == "the plan has no expert KEN-03 any more"
    assert "is taken out with the expert KEN-03" in found.warned


def test_somebody_is_called_otherwise_from_now_on(happens: Happens) -> None:
    def renamed(book: Book) -> None:
        for sheet in ("Experts", "Qualifications", "Availability", "Interest", "History"):
            book.put(sheet, "expert", "KEN-13", expert="KEN-03")

    assert happens(renamed).only("request", "in words") == [
        ("R1", "KEN-03 left: KEN-13 goes instead"),
        ("R2", "KEN-03 left: KEN-13 goes instead"),
    ]


def test_a_locked_row_does_not_keep_somebody_who_is_gone(happens: Happens) -> None:
    def gone(book: Book) -> None:
        book.put("Assignments", "decision", "fixed", expert="KEN-03", request="R1")
        book.delete("Experts", expert="KEN-03")

    found = happens(gone)
    assert ("R1", "KEN-03 left: KEN-07 goes instead") in found.only("request", "in words")
    assert "KEN-03 on R1 is left out: the plan has no expert KEN-03" in found.warned


def test_whom_the_planner_excludes_is_told(happens: Happens) -> None:
    """Before, a row of the result that was excluded was no row of the previous allocation any more."""
    found = happens(
        lambda book: book.put("Assignments", "decision", "excluded", expert="SEN-02", request="R6")
    )
    ((request, words, why),) = found.only("request", "in words", "why")
    assert (request, words) == ("R6", "SEN-02 no longer goes: the mission is not served any more")
    assert why.startswith("the planner excluded this person (Assignments!F8")


def test_an_administration_withdraws(happens: Happens) -> None:
    day = date(2026, 9, 20)
    found = happens(lambda book: book.put("Administrations", "withdrawn from", day, administration="KEN"))
    assert found.only("request", "in words") == [
        ("R2", "KEN-03 left: the mission is not served any more"),
        ("R2", "KEN-07 left: the mission is not served any more"),
    ]


def test_an_urgent_request_comes_in(happens: Happens) -> None:
    """It takes the only expert of another one away."""
    week = {"earliest_start": date(2026, 11, 9), "latest_end": date(2026, 11, 13)}

    def urgent(book: Book) -> None:
        book.add(
            "Requests", request="R7", member="TGO", mission_type="technical-advice", topic="valuation",
            requested_on=date(2026, 8, 1), priority=1, **week,
        )  # fmt: skip
        book.put("Requests", "latest end", date(2026, 11, 13), request="R6")

    found = happens(urgent)
    assert "R7" in found.served
    assert found.only("request", "change", "who must be told") == [
        ("R6", "not served any more", "SEN-02 of SEN; Togo"),
        ("R7", "new", "SEN-02 of SEN; Togo"),
    ]


def test_a_window_moves(happens: Happens) -> None:
    day = date(2026, 11, 16)
    found = happens(lambda book: book.put("Requests", "earliest start", day, request="R6"))
    ((change, words, told, why),) = found.only("change", "in words", "who must be told", "why")
    assert change == "new date"
    assert words == "SEN-02 goes on 2026-11-16 instead of 2026-11-09"
    assert told == "SEN-02 of SEN; Togo"
    assert "before its earliest start 2026-11-16" in why


def test_a_member_postpones_beyond_the_plan(happens: Happens) -> None:
    def postponed(book: Book) -> None:
        book.put("Requests", "earliest start", date(2027, 3, 1), request="R6")
        book.put("Requests", "latest end", date(2027, 3, 26), request="R6")

    assert happens(postponed).only("in words", "who must be told") == [
        ("SEN-02 no longer goes: the mission is not served any more", "SEN-02 of SEN; Togo")
    ]


def test_a_mission_is_cancelled(happens: Happens) -> None:
    """Its row is deleted, and nothing else; R2, which was to come after R1, no longer waits for it."""
    found = happens(lambda book: book.delete("Requests", request="R1"))
    assert {row["in words"] for row in found.changes if row["request"] == "R1"} == {
        "KEN-03 no longer goes: the request was called off",
        "MUS-02 no longer goes: the request was called off",
    }
    assert found.changes[0]["who must be told"].endswith("Zambia")
    assert "no longer names the request R1" in found.warned


def test_a_mission_is_done(happens: Happens) -> None:
    found = happens(lambda book: book.put("Requests", "done on", date(2026, 9, 11), request="R1"))
    assert found.changes == []
    assert found.served == {"R2", "R4", "R6"}
    assert "nobody is disturbed" in found.said


@pytest.mark.parametrize(("header", "value"), [("to", date(2026, 9, 30)), ("budget", 100)])
def test_an_agreement_ends_early_or_is_cut(happens: Happens, header: str, value: Any) -> None:
    found = happens(lambda book: book.put("Agreements", header, value, agreement="LBR-TRI"))
    assert {row["change"] for row in found.changes} == {"other payer"}
    assert found.changes[0]["in words"] == "GHA-01 is paid by WCA-FUND instead of LBR-TRI"
    assert found.changes[0]["who must be told"] == "GHA-01 of GHA; LBR-TRI (SWE); WCA-FUND (DEU)"
    assert found.changes[0]["why"].startswith("funding forbids it now: ")


def test_an_agreement_is_lost(happens: Happens) -> None:
    """Its row is deleted: who pays instead is told, and whom it paid for. Before, the payer was forgotten."""
    found = happens(lambda book: book.delete("Agreements", agreement="LBR-TRI"))
    assert found.only("request", "in words", "agreement before") == [
        ("R4", "GHA-01 is paid by WCA-FUND instead of LBR-TRI", "LBR-TRI"),
        ("R4", "WCO-01 is paid by WCA-FUND instead of LBR-TRI", "LBR-TRI"),
    ]
    assert {row["why"] for row in found.changes} == {"the plan has no agreement LBR-TRI any more"}
    assert found.changes[0]["who must be told"] == "GHA-01 of GHA; LBR-TRI; WCA-FUND (DEU)"


def test_a_member_closes(happens: Happens) -> None:
    week = {"from_": date(2026, 11, 9), "to": date(2026, 11, 13)}
    found = happens(lambda book: book.add("Closures", member="TGO", reason="election", **week))
    assert found.only("in words") == [("SEN-02 goes on 2026-11-16 instead of 2026-11-09",)]
    assert "TGO is closed on 2026-11-09: election" in found.changes[0]["why"]


def test_the_frozen_period_moves_on(happens: Happens) -> None:
    found = happens(lambda book: book.add("Plan", key="frozen until", value=date(2026, 10, 1)))
    assert found.changes == []
    assert found.served == {"R1", "R2", "R4", "R6"}


def test_somebody_withdraws_from_a_mission_that_is_frozen(happens: Happens) -> None:
    """Others go on the same day, or nobody; before, the previous row was a lock that could not be kept."""

    def withdrawn(book: Book) -> None:
        book.add("Plan", key="frozen until", value=date(2026, 10, 10))
        book.put("Experts", "withdrawn from", date(2026, 9, 1), expert="KEN-03")

    found = happens(withdrawn)
    assert found.only("request", "in words", "start now")[1][:2] == ("R1", "KEN-03 left: KEN-07 goes instead")
    assert found.served >= {"R1", "R4"}
    assert found.changes[1]["start now"].date() == date(2026, 9, 7)


def test_somebody_is_excluded_from_a_mission_that_is_frozen(happens: Happens) -> None:
    def excluded(book: Book) -> None:
        book.add("Plan", key="frozen until", value=date(2026, 10, 1))
        book.put("Assignments", "decision", "excluded", expert="KEN-03", request="R1")

    found = happens(excluded)
    assert found.only("request", "in words", "why")[0] == (
        "R1", "KEN-03 no longer goes: KEN-07 goes instead",
        "the plan has no place for KEN-03 on R1 any more",
    )  # fmt: skip


def test_a_part_of_the_repair_is_taken(happens: Happens, tmp_path: Path) -> None:
    """Rows marked on Changes; what cannot stand alone is not written, and what would have to come along is
    told with the rule."""

    def two_events(book: Book) -> None:
        book.put("Agreements", "to", date(2026, 9, 30), agreement="LBR-TRI")
        book.put("Requests", "earliest start", date(2026, 11, 16), request="R6")

    found = happens(two_events)
    assert {row["request"] for row in found.changes} == {"R4", "R6"}
    assert {row["necessity"] for row in found.changes} == {
        "needed: without it R4 cannot be served", "needed: without it R6 cannot be served",
    }  # fmt: skip
    assert "(needed: without it R6 cannot be served)" in found.said
    marked = tmp_path / "marked.xlsx"
    book = Book(tmp_path / "r-people.xlsx")
    book.put("Changes", "take", "Oui", request="R6")
    book.book.save(marked)
    refused = CliRunner().invoke(app, ["take", str(marked), "--output", str(tmp_path / "part.xlsx")])
    assert refused.exit_code == 2
    assert "(funding): ends on 2026-10-09, LBR-TRI pays until 2026-09-30" in refused.stderr
    along = "R4: would have to be taken as well: GHA-01 is paid by WCA-FUND instead of LBR-TRI"
    assert along in refused.stderr
    assert not (tmp_path / "part.xlsx").exists()
    book.put("Changes", "take", "perhaps", request="R4")
    book.book.save(marked)
    unclear = CliRunner().invoke(app, ["take", str(marked), "--output", str(tmp_path / "part.xlsx")])
    assert "(take): 'perhaps' is neither yes nor no" in unclear.stderr
    both = ["take", str(tmp_path / "r-people.xlsx"), "R4", "R6", "--output", str(tmp_path / "part.xlsx")]
    done = CliRunner().invoke(app, both)
    assert done.exit_code == 0, done.stderr
    assert "3 of 3 changes are made; everything else stays as it was agreed." in done.stdout
    part = Book(tmp_path / "part.xlsx")
    assert part.rows("Missions", request="R6")[0]["start"].value.date() == date(2026, 11, 16)
    assert {row["change"].value for row in part.rows("Changes", request="R1")} == {"kept"}
