"""What a planner does with a result, in a real browser: look, drag, ask, mend, take away."""

import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator.app.desk import Desk
from tests.app.hostile import HOSTILE
from tests.cli.conftest import FIRST_STEPS, ROOT

LONG = 60_000  # milliseconds
COLUMBUS = ROOT / "scenarios" / "plans" / "columbus"


def view(page: Any, name: str) -> None:
    """Look at a view: the one before is gone when its tab is the one that is chosen."""
    page.get_by_role("tab", name=name, exact=True).click()
    page.get_by_role("tab", name=name, exact=True, selected=True).wait_for(timeout=LONG)


def settled(page: Any) -> None:
    """Wait until nothing has changed on the page for a while."""
    page.evaluate("""() => new Promise(done => {
        let quiet = setTimeout(done, 200);
        const again = () => { clearTimeout(quiet); quiet = setTimeout(done, 200); };
        new MutationObserver(again).observe(
            document.body, {subtree: true, childList: true, attributes: true, characterData: true});
    })""")


def test_weeks_are_shut_before_the_drop_and_rules_named_after_it(solved_page: Any) -> None:
    page = solved_page
    grid = page.get_by_role("grid")
    grid.focus()
    for _ in range(5):
        grid.press("ArrowRight")  # R4 of Liberia, the first row
    page.keyboard.down("Shift")
    page.locator(".desk-calendar-week.desk-shut").first.wait_for(timeout=LONG)
    assert "cannot start in this week: " in page.locator(".desk-calendar-week.desk-shut").first.get_attribute(
        "title"
    )
    page.keyboard.up("Shift")
    page.locator(".desk-shut").first.wait_for(state="detached", timeout=LONG)
    box = page.get_by_role("button", name="R1: ").bounding_box()
    cell = page.get_by_role("row").nth(3).get_by_role("gridcell").nth(10).bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(cell["x"] - 80, cell["y"] + 5, steps=4)
    page.locator(".desk-shut").first.wait_for(timeout=LONG)
    page.mouse.move(cell["x"] + 5, cell["y"] + 5, steps=4)
    page.mouse.up()
    page.get_by_text("As it stands it breaks").wait_for(timeout=LONG)
    assert page.get_by_role("alert").count() > 0 and page.locator(".desk-shut").count() == 0


def test_weeks_are_shut_without_drawing_other_rows_again(solved_page: Any) -> None:
    page = solved_page
    grid = page.get_by_role("grid")
    grid.focus()
    for _ in range(5):
        grid.press("ArrowRight")  # R4 of Liberia, the first row
    page.evaluate("""() => {
        window.touched = [];
        new MutationObserver(all => all.forEach(({target}) => {
            const row = target.closest(".desk-calendar-row");
            if (row) window.touched.push(row.ariaRowIndex);
        })).observe(document.querySelector(".desk-calendar-rows"),
                    {subtree: true, childList: true, attributes: true, characterData: true});
    }""")
    page.keyboard.down("Shift")
    page.locator(".desk-calendar-shut .desk-shut").first.wait_for(timeout=LONG)
    own = page.get_by_role("row").nth(1).get_by_role("gridcell").first
    assert "cannot start in this week: " in own.get_attribute("title")
    page.keyboard.up("Shift")
    page.locator(".desk-shut").first.wait_for(state="detached", timeout=LONG)
    assert set(page.evaluate("window.touched")) == {"1"}


def test_the_page_stays_where_it_is_when_a_mission_is_picked(solved_page: Any) -> None:
    """What moves between press and release is not pressed: a browser gives the click to what is around it."""
    page = solved_page
    page.set_viewport_size({"width": 1280, "height": 420})
    page.evaluate("window.scrollTo(0, 0)")
    mission = page.locator(".desk-calendar .desk-mission").last
    assert mission.bounding_box()["y"] > 420
    mission.dispatch_event("click")
    page.get_by_label("First day").wait_for(timeout=LONG)
    page.wait_for_timeout(400)
    assert page.evaluate("window.scrollY") == 0


