"""The page in a real browser: from a plan to a changed allocation, and back after whatever happens."""

import signal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import allocator
from allocator.app.desk import Desk
from allocator.store import RunStore
from allocator.tables.schema import OUTPUT_SHEETS
from tests.app.test_flows import view
from tests.cli.conftest import FIRST_STEPS, ROOT

pytestmark = pytest.mark.usefixtures("page")
MODEL = allocator.read_model(ROOT / "models" / "national.toml")
LONG = 60_000  # milliseconds


def test_from_the_sample_to_a_changed_allocation(page: Any, served: Any) -> None:
    desk = served(typed=True)
    page.goto(desk.address)
    assert "token" not in page.url
    page.get_by_role("button", name="Six requests, small enough to follow").click()
    page.get_by_role("button", name="Solve", exact=True).click()
    page.get_by_role("grid").wait_for(timeout=LONG)
    assert page.get_by_text("4 of 6 requests served by 6 experts.").is_visible()
    page.get_by_role("button", name="R6: ").click()
    page.get_by_role("button", name="Not serve it").click()
    page.get_by_role("button", name="Do it").click()
    page.get_by_text("3 of 6 requests served").wait_for(timeout=LONG)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("4 of 6 requests served").wait_for(timeout=LONG)
    page.reload()
    page.get_by_text("4 of 6 requests served").wait_for(timeout=LONG)
    page.get_by_role("button", name="Redo").click()
    page.get_by_text("3 of 6 requests served").wait_for(timeout=LONG)
    page.get_by_role("button", name="Solve again around my changes").click()
    page.get_by_text("4 of 6 requests served").wait_for(timeout=LONG)


def test_a_change_that_breaks_a_rule_says_which_and_cannot_be_done(solved_page: Any) -> None:
    page = solved_page
    page.get_by_role("button", name="R1: ").click()
    page.get_by_label("First day").fill("2026-11-30")
    page.get_by_role("button", name="What would it do?").click()
    page.get_by_text("As it stands it breaks").wait_for(timeout=LONG)
    assert page.get_by_role("alert").count() > 0
    assert page.get_by_role("button", name="Do it").count() == 0


def test_a_mission_is_moved_by_the_keyboard(solved_page: Any) -> None:
    page = solved_page
    grid = page.get_by_role("grid")
    grid.focus()
    for _ in range(5):
        grid.press("ArrowRight")  # R4 of Liberia, the first row
    grid.press("Shift+ArrowRight")
    page.get_by_text("R4: ").first.wait_for(timeout=LONG)
    assert page.get_by_label("First day").input_value() == "2026-10-12"
    page.get_by_text("rule").first.wait_for(timeout=LONG)


def test_two_pages_show_the_same(solved_page: Any) -> None:
    page = solved_page
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="R6: ").click()
    other.get_by_role("button", name="Not serve it").click()
    other.get_by_role("button", name="Do it").click()
    page.get_by_text("3 of 6 requests served").wait_for(timeout=LONG)


@pytest.mark.usefixtures("solved_store")
def test_a_server_that_is_killed_comes_back_as_it_was(page: Any, served: Any) -> None:
    desk = served()
    page.goto(desk.address)
    page.get_by_role("grid").wait_for(timeout=LONG)
    desk.end(signal.SIGKILL)
    page.goto(served().address)
    page.get_by_text("4 of 6 requests served").wait_for(timeout=LONG)
    page.get_by_role("button", name="R6: ").wait_for(timeout=LONG)


def test_a_page_keeps_its_own_view_whatever_another_looks_at(solved_page: Any) -> None:
    page = solved_page
    other = page.context.new_page()
    other.goto(page.url)
    view(other, "Goals")
    view(page, "Missions")
    page.get_by_role("button", name="Undo").wait_for(timeout=LONG)
    other.get_by_label("Seconds").first.fill("7")
    view(page, "Calendar by Member")
    page.get_by_role("button", name="R6: ").click()
    page.get_by_role("button", name="Not serve it").click()
    page.get_by_role("button", name="Do it").click()
    other.get_by_text("3 of 6 requests served").wait_for(timeout=LONG)
    other.get_by_role("tab", name="Goals", selected=True).wait_for(timeout=LONG)
    assert other.get_by_label("Seconds").first.input_value() == "7"


