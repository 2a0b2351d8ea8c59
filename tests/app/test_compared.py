"""Two results in one calendar: every kind of difference, where it stands and what it says."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import allocator
from allocator.app.compared_days import legend_of_days
from allocator.app.compared_rows import legend_compared, rows_compared, weeks_compared
from allocator.app.desk import Desk
from allocator.app.texts import texts
from allocator.plan.allocation import Allocation
from allocator.questions.comparison import Comparison
from tests.plans_by_hand import mission, model_of, plan_of, settings
from tests.report.results_by_hand import first_steps, result_of

LONG = 60_000  # milliseconds
SAY = texts("en")
#: As in `first_steps`, but R4 begins a week later, R1 has another person, R6 another payer; R3 comes for R2.
NOW = (
    mission("R6", date(2026, 11, 9), "expert:SEN-02", agreement="OTHER"),
    mission("R1", date(2026, 9, 14), "adviser:KEN-03", "adviser:KEN-07", agreement="ESA-FUND"),
    mission("R4", date(2026, 10, 12), "expert:GHA-01", "expert:WCO-01", agreement="LBR-TRI"),
    mission("R3", date(2026, 9, 21), "expert:FRA-05"),
)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    before = first_steps()
    return allocator.compare(before, replace(before, allocation=Allocation(NOW)), names=("a", "b"))


def places(rows: list[dict[str, Any]], request: str) -> dict[tuple[str, str], tuple[bool, list[str]]]:
    """By row and Monday of a mission, whether it is no more there, and its marks."""
    first = date(2026, 8, 31)
    return {
        (row["code"], date.fromordinal(first.toordinal() + 7 * week).isoformat()): (
            each["gone"],
            each["signs"],
        )
        for row in rows
        for week, missions in row["missions"].items()
        for each in missions
        if each["request"] == request
    }


def said(rows: list[dict[str, Any]], code: str, request: str) -> str:
    """What the places of a mission in a row say of it, each once."""
    found = {
        each["says"]
        for row in rows
        for missions in row["missions"].values()
        for each in missions
        if row["code"] == code and each["request"] == request
    }
    return " / ".join(sorted(found))


def test_every_difference_has_its_mark_where_the_mission_is_or_was(compared: Comparison) -> None:
    assert weeks_compared(compared)[0] == date(2026, 8, 31)
    rows = rows_compared(compared, "Member", SAY)
    assert places(rows, "R4") == {
        ("LBR", "2026-10-05"): (True, []),
        ("LBR", "2026-10-12"): (False, ["moved"]),
    }
    assert places(rows, "R1") == {("ZMB", "2026-09-14"): (False, ["person"])}
    assert places(rows, "R6") == {("TGO", "2026-11-09"): (False, ["payer"])}
    assert places(rows, "R2") == {("ZMB", "2026-10-19"): (True, ["dropped"])}
    assert [*places(rows, "R3").values()] == [(False, ["added"])]
    assert "; moved from 5 Oct 2026 to 12 Oct 2026" in said(rows, "LBR", "R4")
    assert "; adviser: KEN-07 instead of MUS-02" in said(rows, "ZMB", "R1")
    assert said(rows, "TGO", "R6").endswith("; paid by OTHER instead of WCA-VAL")
    assert said(rows, "ZMB", "R2").endswith("; dropped: not served")
    assert {row["code"]: row["count"] for row in rows}["ZMB"] == 2


def test_an_expert_sees_what_is_about_the_own_place(compared: Comparison) -> None:
    rows = rows_compared(compared, "Expert", SAY)
    assert places(rows, "R1") == {
        ("KEN-03", "2026-09-14"): (False, []), ("KEN-07", "2026-09-14"): (False, ["person"]),
        ("MUS-02", "2026-09-14"): (True, ["person"]),
    }  # fmt: skip
    moved = {place: marks for place, marks in places(rows, "R4").items() if place[0] == "GHA-01"}
    assert moved[("GHA-01", "2026-10-12")] == (False, ["moved"])
    assert {row["code"]: (row["count"], row["begins"] is None) for row in rows}["KEN-03"] == (1, False)  # R2


def days(rows: list[dict[str, Any]], code: str, monday: date) -> tuple[str, str | None, set[str]]:
    """The days of a week in a row as they are and as they were, and what is said of them."""
    (row,) = (each for each in rows if each["code"] == code)
    week = (monday - date(2026, 8, 31)).days // 7
    said = {words.replace("\u00a0", " ") for words, first, last in row["says"] if first <= week <= last}
    return row["days"].get(week, ""), row["before"].get(week), said


def test_days_are_those_of_both_where_they_differ(compared: Comparison) -> None:
    rows = rows_compared(compared, "Expert", SAY)
    # Of Ghana: R4 begins a week later, so that journeys and rest are other days, too.
    assert days(rows, "GHA-01", date(2026, 10, 5)) == ("      t", "mmmmmtr", {
        "travel for R4 11 Oct 2026", "before: R4: mission 5–9 Oct 2026", "before: travel for R4 10 Oct 2026",
        "before: report and rest after R4 11–17 Oct 2026",
    })  # fmt: skip
    assert days(rows, "GHA-01", date(2026, 10, 12))[:2] == ("mmmmmtr", "rrrrrr ")
    assert days(rows, "SEN-02", date(2026, 11, 9))[1] is None  # another payer, on the same days
    assert days(rows, "MUS-02", date(2026, 9, 14))[:2] == ("", "mmmmmtr")
    members = rows_compared(compared, "Member", SAY)
    assert days(members, "LBR", date(2026, 10, 5)) == ("", "mmmmm  ", {"before: R4: mission 5–9 Oct 2026"})
    assert days(members, "LBR", date(2026, 10, 12)) == ("mmmmm  ", None, {"R4: mission 12–16 Oct 2026"})


def test_weeks_in_which_nothing_can_be_are_those_of_the_second(compared: Comparison) -> None:
    before, now = (entry.best for entry in compared.entries)
    away = replace(now.plan, availability=())
    other = allocator.compare(before, replace(now, plan=away), names=("a", "b"))
    rows = {row["code"]: row for row in rows_compared(compared, "Expert", SAY)}
    free = {row["code"]: row for row in rows_compared(other, "Expert", SAY)}
    assert rows["MUS-02"]["closed"] and not free["MUS-02"]["closed"]
    assert {free["MUS-02"]["before"][week] for week in rows["MUS-02"]["closed"]} == {"aaaaaaa"}


def test_only_marks_of_days_that_are_there_are_explained(compared: Comparison) -> None:
    kinds = [each["kind"] for each in legend_of_days(rows_compared(compared, "Expert", SAY), SAY)]
    assert kinds == ["mission", "travel", "rest", "away", "before"]
    same = rows_compared(allocator.compare(first_steps(), first_steps(), names=("a", "b")), "Member", SAY)
    assert [each["kind"] for each in legend_of_days(same, SAY)] == ["mission"]


def test_missions_with_each_mark_are_counted(compared: Comparison) -> None:
    assert [each["says"] for each in legend_compared(compared, SAY)] == [
        "added (1)", "dropped (1)", "moved here (1)", "other person (1)", "other payer (1)", "was here",
    ]  # fmt: skip
    same = allocator.compare(first_steps(), first_steps(), names=("a", "b"))
    assert legend_compared(same, SAY) == []
    assert not any(row["count"] for row in rows_compared(same, "Member", SAY))


def test_a_plan_that_lies_elsewhere_in_time_is_compared_as_well(compared: Comparison) -> None:
    other = plan_of(["KEN-01"], ["R9"], settings=settings(start=date(2028, 1, 3), end=date(2028, 2, 4)))
    far = allocator.compare(result_of(other, model_of()), compared.entries[0].best, names=("a", "b"))
    weeks = weeks_compared(far)
    assert weeks[0] == date(2026, 8, 31) and weeks[-1] == date(2028, 1, 31)
    assert said(rows_compared(far, "Member", SAY), "LBR", "R4").endswith("; added; it was: not in the plan")


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_serious_stands_in_the_way_of_who_compares(
    page: Any, served: Any, solved_store: Any, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    desk = Desk.opened(solved_store)
    desk.accept(desk.tried([allocator.Change(request="R6", drop=True)]))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(served().address)
    page.get_by_role("tab", name="All runs").click()
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("grid", name="Differences by Member").wait_for(timeout=LONG)
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("page")
def test_differences_are_looked_at_and_nothing_can_be_done(page: Any, served: Any, solved_store: Any) -> None:
    desk = Desk.opened(solved_store)
    desk.accept(desk.tried([allocator.Change(request="R6", drop=True)]))
    page.goto(served().address)
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Compare").click()
    grid = page.get_by_role("grid", name="Differences by Member")
    grid.wait_for(timeout=LONG)
    page.get_by_text("1 of 3 rows").wait_for(timeout=LONG)
    dropped = grid.get_by_role("button", name="R6: ")
    assert dropped.get_attribute("title").endswith("dropped: not served")
    assert (
        dropped.get_attribute("draggable") == "false" and dropped.locator(".desk-sign-dropped").count() == 1
    )
    drawn = dropped.evaluate("button => button.parentNode.style.background")
    assert "--desk-mission-was" in drawn and "--desk-mission)" not in drawn
    page.get_by_text("above: the days as they were").wait_for(timeout=LONG)
    dropped.click()
    page.get_by_role("status").get_by_text("dropped: not served").wait_for(timeout=LONG)
    page.get_by_role("combobox", name="Show").select_option("those with missions")
    page.get_by_text("3 of 3 rows").wait_for(timeout=LONG)
    page.get_by_role("button", name="Calendar by expert").click()
    experts = page.get_by_role("grid", name="Differences by expert")
    experts.get_by_role("button", name="R6: ").wait_for(timeout=LONG)
    experts.focus()
    place = experts.get_by_role("button", name="R6: ").evaluate(
        "button => Number(button.parentNode.dataset.week)"
    )
    for _ in range(place):
        experts.press("ArrowRight")
    experts.press("Shift+ArrowRight")
    experts.press("ArrowLeft")
    experts.press("Enter")
    page.get_by_role("status").get_by_text("dropped: not served").wait_for(timeout=LONG)
    assert Desk.opened(solved_store).position.at == desk.position.at