def test_of_several_people_the_row_that_was_picked_stays_at_hand(solved_page: Any) -> None:
    page = solved_page
    view(page, "Calendar by expert")
    second = page.locator(".desk-calendar .desk-mission", has_text="R2").nth(1)
    second.wait_for(timeout=LONG)
    row = "each => each.closest('[role=row]').ariaRowIndex"
    picked = second.evaluate(row)
    second.click()
    page.get_by_label("First day").wait_for(timeout=LONG)
    page.wait_for_timeout(400)
    assert page.locator(".desk-calendar .desk-here").evaluate(row) == picked


def test_marks_stand_on_what_has_a_price(solved_page: Any) -> None:
    marked = solved_page.locator(".desk-mission.desk-marked")
    assert marked.count() == 1 and "pairing, at a price" in marked.get_attribute("title")


def test_pictures_are_drawn_when_they_are_looked_at(solved_page: Any) -> None:
    for name in ("Map", "Load", "Budgets"):
        view(solved_page, name)
        solved_page.locator(".desk-picture svg").wait_for(timeout=LONG)
    solved_page.reload()  # the view is the one that was looked at
    solved_page.locator(".desk-picture svg").wait_for(timeout=LONG)


def test_everything_leaves_and_replies_come_back(solved_page: Any, tmp_path: Path) -> None:
    import zipfile

    view(solved_page, "Take away")
    kinds = {
        "Download the workbook": b"PK", "Report, French": b"<!", "Calendars (.ics)": b"PK",
        "Proposals to administrations": b"PK", "Download the plan": b"PK", "Forms for administrations": b"PK",
    }  # fmt: skip
    path = tmp_path / "taken"
    for name, begins in kinds.items():
        with solved_page.expect_download(timeout=LONG) as download:
            solved_page.get_by_role("button", name=name).click()
        download.value.save_as(path)
        assert path.read_bytes().lower().startswith(begins.lower()), name
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "round")
    scrap = tmp_path / "round" / "KEN.csv"
    scrap.write_bytes(b"\xff\xfe no reply")
    replies = solved_page.locator("input[type=file]").last
    replies.set_input_files(sorted((tmp_path / "round").iterdir()))
    solved_page.get_by_text("things not understood").wait_for(timeout=LONG)
    assert (
        solved_page.get_by_text("has not answered").count()
        or solved_page.get_by_text("without a certain").count()
    )


def test_a_withdrawal_is_mended(solved_page: Any) -> None:
    view(solved_page, "Repair")
    solved_page.get_by_label("Who", exact=True).click()
    solved_page.get_by_role("option", name="KEN-03").click()
    solved_page.get_by_role("button", name="Look for repairs").click()
    solved_page.get_by_role("button", name="Accept it").nth(2).wait_for(timeout=LONG)
    solved_page.reload()
    solved_page.get_by_text("KEN-03 no longer goes from").first.wait_for(timeout=LONG)
    solved_page.get_by_role("button", name="Excluded: 0").click()
    solved_page.get_by_label("Excluded from every request").fill("ken-07")
    solved_page.get_by_role("option", name="KEN-07").click()
    solved_page.keyboard.press("Escape")
    refused = solved_page.get_by_role("alert").filter(has_text="R1, KEN-07: KEN-07 is excluded from the team")
    refused.first.wait_for(timeout=LONG)
    assert solved_page.get_by_role("button", name="Accept it").count() == 0
    solved_page.get_by_role("button", name="No longer excluded: KEN-07").click()
    solved_page.get_by_role("button", name="Accept it").first.click()
    solved_page.get_by_role("button", name="Look for repairs").wait_for(timeout=LONG)
    view(solved_page, "History")
    solved_page.get_by_label("Name of step 1").fill("as agreed")
    solved_page.get_by_label("Name of step 1").press("Tab")
    solved_page.get_by_role("button", name="Compare").first.click()
    solved_page.get_by_text("as agreed").first.wait_for(timeout=LONG)


