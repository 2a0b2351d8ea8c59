"""Colours that follow an edit, drop-downs that explain themselves, and the calendar's legend."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from allocator import report
from allocator.export import write_workbook
from allocator.export.marks import formula_of
from allocator.plan.entities import Availability, Closure, MissionType
from allocator.report.calendar_sheet import request_in
from allocator.report.result import Result
from tests.plans_by_hand import decision, mission, model_of, monday, plan_of, request, seat
from tests.report.results_by_hand import explained_by_hand, first_steps, result_of


@pytest.fixture(autouse=True)
def _explained() -> Iterator[None]:
    with explained_by_hand():
        yield


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    write_workbook(first_steps(), tmp_path / "a.xlsx")
    return load_workbook(tmp_path / "a.xlsx")


def formulas(book: Workbook, sheet: str) -> dict[str, list[str]]:
    """Formulas of the conditional formats by the cells they hold for."""
    rules = book[sheet].conditional_formatting
    return {str(each.sqref): [rule.formula[0] for rule in each.rules] for each in rules}


def test_colours_are_conditional_formats(book: Workbook) -> None:
    found = formulas(book, "Assignments")
    assert found["A2:V208"] == ['$F2="excluded"']  # the row is struck through
    assert found["F2:F208"] == ['$F2="fixed"', '$F2="previous"']
    ended = ['$G2="done"', '$G2="declined"']
    assert found["G2:G208"] == ['$G2="ticketed"', '$G2="accepted"', '$G2="proposed"', *ended]
    assert ['LEFT($L2,12)="same country"'] in formulas(book, "Missions").values()
    (shares,) = formulas(book, "Experts").values()
    assert shares[-1] == "AND(ISNUMBER($R2),$R2>0.9)"
    assert book["Experts"]["R1"].value == "limit used"


def test_a_colour_never_stands_alone(book: Workbook) -> None:
    """A number that is coloured shows a word; and the header's note says what the colours mean."""
    for table in report.tables(with_previous()):
        for colours in table.colours:
            assert colours.legend
            assert all(mark.word or '"' in formula_of(mark, "$A2") for mark in colours.marks)
    formats = [
        rule.dxf.numFmt.formatCode
        for each in book["Agreements"].conditional_formatting
        for rule in each.rules
    ]
    assert formats == ['0%" over"', '0%" full"', '0%" high"']
    assert "Amber, high: over 90 %" in book["Experts"]["R1"].comment.text
    assert "Struck through: excluded" in book["Assignments"]["F1"].comment.text


def test_every_mark_names_a_column_that_there_is() -> None:
    for table in report.tables(with_previous()):
        assert {colours.header for colours in table.colours} <= set(table.headers)


def with_previous() -> Result:
    row = decision("previous", "R1", seat="lead", expert="KEN-01", start=monday(2))
    return result_of(plan_of(["KEN-01"], ["R1"], decisions=(row,), agreements={}), model_of())


def validations(book: Workbook, sheet: str) -> dict[str, Any]:
    return {str(each.sqref): each for each in book[sheet].data_validations.dataValidation}


def test_drop_downs_offer_the_codes_of_the_other_sheets(book: Workbook) -> None:
    found = validations(book, "Assignments")
    sources = {cells[0]: each.formula1 for cells, each in found.items()}
    assert sources == {
        "A": "'Requests'!$A$2:$A$7",
        "B": '"adviser,expert"',
        "C": "'Experts'!$A$2:$A$8",
        "E": "'Agreements'!$A$2:$A$5",
        "F": '"fixed,previous,excluded"',
        "G": '"draft,proposed,accepted,ticketed,done,declined"',
        "H": '"request,seat,expert,start,agreement"',
    }
    assert found["C2:C208"].errorStyle == "warning"  # a row may be added there
    members = validations(book, "Requests")["B2:B207"]
    assert (members.formula1, members.showErrorMessage) == ("'Members'!$A$2:$A$11", False)


