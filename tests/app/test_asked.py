"""Who is excluded on the desk is offered nowhere: neither by questions nor by trials nor by repairs."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import allocator
from allocator.app import events
from allocator.app.asked import who_may_go
from allocator.app.desk import Desk
from allocator.app.locking import kept_words
from allocator.app.looking import headline_of
from allocator.app.mending import accept_repair, begin_repairs, refuse_repair, repairs_on
from allocator.app.position import EVERY
from allocator.errors import InputError
from allocator.export.read_back import read_result
from allocator.store import RunStore
from allocator.whatif.change import Change
from tests.app.test_desk import heard

LONG = 60_000  # milliseconds


@pytest.fixture
def desk(solved_store: RunStore) -> Desk:
    return Desk.opened(solved_store)


def asked(desk: Desk) -> allocator.Result:
    assert desk.asked is not None
    return desk.asked


def sent(found: allocator.Result) -> set[tuple[str, str]]:
    return {(place.request, place.expert) for _, place in found.allocation.assignments()}


def test_without_exclusions_the_result_itself_is_asked_about(desk: Desk) -> None:
    assert asked(desk) is desk.result
    desk.exclude("R5", ["WCO-01"])
    once = asked(desk)
    assert once is not desk.result and asked(desk) is once  # made once, with all that is derived from it
    assert {row.expert for row in once.plan.decisions if row.excludes} == {"WCO-01"}
    desk.exclude("R5", [])
    assert asked(desk) is desk.result


def test_what_the_plan_excludes_by_now_counts_as_well(desk: Desk) -> None:
    assert desk.result is not None
    before, own = desk.plan, desk.result.plan
    rows = [("R5", "WCO-01"), ("R4", "WCO-01"), ("R6", "")]  # of whom one goes, and one mission is served
    lines = [{"request": request, "expert": who, "decision": "excluded"} for request, who in rows]
    desk.change_plan([{"add": {"sheet": "Assignments", "row": line}} for line in lines])
    once = asked(desk)
    assert once.plan.decisions[: len(own.decisions)] == own.decisions
    assert [(row.request, row.expert) for row in once.plan.decisions if row.excludes] == rows[:1]
    desk.exclude(EVERY, ["KEN-07"])
    assert {row.expert for row in asked(desk).plan.decisions if row.excludes} == {"WCO-01", "KEN-07"}
    desk.exclude(EVERY, [])
    desk.plan = before
    assert asked(desk) is desk.result
    assert not any(
        each is once for kept in desk.result.memo.values() if isinstance(kept, tuple) for each in kept
    )


@pytest.mark.parametrize("of", ["R5", EVERY])
def test_nobody_who_is_excluded_is_offered(desk: Desk, of: str) -> None:
    assert desk.result is not None
    teams = allocator.alternatives(desk.result, "R5", time_limit=1).teams
    assert all("WCO-01" in team.experts for team in teams) and teams
    first = allocator.explain(desk.result, "R5", time_limit=2)
    assert first.trade is not None and "WCO-01" in first.trade.mission.experts
    desk.exclude(of, ["WCO-01"])
    assert allocator.alternatives(asked(desk), "R5", time_limit=1).teams == ()
    found = allocator.explain(asked(desk), "R5", time_limit=4)
    offered = [found.trade.allocation] if found.trade else []
    for allocation in [*offered, *(change.allocation for change in found.changes)]:
        assert "WCO-01" not in allocation.by_request["R5"].experts
    assert "WCO-01" not in who_may_go(asked(desk).plan, "R5", "expert")
    assert ("R4", "WCO-01") in sent(asked(desk))  # goes there as it stands, and may stay


def test_a_trial_that_sends_somebody_excluded_says_so_and_cannot_be_done(desk: Desk) -> None:
    change = Change(request="R6", expert="WCO-01", instead_of="SEN-02")
    free = desk.tried([change])
    assert "excluded" not in {each.rule for each in free.broken}
    desk.exclude(EVERY, ["WCO-01"])
    trial = desk.tried([change])
    assert "WCO-01 is excluded from the team" in {each.message for each in trial.broken}
    with pytest.raises(InputError):
        desk.accept(trial)
    stays = desk.tried([Change(request="R4", drop=True)])
    assert not stays.broken
    desk.accept(desk.tried([Change(request="R2", drop=True)]))  # R4 stays as it is, with WCO-01
    assert desk.result is not None and ("R4", "WCO-01") in sent(desk.result)
    assert Desk.opened(desk.store).result == desk.result


def test_what_was_offered_before_somebody_was_excluded_is_refused_then(desk: Desk) -> None:
    assert desk.result is not None
    before = desk.position
    found = allocator.explain(desk.result, "R5", time_limit=2)
    assert found.trade is not None
    trial = desk.tried([Change(request="R6", drop=True)])
    desk.exclude("R5", ["WCO-01"])
    with pytest.raises(InputError, match="WCO-01 is excluded from the team"):
        desk.take(replace(desk.result, allocation=found.trade.allocation), [], "a trade")
    assert desk.position == replace(before, excluded=(("R5", "WCO-01"),))
    desk.accept(trial)
    assert desk.position.at == 1


def test_who_is_taken_back_is_offered_again_and_no_bound_is_claimed(desk: Desk) -> None:
    desk.exclude(EVERY, ["WCO-01"])
    desk.begin(time_limit=20, around=True)
    heard(desk)
    around = desk.result
    assert around is not None and asked(desk) is around and "WCO-01" not in {who for _, who in sent(around)}
    assert Desk.opened(desk.store).asked is not None
    again = Desk.opened(desk.store)
    assert again.asked is again.result  # as it comes out of the store, too
    assert "Proven for every goal" in headline_of(desk)
    desk.exclude(EVERY, [])
    assert {goal.bound for goal in asked(desk).goals} == {None} and asked(desk).status == "feasible"
    assert "roven" not in headline_of(desk)  # of the people who may go by now
    assert allocator.alternatives(asked(desk), "R4", time_limit=1).teams != ()
    teams = allocator.alternatives(asked(desk), "R4", time_limit=1).teams
    assert any("WCO-01" in team.experts for team in teams)
    assert not desk.tried([Change(request="R6", drop=True)]).broken


def test_bounds_of_more_people_hold_for_fewer(desk: Desk) -> None:
    assert desk.result is not None
    desk.exclude("R5", ["WCO-01"])
    assert asked(desk).goals == desk.result.goals
    less = allocator.solve(asked(desk).plan, desk.model, effort=1, workers=1)
    for goal, known in zip(less.goals[:1], desk.result.goals[:1], strict=True):
        assert known.bound is not None and goal.value <= known.bound


def test_a_result_that_is_written_and_opened_asks_for_the_same(desk: Desk, tmp_path: Any) -> None:
    desk.exclude("R5", ["WCO-01"])
    desk.begin(time_limit=20, around=True)
    heard(desk)
    assert desk.result is not None
    allocator.write_workbook(desk.result, tmp_path / "a.xlsx")
    known = read_result(tmp_path / "a.xlsx")
    desk.open(tmp_path / "a.xlsx")
    assert desk.result is not None and desk.result.plan.decisions == known.plan.decisions
    assert desk.position.excluded == () and asked(desk) is desk.result


@pytest.mark.parametrize("of", ["R1", EVERY])
def test_no_repair_sends_anybody_excluded(desk: Desk, of: str) -> None:
    assert desk.plan is not None and desk.result is not None
    before, away = desk.result, events.withdrawn("MUS-02", desk.plan.settings.start)
    begin_repairs(desk, away, "MUS-02 left", 8.0)
    heard(desk)
    assert all(("R1", "KEN-07") in sent(each.result) for each in repairs_on(desk)) and repairs_on(desk)
    desk.exclude(of, ["KEN-07"])
    with pytest.raises(InputError, match="KEN-07 is excluded from the team"):
        accept_repair(desk, "people")
    assert desk.result == before and repairs_on(desk)
    begin_repairs(desk, away, "MUS-02 left", 8.0)
    heard(desk)
    assert repairs_on(desk)
    for each in repairs_on(desk):
        assert not {(code, who) for code, who in sent(each.result) if who == "KEN-07" and of in (code, EVERY)}
    accept_repair(desk, "people")
    assert desk.result != before and asked(desk) is desk.result


def test_a_repair_sends_who_is_excluded_from_all_where_they_are_locked(desk: Desk) -> None:
    assert desk.plan is not None and desk.result is not None
    lock = {"request": "R1", "expert": "KEN-07", "decision": "fixed"}
    desk.change_plan([{"add": {"sheet": "Assignments", "row": lock}}])
    assert ("R1", "KEN-07") not in sent(desk.result)
    desk.exclude(EVERY, ["KEN-07"])
    begin_repairs(desk, events.withdrawn("MUS-02", desk.plan.settings.start), "MUS-02 left", 4.0)
    heard(desk)
    before, result, plan = desk.position, desk.result, desk.plan
    desk.exclude("R1", ["KEN-07"])
    with pytest.raises(InputError, match="KEN-07 is excluded from the team"):
        accept_repair(desk, "people")
    desk.exclude("R1", [])
    assert (desk.position, desk.result, desk.plan) == (before, result, plan)  # as if it had not been tried
    accept_repair(desk, "people")
    assert ("R1", "KEN-07") in sent(desk.result) and repairs_on(desk) == ()
    assert desk.plan.experts["MUS-02"].withdrawn_from == desk.plan.settings.start


def test_who_is_excluded_and_locked_is_said_with_what_would_free_the_place(desk: Desk) -> None:
    assert desk.result is not None and desk.plan is not None
    assert kept_words(desk, EVERY) == []
    desk.exclude(EVERY, ["KEN-03"])
    assert kept_words(desk, EVERY) == []  # goes on R1 and R2, and is free to go on none
    desk.hold("R1", ["people"])
    (words,) = kept_words(desk, EVERY)
    assert words.startswith("KEN-03 goes on R1 all the same. The desk holds") and kept_words(desk, "R2") == []
    desk.hold("R1", ["date"])
    assert kept_words(desk, EVERY) == []
    lock = {"request": "R2", "expert": "KEN-03", "decision": "fixed"}
    desk.change_plan([{"add": {"sheet": "Assignments", "row": lock}}])
    (words,) = kept_words(desk, EVERY)
    assert words.startswith("KEN-03 goes on R2 all the same. The plan has it fixed at Assignments")
    desk.exclude(EVERY, [])
    desk.exclude("R2", ["KEN-03", "KEN-07"])
    (words,) = kept_words(desk, "R2")
    assert words.startswith(
        "KEN-03 is excluded from R2 and locked on it: no search can keep to both. The plan"
    )
    desk.begin(time_limit=5, around=True)
    heard(desk)
    assert desk.search is not None and "KEN-03 is excluded from the team" in (desk.search.trouble or "")


def test_a_page_that_still_shows_a_result_that_is_gone_says_nothing(desk: Desk) -> None:
    desk.exclude("R1", ["KEN-03"])
    desk.lock("R1", True)
    assert desk.result is not None and kept_words(desk, "R1")
    desk.result, gone = None, desk.result  # until the page has seen it
    assert kept_words(desk, "R1") == []
    refuse_repair(desk, gone)


def test_what_is_frozen_is_said_to_be(desk: Desk) -> None:
    assert desk.result is not None and desk.plan is not None
    early = min(desk.result.allocation.missions, key=lambda mission: mission.start)
    desk.note(language="fr")
    desk.plan = replace(
        desk.plan, settings=replace(desk.plan.settings, frozen_until=early.start + timedelta(days=1))
    )
    desk.exclude(EVERY, early.experts[:1])
    (words,) = kept_words(desk, EVERY)
    assert words.startswith(
        f"{early.experts[0]} part quand même pour {early.request}. La mission commence avant"
    )
    for lock in (lambda: desk.lock(early.request, True), lambda: desk.hold(early.request, ["people"])):
        lock()
        tick, frozen = kept_words(desk, EVERY)  # both hold: to undo one of them would not do
        assert frozen == words and "décochez « Verrouillée »" in tick


@pytest.mark.usefixtures("page")
def test_who_is_excluded_beside_a_mission_goes_from_what_is_offered_there(solved_page: Any) -> None:
    page = solved_page
    opened(page, "R1")
    never = page.get_by_label("Not to be sent")
    never.fill("mus-02")
    page.get_by_role("option", name="MUS-02").click()
    page.keyboard.press("Escape")
    page.get_by_text("Locked", exact=True).click()
    page.locator(".desk-mission.desk-locked").wait_for(timeout=LONG)
    warned = page.get_by_role("alert").filter(has_text="MUS-02 is excluded from R1 and locked on it")
    warned.wait_for(timeout=LONG)
    opened(page, "R6")
    never.fill("ken-07")
    page.get_by_role("option", name="KEN-07").click()
    page.keyboard.press("Escape")
    page.locator(".q-chip", has_text="KEN-07").wait_for(timeout=LONG)
    seat, offered = page.get_by_label("expert", exact=True), page.get_by_role("option", name="KEN-")
    until = time.monotonic() + LONG / 1000
    while time.monotonic() < until:  # the page sees by itself that others are excluded
        seat.fill("")
        seat.fill("ken-")
        offered.filter(has_text="KEN-03").wait_for(timeout=LONG)
        if len(offered.all()) == 1:
            return
    raise AssertionError("KEN-07 is offered all the same")


def opened(page: Any, request: str) -> None:
    """Open a mission of the calendar, and wait until it is what stands beside it."""
    page.get_by_role("button", name=f"{request}: ").click()
    beside = page.get_by_role("region", name="Mission").get_by_text(f"{request}: ")
    beside.first.wait_for(timeout=LONG)


@pytest.mark.usefixtures("page")
def test_what_was_judged_is_judged_again_when_somebody_is_excluded(solved_page: Any) -> None:
    page = solved_page
    opened(page, "R6")
    page.get_by_label("expert", exact=True).fill("wco-01")
    page.get_by_role("option", name="WCO-01").click()
    page.get_by_role("button", name="What would it do?").click()
    page.get_by_text("As it stands").first.wait_for(timeout=LONG)
    never = page.get_by_label("Not to be sent")
    never.fill("wco-01")
    page.get_by_role("option", name="WCO-01").click()
    page.keyboard.press("Escape")
    refused = page.get_by_role("alert").filter(has_text="WCO-01 is excluded from the team")
    refused.wait_for(timeout=LONG)
    page.get_by_role("button", name="Excluded: 1").click()
    page.get_by_role("button", name="No longer excluded: WCO-01 on R6").click()
    refused.wait_for(state="detached", timeout=LONG)


@pytest.mark.usefixtures("page")
def test_who_could_go_is_sought_anew_when_somebody_is_excluded(solved_page: Any) -> None:
    page = solved_page
    page.get_by_role("button", name="R5: ").click()
    page.get_by_text("SEN-02, WCO-01", exact=True).wait_for(timeout=LONG)
    never = page.get_by_label("Not to be sent")
    never.fill("wco-01")
    page.get_by_role("option", name="WCO-01").click()
    page.keyboard.press("Escape")
    page.get_by_text("SEN-02, WCO-01", exact=True).wait_for(state="detached", timeout=LONG)
    page.get_by_role("button", name="Excluded: 1").click()
    page.get_by_role("button", name="No longer excluded: WCO-01 on R5").click()
    page.get_by_text("SEN-02, WCO-01", exact=True).wait_for(timeout=LONG)