def test_a_run_is_found_again_compared_and_worked_on_from(solved_page: Any) -> None:
    page = solved_page
    page.get_by_role("button", name="R6: ").click()
    page.get_by_role("button", name="Not serve it").click()
    page.get_by_role("button", name="Do it").click()
    page.get_by_text("3 of 6 requests served").wait_for(timeout=LONG)
    view(page, "All runs")
    page.get_by_text("3 of 6 requests served; served: ").wait_for(timeout=LONG)
    page.get_by_label("Search the runs").fill("solved")
    page.get_by_text("1 of 2 runs are shown.").wait_for(timeout=LONG)
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("Differences").first.wait_for(timeout=LONG)
    page.get_by_role("button", name="Work on from it").click()
    page.get_by_text("4 of 6 requests served by").wait_for(timeout=LONG)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("3 of 6 requests served by").wait_for(timeout=LONG)


def test_what_is_held_of_a_mission_stays_and_a_calendar_is_searched(
    solved_page: Any, solved_store: Any
) -> None:
    page = solved_page
    page.get_by_label("Search the calendar").fill("zam")
    page.get_by_role("button", name="R4: ").wait_for(state="detached", timeout=LONG)
    page.get_by_role("button", name="R1: ").click()
    page.get_by_label("Keep when solving again").click()
    page.get_by_role("option", name="the date").click()
    page.keyboard.press("Escape")
    page.get_by_label("Not to be sent").click()
    page.get_by_role("option", name="MUS-02").click()
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Solve again around my changes").click()
    page.locator("button:not([disabled])", has_text="Undo").wait_for(timeout=LONG)
    desk = Desk.opened(solved_store)
    assert desk.position.held == (("R1", "date"),) and desk.position.excluded == (("R1", "MUS-02"),)
    assert desk.result is not None and "MUS-02" not in {
        who
        for mission in desk.result.allocation.missions
        if mission.request == "R1"
        for who in mission.experts
    }


def test_anybody_is_kept_from_any_request_and_taken_back_where_it_is_shown(
    solved_page: Any, solved_store: Any
) -> None:
    page = solved_page
    page.get_by_role("button", name="R5: ").click()
    never = page.get_by_label("Not to be sent")
    never.fill("wco-01")
    page.get_by_role("option", name="WCO-01").click()
    page.get_by_role("button", name="Excluded: 1").click()
    page.get_by_label("Excluded from every request").fill("mus-02")
    page.get_by_role("option", name="MUS-02").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="No longer excluded: MUS-02 on every request").wait_for(timeout=LONG)
    assert sorted(Desk.opened(solved_store).position.excluded) == [("*", "MUS-02"), ("R5", "WCO-01")]
    page.get_by_role("button", name="No longer excluded: WCO-01 on R5").click()
    page.get_by_role("button", name="Excluded: 1").wait_for(timeout=LONG)
    page.locator(".q-chip", has_text="WCO-01").wait_for(state="detached", timeout=LONG)
    page.get_by_role("button", name="Solve again around my changes").click()
    page.locator("button:not([disabled])", has_text="Undo").wait_for(timeout=LONG)
    desk = Desk.opened(solved_store)
    assert desk.position.excluded == (("*", "MUS-02"),) and desk.result is not None
    assert all("MUS-02" not in mission.experts for mission in desk.result.allocation.missions)


def test_a_request_is_dragged_in_and_has_to_be_served(solved_page: Any) -> None:
    page = solved_page
    cell = page.get_by_role("row").nth(1).get_by_role("gridcell").nth(7)
    page.get_by_role("button", name="R5: ").drag_to(cell)
    page.get_by_text("Teams down, weeks across").wait_for(timeout=LONG)
    page.locator(".desk-try").first.click()
    page.get_by_text("As it stands it breaks").wait_for(timeout=LONG)
    page.get_by_text("Must be served when solving again").click()
    page.get_by_role("button", name="Solve again around my changes").click()  # at once: it is heard
    page.locator(".desk-calendar .desk-mission", has_text="R5").first.wait_for(timeout=LONG)