def test_presses_are_heard_one_after_the_other(solved_page: Any, solved_store: RunStore) -> None:
    """In one task of the browser: what was drawn anew between two presses would not hear the second."""
    page = solved_page
    for request, left in (("R6", 3), ("R2", 2)):
        page.get_by_role("button", name=f"{request}: ").first.click()
        page.get_by_role("button", name="Not serve it").click()
        page.get_by_role("button", name="Do it").click()
        page.get_by_text(f"{left} of 6 requests served").wait_for(timeout=LONG)
    page.evaluate("""() => {
        const undo = [...document.querySelectorAll("button")].find(each => each.textContent.includes("Undo"));
        undo.click();
        undo.click();
    }""")
    page.get_by_text("4 of 6 requests served").wait_for(timeout=LONG)
    assert Desk.opened(solved_store).position.at == 0


def test_what_is_chosen_for_a_mission_stays_while_it_is_locked(solved_page: Any) -> None:
    page = solved_page
    page.get_by_role("button", name="R6: ").click()
    page.get_by_label("First day").fill("2026-11-02")
    page.get_by_text("Locked", exact=True).click()
    page.locator(".desk-mission.desk-locked").wait_for(timeout=LONG)
    assert page.get_by_label("First day").input_value() == "2026-11-02"
    view(page, "Calendar by expert")
    page.locator(".desk-calendar .desk-mission", has_text="R6").first.click()
    page.get_by_role("checkbox", name="Locked", checked=True).click()
    page.locator(".desk-mission.desk-locked").wait_for(state="detached", timeout=LONG)


def test_of_two_people_picked_in_one_moment_neither_is_lost(solved_page: Any, solved_store: RunStore) -> None:
    page = solved_page
    page.get_by_role("button", name="Excluded: 0").click()
    page.get_by_label("Excluded from every request").click()
    page.locator(".q-menu [role=option]").nth(1).wait_for(timeout=LONG)
    page.evaluate("""() => {
        const [one, other] = document.querySelectorAll(".q-menu [role=option]");
        one.click();
        other.click();
    }""")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Excluded: 2").wait_for(timeout=LONG)
    assert len(Desk.opened(solved_store).position.excluded) == 2


def with_a_fault(path: Path) -> Path:
    """The sample as a workbook in which one language is none, and a name is hostile."""
    allocator.write_workbook(
        allocator.solve(allocator.read_plan(FIRST_STEPS), MODEL, effort=1, workers=1), path
    )
    book = load_workbook(path)
    for name in set(book.sheetnames) & set(OUTPUT_SHEETS) - {"Experts", "Assignments"}:
        del book[name]
    headers = [cell.value for cell in book["Experts"][1]]
    book["Experts"].cell(2, headers.index("languages") + 1).value = "enn"
    book["Experts"].cell(2, headers.index("name") + 1).value = "<img src=x onerror=alert(1)>"
    book.save(path)
    return path


def test_a_fault_is_corrected_beside_its_cell(page: Any, served: Any, tmp_path: Path) -> None:
    path = with_a_fault(tmp_path / "plan.xlsx")
    page.goto(served().address)
    page.locator("input[type=file]").set_input_files(path)
    value = page.get_by_label("Value of Experts!C2")
    value.wait_for(timeout=LONG)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download it marked").click()
    download.value.save_as(tmp_path / "marked.xlsx")
    comment = load_workbook(tmp_path / "marked.xlsx")["Experts"]["C2"].comment
    assert comment is not None and "enn" in comment.text
    value.fill("en;fr")
    page.get_by_role("button", name="Correct", exact=True).click()
    page.get_by_role("button", name="Solve", exact=True).click()
    page.get_by_role("grid").wait_for(timeout=LONG)
    page.get_by_role("tab", name="Experts").click()
    page.get_by_text("<img src=x onerror=alert(1)>").wait_for(timeout=LONG)
    assert page.locator("img[src=x]").count() == 0


def test_what_is_written_beside_other_faults_is_corrected_with_them(
    page: Any, served: Any, tmp_path: Path
) -> None:
    path = with_a_fault(tmp_path / "plan.xlsx")
    book = load_workbook(path)
    book["Experts"]["C3"] = "frr"
    book.save(path)
    page.goto(served().address)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_label("Value of Experts!C2").fill("en;fr")
    page.get_by_label("Value of Experts!C3").fill("fr")
    (tmp_path / "no.xlsx").write_bytes(b"%PDF-1.7")
    page.locator("input[type=file]").set_input_files(tmp_path / "no.xlsx")  # refused: nothing is drawn anew
    page.locator(".q-notification").first.wait_for(timeout=LONG)
    page.get_by_role("button", name="Français").click()  # that is, with all that was written
    page.get_by_label("Valeur de Experts!C3").wait_for(timeout=LONG)
    assert page.get_by_label("Valeur de Experts!C3").input_value() == "fr"
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Correct", exact=True).first.click()
    page.get_by_role("button", name="Solve", exact=True).wait_for(timeout=LONG)


