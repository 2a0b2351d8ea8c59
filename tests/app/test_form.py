"""The form of the coordination model in a real browser: what it shows is what is sought and what is saved."""

from pathlib import Path
from typing import Any

import pytest

import allocator
from allocator.app.desk import Desk
from tests.cli.conftest import FIRST_STEPS

LONG = 60_000  # milliseconds


@pytest.fixture
def form(solved_page: Any) -> Any:
    """The page of a solved desk with the form open."""
    solved_page.get_by_text("Coordination model: ").click()
    solved_page.get_by_label("Level of pairing").wait_for(timeout=LONG)
    return solved_page


def downloaded(page: Any, path: Path) -> allocator.CoordinationModel:
    with page.expect_download(timeout=LONG) as download:
        page.get_by_role("button", name="Download this model").click()
    download.value.save_as(path)
    return allocator.read_model(path)


def test_a_rule_is_made_hard(page: Any, served: Any) -> None:
    page.goto(served(FIRST_STEPS).address)
    page.get_by_text("Coordination model: ").click()
    page.get_by_label("Level of pairing").click()
    page.get_by_role("option", name="hard").click()
    page.get_by_text("pairing hard").first.wait_for(timeout=LONG)
    page.get_by_role("button", name="Solve", exact=True).click()
    page.get_by_text("3 of 6 requests served").wait_for(timeout=LONG)


def test_goals_are_moved_by_the_keyboard_weighed_added_and_taken_out(
    form: Any, solved_store: Any, tmp_path: Path
) -> None:
    page = form
    page.get_by_role("button", name="Move stability up").focus()
    for place in range(6, 0, -1):  # the button stays at hand where the goal went
        page.keyboard.press("ArrowUp" if place % 2 else "Enter")
        page.get_by_role("group", name=f"Place {place}: stability").wait_for(timeout=LONG)
        page.locator(f".desk-move-up-{place - 1}:focus").wait_for(timeout=LONG)
    page.get_by_label("Weight of interest").fill("90")
    page.get_by_label("Weight of interest").press("Tab")
    page.get_by_role("button", name="No longer seek cost").click()
    page.get_by_role("group", name="Place 7: cost").wait_for(state="detached", timeout=LONG)
    page.get_by_label("Add a goal").click()
    page.get_by_role("option", name="regions").click()
    page.get_by_label("Where").click()
    page.get_by_role("option", name="in place 2").click()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("group", name="Place 2: served + regions").wait_for(timeout=LONG)
    names = [tier.name for tier in downloaded(page, tmp_path / "model.toml").tiers]
    assert names[:2] == ["stability", "served + regions"] and len(names) == 6
    assert names[-2:] == ["fit + 90 interest + 240 continuity", "preferred_dates + 7 balance"]
    assert Desk.opened(solved_store).model == allocator.read_model(tmp_path / "model.toml")
    page.reload()
    page.get_by_text("goals changed").first.click()
    page.get_by_role("group", name="Place 2: served + regions").wait_for(timeout=LONG)


def test_what_the_model_cannot_hold_is_said_and_changes_nothing(
    form: Any, solved_store: Any, tmp_path: Path
) -> None:
    page, before = form, Desk.opened(solved_store).model
    for label, value, message in (
        ("Weight of interest", "0", "(tier 4): the weight of interest is 0"),
        ("Weight of priority 2 urgent", "2.5", "(priorities.2): 2.5 is not a whole number"),
        ("Price: further mission of an expert", "", "(negotiable.missions): price is 0"),
    ):
        field = page.get_by_label(label)
        was = field.input_value()
        field.fill(value)
        field.press("Tab")
        notice = page.locator(".q-notification", has_text=message)
        notice.wait_for(timeout=LONG)
        notice.get_by_role("button").click()
        notice.wait_for(state="detached", timeout=LONG)
        assert field.input_value() == was
    page.get_by_role("button", name="No longer seek pairing").click()
    page.locator(".q-notification", has_text="no tier weighs it").wait_for(timeout=LONG)
    page.get_by_role("group", name="Place 2: pairing").wait_for(timeout=LONG)
    assert downloaded(page, tmp_path / "model.toml") == before == Desk.opened(solved_store).model


def test_the_form_stays_open_while_a_search_begins_and_ends(form: Any) -> None:
    page = form
    page.evaluate("document.querySelector('.desk-model').marked = true")
    page.get_by_role("button", name="Solve", exact=True).click()
    page.locator("button:not([disabled])", has_text="Undo").wait_for(timeout=LONG)
    assert page.get_by_label("Level of pairing").is_visible()
    assert page.evaluate("document.querySelector('.desk-model').marked")