def test_what_a_rule_costs_is_asked_beside_the_work(solved_page: Any) -> None:
    page = solved_page
    view(page, "Prices")
    ask = page.get_by_role("button", name="Ask", exact=True)
    ask.first.wait_for(timeout=LONG)
    page.get_by_label("Seconds").last.fill("4")
    ask.first.click()
    page.get_by_role("button", name="Stop with what is known").wait_for(timeout=LONG)
    view(page, "Goals")
    page.get_by_role("table").first.wait_for(timeout=LONG)
    view(page, "Prices")
    page.get_by_text("The result serves").first.wait_for(timeout=LONG)
    page.reload()
    page.get_by_text("The result serves").first.wait_for(timeout=LONG)


def test_an_answer_leaves_the_rest_of_the_page_as_it_is(solved_page: Any) -> None:
    page = solved_page
    view(page, "Prices")
    page.get_by_role("button", name="Ask", exact=True).first.click()
    seconds = page.get_by_label("Seconds").last
    seconds.fill("77")
    page.evaluate("document.querySelector('[role=tablist]').marked = true")
    page.get_by_text("The result serves").first.wait_for(timeout=LONG)
    assert seconds.input_value() == "77"
    assert page.evaluate("document.querySelector('[role=tablist]').marked")


def test_the_page_speaks_french_and_stays_so(solved_page: Any) -> None:
    solved_page.get_by_role("button", name="Français").click()
    solved_page.get_by_role("button", name="Annuler").wait_for(timeout=LONG)
    solved_page.reload()
    solved_page.get_by_text("4 sur 6 demandes servies").wait_for(timeout=LONG)
    solved_page.get_by_role("tab", name="Calendrier par Membre").wait_for(timeout=LONG)


def test_every_view_of_the_french_page_is_french(solved_page: Any) -> None:
    page = solved_page
    page.get_by_role("button", name="Français").click()
    page.get_by_role("tab", name="Objectifs").wait_for(timeout=LONG)
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.get_by_text("Plan", exact=True).first.click()
    page.get_by_text("L'offre face à la demande").click()
    page.get_by_text("Places rares").wait_for(timeout=LONG)
    page.get_by_text("Modèle de coordination").click()
    own = words_of_the_plan()
    for tab in page.get_by_role("tab").all():
        view(page, tab.inner_text())
        if tab.inner_text() in ("Carte", "Charge", "Budgets"):
            page.locator(".desk-picture svg").wait_for(timeout=LONG)
        settled(page)
        if page.locator(".desk-request").count():
            page.locator(".desk-request").last.click()
            page.get_by_text("Degré : ").wait_for(timeout=LONG)
        said = page.evaluate(SAID)
        left = [line for line in said if ENGLISH.search(line) and not is_of(own, line)]
        assert left == [], tab.inner_text()


#: The texts that a page says in its own language, as far as they are shown, and the labels of its elements.
SAID = """() => {
    const own = [...document.querySelectorAll("body *")].filter(e => !e.closest("[lang=en], script, style"));
    const texts = own.flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent));
    return [...texts, ...own.map(e => e.title || e.ariaLabel || "")].map(t => t.trim()).filter(t => t);
}"""
ENGLISH = re.compile(r"\b(the|with|from|not|are|is|and|of|by|for|to|no|goes|week|rule|rules|records)\b")


def is_of(own: list[str], line: str) -> bool:
    """Whether a line has words of the workbook in it, or is the beginning of some."""
    begins = line.removesuffix("…")
    return any(word in line or (begins != line and begins in word) for word in own)


def words_of_the_plan() -> list[str]:
    """What the workbook itself says in English."""
    plan = allocator.read_plan(FIRST_STEPS)
    requests = [text for each in plan.requests.values() for text in (each.expected_result, each.indicator)]
    agreements = (plan.agreements or {}).values()
    names = [f"{each.agreement} {each.name}" for each in agreements] + [each.name for each in agreements]
    names += [each.note for each in plan.experts.values()] + [each.name for each in plan.members.values()]
    return [plan.settings.title, *filter(None, [*requests, *names])]