def test_the_choices_are_explained(book: Workbook) -> None:
    decisions = validations(book, "Assignments")["F2:F208"]
    for choice in ("fixed", "excluded", "previous"):
        assert f"{choice}" in decisions.prompt
    assert decisions.showInputMessage
    assert "accepted" in validations(book, "Assignments")["G2:G208"].prompt
    locks = validations(book, "Assignments")["H2:H208"]
    assert "that it is served" in locks.prompt
    assert not locks.showErrorMessage  # several stand in one cell


class TestCalendar:
    """Weeks on mission, on the way and closed."""

    def result(self) -> Result:
        far = MissionType(mission_type="far", days=5, travel_days=4)
        plan = plan_of(
            ["KEN-01"],
            [request("R1", mission_type="far"), request("R2", member="MOZ")],
            mission_types=[far],
            seats=(seat(), seat(mission_type="far")),
            closures=(
                Closure(member="ZMB", first=monday(6), last=date(2026, 10, 16)),  # all of week 6
                Closure(member="ZMB", first=monday(8), last=monday(8)),  # a day of week 8
            ),
        )
        return result_of(plan, model_of(), mission("R1", monday(3), "KEN-01"))

    def test_travel_and_closures_are_told(self) -> None:
        rows = {row["code"]: row for row in report.calendar(self.result()).records()}
        assert [rows["KEN-01"][monday(n).isoformat()] for n in (2, 3, 4, 5)] == [
            ["(R1)"], ["R1"], ["(R1)"], None,
        ]  # fmt: skip
        zambia = rows["ZMB"]
        assert zambia[monday(6).isoformat()] == ["closed"]
        assert zambia[monday(8).isoformat()] is None
        assert "MOZ" not in rows

    def test_releases_and_locks_are_shown(self, tmp_path: Path) -> None:
        plan = plan_of(
            ["KEN-01", "KEN-02"],
            ["R1", "R2"],
            decisions=(decision("fixed", "R1", start=monday(3)),),
            availability=(Availability(expert="KEN-01", first=monday(2), last=monday(5)),),
        )
        result = result_of(
            plan, model_of(), mission("R1", monday(3), "KEN-01"), mission("R2", monday(3), "KEN-02")
        )
        rows = {row["code"]: row for row in report.calendar(result).records()}
        assert [rows["KEN-01"][monday(n).isoformat()] for n in (1, 2, 3, 5, 6)] == [
            ["-"], None, ["R1*"], None, ["-"],
        ]  # fmt: skip
        assert rows["KEN-02"][monday(1).isoformat()] is None  # no row of availability: always released
        assert rows["KEN-02"][monday(3).isoformat()] == ["R2"]
        write_workbook(result, tmp_path / "a.xlsx")
        legend = " ".join(str(cell.value) for cell in load_workbook(tmp_path / "a.xlsx")["Calendar"][2])
        assert "- the expert is not released" in legend and "* locked" in legend

    def test_travel_on_a_weekend_marks_no_week(self) -> None:
        result = result_of(plan_of(["KEN-01"], ["R1"]), model_of(), mission("R1", monday(3), "KEN-01"))
        (row,) = (row for row in report.calendar(result).records() if row["who"] == "Expert")
        assert [week for week, cell in row.items() if cell == ["(R1)"]] == []

    def test_the_legend_names_what_there_is(self, tmp_path: Path) -> None:
        write_workbook(self.result(), tmp_path / "a.xlsx")
        sheet = load_workbook(tmp_path / "a.xlsx")["Calendar"]
        legend = [cell.value for cell in sheet[2] if cell.value]
        assert legend == [
            "Colours: region that asks", "ESA", "( )",
            " ( ) on the way; grey: closed, the Member receives nobody; ESA East and Southern Africa",
        ]  # fmt: skip
        assert sheet.freeze_panes == "E5"
        assert sheet.print_title_rows == "$3:$4"

    def test_a_code_in_brackets_is_no_travel(self) -> None:
        assert (request_in("(R1)"), request_in("R1"), request_in("closed")) == ("R1", "R1", "closed")