def test_faults_and_refusals_are_french_on_the_french_page(page: Any, served: Any, tmp_path: Path) -> None:
    page.goto(served().address)
    page.get_by_role("button", name="Français").click()
    page.get_by_text("Six demandes").wait_for(timeout=LONG)
    page.locator("input[type=file]").set_input_files(with_a_fault(tmp_path / "plan.xlsx"))
    page.get_by_text("'enn' n'est pas une langue de la norme ISO 639-1").wait_for(timeout=LONG)
    assert page.locator(".q-page [lang=en], main [lang=en]").count() == 0
    page.get_by_label("Valeur de Experts!C2").fill("fr;xx")
    page.get_by_role("button", name="Corriger", exact=True).click()
    told = page.locator(".q-notification", has_text="Experts!C2 (languages) : 'xx' n'est pas une langue")
    told.wait_for(timeout=LONG)
    scrap = tmp_path / "other.xlsx"
    scrap.write_bytes(b"<html>")
    page.locator("input[type=file]").set_input_files(scrap)
    page.locator(".q-notification", has_text="il est une page web sous un autre nom").wait_for(timeout=LONG)


def test_what_is_dropped_and_not_taken_in_is_said(solved_page: Any, tmp_path: Path) -> None:
    page = solved_page
    other = tmp_path / "a.html"
    other.write_text("<html></html>", encoding="utf-8")
    page.get_by_text("Plan", exact=True).first.click()
    page.locator("input[type=file]").first.set_input_files(other)
    page.get_by_text("That is no workbook").wait_for(timeout=LONG)
    page.wait_for_timeout(6000)  # longer than a passing notice
    page.locator(".q-notification button").click()
    page.get_by_text("That is no workbook").wait_for(state="detached", timeout=LONG)
    stayed = page.evaluate("""() => {
        const files = new DataTransfer();
        files.items.add(new File(["x"], "plan.xlsx"));
        const drop = {bubbles: true, cancelable: true, dataTransfer: files};
        return !document.querySelector(".desk-calendar").dispatchEvent(new DragEvent("drop", drop));
    }""")
    assert stayed  # the browser would open the file in place of the desk
    page.get_by_text("dashed frame").wait_for(timeout=LONG)


def test_without_the_extra_report_pictures_say_what_to_install(
    page: Any, served: Any, solved_store: Any, tmp_path: Path
) -> None:
    del solved_store
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['altair'] = None", encoding="utf-8")
    page.goto(served(beside=tmp_path).address)
    page.get_by_role("tab", name="Map").click()
    page.get_by_role("alert").get_by_text("pip install 'allocator[report]'").wait_for(timeout=LONG)
    page.get_by_role("tab", name="Take away").click()
    page.get_by_role("button", name="Report, French").click()
    page.locator(".q-notification", has_text="pip install 'allocator[report]'").wait_for(timeout=LONG)


def test_why_not_and_what_to_change(solved_page: Any) -> None:
    page = solved_page
    page.get_by_role("tab", name="Not served").click()
    page.get_by_text("R5: ").first.click()
    page.get_by_text("Grade: possible, but dearer.").wait_for(timeout=LONG)
    page.get_by_role("button", name="Change it and solve again").first.click()
    page.get_by_text("5 of 6 requests served").wait_for(timeout=LONG)
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Compare").first.click()
    page.get_by_text("Differences").first.wait_for(timeout=LONG)
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("4 of 6 requests served").wait_for(timeout=LONG)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_desk_is_closed_in_good_order(page: Any, served: Any, number: int) -> None:
    desk = served(FIRST_STEPS, typed=True)
    page.goto(desk.address)
    page.get_by_role("button", name="Solve", exact=True).wait_for(timeout=LONG)
    desk.end(number)
    assert desk.process.returncode == 0
    assert desk.said.endswith("The desk is closed; everything on it is kept.\n")


def test_without_the_token_there_is_nothing(page: Any, served: Any) -> None:
    desk = served(FIRST_STEPS)
    answer = page.goto(desk.address.split("?")[0])
    assert answer.status == 403 and "who started it" in page.content()