def test_a_search_that_is_killed_is_said_on_the_page(page: Any, served: Any) -> None:
    desk = served(COLUMBUS)
    page.goto(desk.address)
    page.get_by_role("button", name="Solve", exact=True).click()
    page.get_by_text("Goal 1 of").wait_for(timeout=LONG)
    os.kill(child_of(desk.process.pid), signal.SIGKILL)
    page.get_by_text("ended from outside").wait_for(timeout=LONG)
    assert page.get_by_role("button", name="Solve", exact=True).is_enabled()


def test_a_server_that_is_killed_below_a_search_leaves_what_was_found(page: Any, served: Any) -> None:
    desk = served(COLUMBUS)
    page.goto(desk.address)
    page.get_by_role("button", name="Solve", exact=True).click()
    page.get_by_text("weight units, at most").wait_for(timeout=LONG)
    child = child_of(desk.process.pid)
    desk.end(signal.SIGKILL)
    for _ in range(600):  # it hears that nobody listens when it tells the next time
        if not Path(f"/proc/{child}").exists():
            break
        time.sleep(0.1)
    page.goto(served().address)
    assert page.get_by_role("button", name="Solve", exact=True).is_enabled()
    page.get_by_text("All runs").click()
    page.get_by_text("interrupted").first.wait_for(timeout=LONG)
    page.get_by_role("button", name="Work on from it").first.click()
    page.get_by_text("of 136 requests served by").wait_for(timeout=LONG)


def child_of(process: int) -> int:
    """The search at work of a server: the copy that was made for it."""
    for _ in range(100):
        copying = [each for each in children(process) if b"forkserver" in command(each)]
        if found := [child for each in copying for child in children(each)]:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("no search is at work")


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]


def command(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def test_hostile_files_are_refused_in_words_and_the_desk_stays(solved_page: Any, tmp_path: Path) -> None:
    page = solved_page
    page.get_by_text("Plan", exact=True).first.click()
    for number, (name, content, message) in enumerate(HOSTILE):
        path = tmp_path / f"{number}" / name
        path.parent.mkdir()
        path.write_bytes(content)
        page.locator("input[type=file]").first.set_input_files(path)
        notice = page.locator(".q-notification", has_text=message)
        notice.first.wait_for(timeout=LONG)
        page.locator(".q-notification button").first.click()
        notice.first.wait_for(state="detached", timeout=LONG)
    assert page.get_by_text("4 of 6 requests served").is_visible()


def test_on_a_telephone_the_result_is_in_sight_and_dates_are_whole(solved_page: Any) -> None:
    page = solved_page
    page.set_viewport_size({"width": 400, "height": 900})
    page.wait_for_timeout(500)
    assert page.get_by_role("tablist").bounding_box()["height"] < 60
    assert page.get_by_role("grid").bounding_box()["y"] < 600
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.get_by_role("button", name="R1: ").click()
    mission = page.get_by_role("region", name="Mission")
    page.get_by_label("First day").wait_for(timeout=LONG)
    box = mission.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 400 and box["y"] + box["height"] <= 900
    mission.get_by_role("button", name="Close").click()
    page.get_by_label("First day").wait_for(state="detached", timeout=LONG)
    page.set_viewport_size({"width": 1280, "height": 900})
    view(page, "Missions")
    day = page.get_by_role("cell", name="2026-").first
    day.wait_for(timeout=LONG)
    assert (
        day.evaluate("""cell => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return text.getClientRects().length;
    }""")
        == 1
    )


def test_nothing_serious_stands_in_the_way_of_anybody(solved_page: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = solved_page
    page.get_by_role("button", name="R1: ").click()
    for tab in [tab.inner_text() for tab in page.get_by_role("tab").all()]:
        page.set_viewport_size({"width": 1280, "height": 800})
        view(page, tab)
        if tab in ("Map", "Load", "Budgets"):
            page.locator(".desk-picture svg").wait_for(timeout=LONG)
        for width in (1280, 1024, 390):
            page.set_viewport_size({"width": width, "height": 800})
            settled(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{tab} is {wide} pixels wide, of {width}"
            if width == 1024:  # laid out as at 1280
                continue
            found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
            serious = [
                (each["id"], each["nodes"][0]["html"])
                for each in found
                if each["impact"] in ("serious", "critical")
            ]
            assert serious == [], (tab, width)
