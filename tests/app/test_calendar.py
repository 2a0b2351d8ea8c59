"""The calendar: what stands in its weeks and on their days."""

from datetime import date
from typing import Any

import pytest

import allocator
from allocator.app.calendar_days import days_of
from allocator.app.calendar_rows import rows_of
from allocator.app.desk import Desk
from allocator.app.texts import texts
from allocator.report.spells import CLOSED, MISSION, REST, TRAVEL, Spell
from allocator.store import RunStore
from tests.cli.conftest import FIRST_STEPS
from tests.plans_by_hand import day, monday
from tests.report.results_by_hand import first_steps

LONG = 60_000  # milliseconds
SAY = texts("en")


def test_every_day_of_a_week_has_a_letter_and_every_week_says_its_spells() -> None:
    spells = [
        Spell(CLOSED, date(2020, 1, 1), day(1, 1)),
        Spell(TRAVEL, day(1, 5), day(1, 6), "R1"),
        Spell(MISSION, day(2, 0), day(3, 2), "R1"),
        Spell(REST, day(3, 2), day(9, 0), "R1"),
    ]
    days = days_of(spells, [monday(1), monday(2), monday(3), monday(4)], SAY)
    assert days.letters == {0: "cc   tt", 1: "mmmmmmm", 2: "mmmrrrr", 3: "rrrrrrr"}
    assert [weeks for _, *weeks in days.says] == [[0, 0], [0, 0], [1, 2], [2, 3]]
    assert days.says[1][0].replace("\u00a0", " ") == "travel for R1 12–13 Sep 2026"
    before = days_of([Spell(CLOSED, date(2020, 1, 1), date(2020, 2, 1))], [monday(1)], SAY)
    assert (before.letters, before.says) == ({}, [])


def test_an_experts_row_tells_journeys_and_a_members_does_not() -> None:
    (ghana,) = (row for row in rows_of(first_steps(), "Expert", (), SAY) if row["code"] == "GHA-01")
    (week,) = ghana["missions"]
    (mission,) = ghana["missions"][week]
    said = mission["says"].replace("\u00a0", " ")
    assert (
        "travel for R4 4 Oct 2026; travel for R4 10 Oct 2026; report and rest after R4 11–17 Oct 2026" in said
    )
    assert (ghana["days"][week - 1][6], ghana["days"][week], ghana["days"][week + 1]) == (
        "t", "mmmmmtr", "rrrrrr ",
    )  # fmt: skip
    (liberia,) = (row for row in rows_of(first_steps(), "Member", (), SAY) if row["code"] == "LBR")
    assert liberia["days"] == {week: "mmmmm  "}
    assert "travel" not in liberia["missions"][week][0]["says"]


@pytest.mark.usefixtures("page")
def test_travel_and_rest_are_drawn_said_and_explained(solved_page: Any) -> None:
    page = solved_page
    page.get_by_role("tab", name="Calendar by expert").click()
    legend = page.get_by_role("list", name="What the marks mean")
    legend.get_by_text("report and rest").wait_for(timeout=LONG)
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="GHA-01"))
    week = row.get_by_role("gridcell").filter(has=page.get_by_role("button", name="R4: "))
    assert "travel for R4 10" in week.get_attribute("title").replace("\u00a0", " ")
    drawn = week.evaluate("cell => cell.style.background")
    assert [drawn.count(f"--desk-{kind}") for kind in ("mission", "travel", "rest")] == [1, 1, 1]
    grid = page.get_by_role("grid")
    grid.focus()
    place = week.evaluate("cell => Number(cell.dataset.week)")
    down = row.evaluate("row => Number(row.ariaRowIndex)")
    for _ in range(down - 1):
        grid.press("ArrowDown")
    for _ in range(place + 1):
        grid.press("ArrowRight")
    here = page.locator(f"#{grid.get_attribute('aria-activedescendant')}")
    assert here.get_attribute("data-week") == str(place + 1)
    assert here.get_attribute("title").startswith("report and rest after R4")