def test_prices_and_priorities_are_the_models(form: Any, tmp_path: Path) -> None:
    page = form
    page.get_by_label("Weight of priority 1 most urgent").fill("30")
    page.get_by_label("At most, in units: further mission of an expert").fill("3")
    page.get_by_text("further language of the request").first.click()
    page.get_by_text("prices changed").first.wait_for(timeout=LONG)
    page.locator('input[disabled][aria-label="Price: further language of the request"]').wait_for(
        timeout=LONG
    )
    page.get_by_label("Title").fill("The model of 2027")
    page.get_by_label("Title").press("Tab")
    page.get_by_text("Coordination model: The model of 2027").wait_for(timeout=LONG)
    model = downloaded(page, tmp_path / "model.toml")
    assert model.priorities[1] == 30 and model.negotiable["missions"].most == 3
    assert "language" not in model.negotiable and model.title == "The model of 2027"
    page.get_by_role("button", name="regional.toml").click()
    page.get_by_text("Coordination model: Regional pool first").wait_for(timeout=LONG)


def test_another_page_shows_the_model_as_it_is_changed(form: Any) -> None:
    other = form.context.new_page()
    other.goto(form.url)
    other.get_by_text("Coordination model: ").click()
    form.get_by_role("button", name="Move cost up").click()
    other.get_by_role("group", name="Place 5: cost").wait_for(timeout=LONG)


@pytest.mark.parametrize("width", [1280, 1024, 390])
def test_nothing_serious_stands_in_the_way_of_the_form(form: Any, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    form.set_viewport_size({"width": width, "height": 800})
    form.get_by_role("button", name="Excluded: 0").click()
    form.get_by_label("Excluded from every request").wait_for(timeout=LONG)
    found = axe.Axe().run(form, options={"resultTypes": ["violations"]}).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
    assert form.evaluate("document.documentElement.scrollWidth") <= width


def test_supply_and_the_title_follow_the_model(form: Any) -> None:
    page = form
    page.get_by_text("Plan", exact=True).first.click()
    page.get_by_text("Supply against demand").click()
    page.get_by_role("table").first.wait_for(timeout=LONG)
    page.get_by_role("cell", name="3 left of 7 experts: 4 fall to qualification").first.wait_for(timeout=LONG)
    page.get_by_label("Level of regional peer").click()
    page.get_by_role("option", name="hard").click()
    page.get_by_role("cell", name="to regional peer").first.wait_for(timeout=LONG)
    page.wait_for_function(
        """() => document.querySelector("[aria-label=Title]").value ===
        "National requests, global pool, pairing preferred, regional_peer hard\"""",
        timeout=LONG,
    )
    page.get_by_label("Title").fill("Of the region")
    page.get_by_label("Title").press("Tab")
    page.get_by_text("Coordination model: Of the region").wait_for(timeout=LONG)


def test_the_title_is_never_behind_the_heading(form: Any) -> None:
    """What came later could overwrite a title that somebody has begun to write, and nobody would be told."""
    form.get_by_label("Level of pairing").click()
    form.get_by_role("option", name="hard").click()
    found = form.wait_for_function(
        """() => document.body.innerText.includes("pairing hard") &&
        document.querySelector("[aria-label=Title]").value""",
        timeout=LONG,
    )
    assert found.json_value().endswith("pairing hard")


def test_a_goal_that_is_moved_while_another_page_moves_it_is_the_one_that_was_meant(
    form: Any, solved_store: Any
) -> None:
    """Both buttons are pressed in one task of the browser, so that neither page has seen the other's move."""
    with form.expect_popup() as opened:
        form.evaluate("window.other = window.open(location.href)")
    other = opened.value
    other.get_by_text("Coordination model: ").click()
    pages = (form, other)
    for page in pages:
        page.get_by_role("group", name="Place 6: cost").wait_for(timeout=LONG)
    form.evaluate("""() => {
        for (const page of [window, window.other]) {
            page.document.querySelector("[aria-label='Move cost up']").click();
        }
    }""")
    for page in pages:  # what a page says is heard in order: by the answer to this its move has been made
        page.get_by_role("button", name="Excluded: 0").click()
        page.get_by_role("button", name="Excluded: 0", expanded=True).wait_for(timeout=LONG)
    names = [tier.name for tier in Desk.opened(solved_store).model.tiers]
    place = names.index("cost") + 1
    assert place in (4, 5)  # 5 where the other page was drawn anew between the two
    assert [name for name in names if name != "cost"] == [
        "served", "pairing", "accreditation", "fit + 120 interest + 240 continuity",
        "preferred_dates + 7 balance", "stability",
    ]  # fmt: skip
    for page in pages:
        page.get_by_role("group", name=f"Place {place}: cost").wait_for(timeout=LONG)