def test_rows_are_there_for_everybody_with_what_they_are_sorted_by() -> None:
    rows = {row["code"]: row for row in rows_of(first_steps(), "Expert", (), SAY)}
    plan = first_steps().plan
    assert rows.keys() == plan.experts.keys()
    of = {code: (row["count"], row["workdays"], row["begins"]) for code, row in rows.items()}
    assert of["KEN-03"] == (2, 10, date(2026, 9, 14).toordinal())  # R1 and R2, five days each
    assert of["FRA-05"] == (0, 0, None)
    members = {row["code"]: row["count"] for row in rows_of(first_steps(), "Member", (), SAY)}
    assert members.keys() == {code for each in plan.open_requests for code in plan.members_of(each)}
    assert members["ZMB"] == 2 and 0 in members.values()
    assert rows["FRA-05"]["closed"] == [*range(9)]  # from 31 August; released from 2 November on


@pytest.mark.usefixtures("page")
def test_rows_are_sorted_and_chosen_by_keyboard_and_stay_so(solved_page: Any) -> None:
    page = solved_page
    page.get_by_role("tab", name="Calendar by expert").click()
    page.get_by_text("6 of 7 rows").wait_for(timeout=LONG)
    assert heads(page)[0].startswith("GHA-01")
    page.get_by_label("Search the calendar").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("most missions")
    page.locator("[role=rowheader]").first.get_by_text("KEN-03").wait_for(timeout=LONG)
    page.get_by_label("the other way round").press("Space")
    page.locator("[role=rowheader]").last.get_by_text("KEN-03").wait_for(timeout=LONG)
    page.get_by_label("Show").select_option("everybody")
    page.get_by_text("7 of 7 rows").wait_for(timeout=LONG)
    assert heads(page)[0].startswith("FRA-05")
    page.get_by_label("Sort by").select_option("first mission")
    page.locator("[role=rowheader]").first.get_by_text("SEN-02").wait_for(timeout=LONG)
    assert heads(page)[-1].startswith("FRA-05")  # has none, whichever way
    page.get_by_label("Search the calendar").fill("kenya")
    page.get_by_text("2 of 7 rows").wait_for(timeout=LONG)
    page.get_by_role("tab", name="Calendar by Member").click()
    page.get_by_text("3 of 5 rows").wait_for(timeout=LONG)
    page.get_by_role("tab", name="Calendar by expert").click()
    page.get_by_text("7 of 7 rows").wait_for(timeout=LONG)
    assert page.get_by_label("Sort by").input_value() == "first"


def heads(page: Any) -> list[str]:
    """What stands before the rows, from above."""
    found: list[str] = page.locator("[role=rowheader]").all_inner_texts()
    return found


@pytest.mark.usefixtures("page")
def test_rows_that_come_in_sight_are_those_that_belong_there(page: Any, served: Any, tmp_path: Any) -> None:
    desk = Desk.opened(RunStore(tmp_path / "runs.sqlite"))
    desk.open(FIRST_STEPS)
    new = [{"expert": f"ZMB-{n:02}", "administration": "ZMB", "languages": ["en"]} for n in range(1, 94)]
    desk.change_plan([{"add": {"sheet": "Experts", "row": row}} for row in new])
    assert desk.plan is not None
    codes = sorted(desk.plan.experts)
    desk.take(allocator.solve(desk.plan, desk.model, effort=1, workers=1), [], "solved")
    page.goto(served().address)
    page.get_by_role("tab", name="Calendar by expert").click()
    page.get_by_text("6 of 100 rows").wait_for(timeout=LONG)
    page.get_by_role("combobox", name="Show").select_option("everybody")
    page.get_by_text("100 of 100 rows").wait_for(timeout=LONG)
    grid = page.get_by_role("grid")
    for pixels in (700, 400, 1500, 1460, 3000):
        grid.evaluate("(box, pixels) => { box.scrollTop = pixels; }", pixels)
        page.get_by_role("rowheader", name=codes[min(99, (pixels + 400) // 30)]).wait_for(timeout=LONG)
        page.wait_for_function(ROWS_IN_ORDER)
        for number, top, head in page.evaluate(ROWS):
            assert (top, head) == (30 * (number - 1), codes[number - 1])


ROWS = """() => [...document.querySelectorAll(".desk-calendar-row")].map(
    row => [Number(row.ariaRowIndex), row.offsetTop, row.querySelector("b").textContent])"""
#: Elements are used again for other rows; at rest they stand in the order of the rows.
ROWS_IN_ORDER = f"() => ({ROWS})().every(([n], at, all) => at === 0 || n === all[at - 1][0] + 1)"
