"""A result mended on the desk, without the page: repairs lie there until one is accepted."""

from datetime import date

import pytest

import allocator
from allocator.app import events
from allocator.app.desk import Desk
from allocator.app.mending import accept_repair, are_of_another, begin_repairs, drop_repairs, repairs_on
from allocator.app.serving import best_change
from allocator.app.tasks import Advising, Mending
from allocator.errors import InputError
from allocator.report.changes import KEPT, changes_of
from allocator.store import RunStore
from allocator.whatif.repairs import Repair
from tests.app.test_desk import heard


@pytest.fixture
def desk(solved_store: RunStore) -> Desk:
    return Desk.opened(solved_store)


def test_a_withdrawal_is_mended_wholly_in_part_or_not(desk: Desk) -> None:
    before, plan = desk.result, desk.plan
    assert before is not None and plan is not None
    expert = before.allocation.missions[0].experts[0]
    day = plan.settings.start
    begin_repairs(desk, events.withdrawn(expert, day), f"{expert} left", 10.0)
    heard(desk)
    assert desk.search is not None and desk.search.trouble is None
    found = repairs_on(desk)
    assert [each.order for each in found] == ["people", "dates", "moves"]
    assert desk.plan == plan and desk.result == before  # nothing is done yet
    again = Desk.opened(desk.store)
    assert repairs_on(again)[0].result.allocation == found[0].result.allocation
    changes = [change for change in changes_of(found[0].result) if change.kind != KEPT]
    rows = [(c.request, c.before.expert if c.before else "") for c in changes if c.before]
    with pytest.raises(InputError, match=r"would have to be taken|unavailable|withdrawn|release"):
        accept_repair(again, "people", [])
    assert repairs_on(again)
    again.begin(time_limit=20)
    with pytest.raises(InputError, match="a search at work"):
        accept_repair(again, "people", rows)
    assert repairs_on(again) and again.plan == plan
    again.end_searches()
    accept_repair(again, "people", rows)
    assert again.result is not None and again.plan is not None and not repairs_on(again)
    assert again.plan.experts[expert].withdrawn_from == day
    assert all(expert not in mission.experts for mission in again.result.allocation.missions)
    again.move(-1)
    assert again.plan == plan and again.result == before


def test_a_repair_that_is_bettered_stands_in_its_own_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = desk.result
    assert result is not None
    better = desk.tried([allocator.Change(request="R6", drop=True)]).accept()
    orders = (("people", result), ("dates", result), ("people", better), ("moves", result))
    found = [Repair(order, each) for order, each in orders]
    monkeypatch.setattr("allocator.whatif.repairs.each_repair", lambda *given, **options: iter(found))
    monkeypatch.setattr("allocator.report.why_changes.why_changes", lambda *given, **options: None)
    task = Mending(plan=result.plan, agreed=result, time_limit=1.0, title="mended", store=desk.store.path)
    people, dates, moves = task.run(lambda progress: True)
    asked = [desk.store.run(run).question["repair"] for run in (people, dates, moves)]
    assert asked == ["people", "dates", "moves"] and len({people, dates, moves}) == 3
    assert desk.store.open(people).allocation == better.allocation
    assert desk.store.open(moves).allocation == result.allocation


def test_repairs_say_when_they_mend_what_has_been_changed_since(desk: Desk) -> None:
    assert desk.plan is not None and desk.result is not None
    begin_repairs(desk, events.cancelled("R6"), "R6 cancelled", 4.0)
    with pytest.raises(InputError, match="a search at work"):
        begin_repairs(desk, events.cancelled("R2"), "R2 cancelled", 4.0)
    heard(desk)
    assert repairs_on(desk) and not are_of_another(desk)
    run = desk.position.run
    desk.accept(desk.tried([allocator.Change(request="R2", drop=True)]))
    assert repairs_on(desk) and are_of_another(desk) and are_of_another(Desk.opened(desk.store))
    desk.move(-1)
    assert not are_of_another(desk)
    drop_repairs(desk)
    with pytest.raises(InputError, match="lie on the desk no more"):
        accept_repair(desk, "people")
    desk.note(event="something", mended=desk.position.plan, mends=run, repairs=(("people", run),))
    desk.promote(run)
    assert repairs_on(desk) == () and desk.position.event == desk.position.mends == ""


def test_repairs_are_put_away_and_a_wrong_event_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError):
        begin_repairs(desk, events.withdrawn("XXX-99", date(2026, 9, 1)), "nobody", 5.0)
    assert not desk.is_searching
    desk.note(event="something", repairs=(("people", "0" * 64),))
    assert repairs_on(desk) == ()  # the run is gone
    drop_repairs(desk)
    assert desk.position.event == "" and desk.position.repairs == ()


@pytest.mark.parametrize(
    "changes",
    [
        events.cancelled("R2"), events.postponed("R2"), events.window("R2", "2026-10-05", "2026-11-20"),
        events.window("R2", "", ""), events.budget("LBR-TRI", 100),
    ],
)  # fmt: skip
def test_events_are_changes_of_the_plan(desk: Desk, changes: events.Changes) -> None:
    assert desk.plan is not None
    changed = desk.plan.with_changes([dict(change) for change in changes])
    assert changed != desk.plan


def test_what_must_be_served_is_served_around_the_result(desk: Desk) -> None:
    assert desk.result is not None
    assert "R5" not in desk.result.allocation.by_request
    desk.force("R5", True)
    assert Desk.opened(desk.store).position.forced == ("R5",)
    desk.begin(time_limit=20, around=True)
    heard(desk)
    assert desk.result is not None and "R5" in desk.result.allocation.by_request
    desk.force("R5", False)
    assert desk.position.forced == ()


def test_the_best_team_of_a_week_is_tried(desk: Desk) -> None:
    assert desk.result is not None
    found = allocator.alternatives(desk.result, "R5", time_limit=2)
    open_weeks = [
        week.monday
        for at, week in enumerate(found.weeks_of_start)
        if any(team.effects[at].verdict != "impossible" for team in found.teams)
    ]
    change = best_change(found, open_weeks[0])
    assert change is not None
    trial = desk.tried([change])
    assert trial.missions[0][2] is not None
    assert best_change(found, date(2030, 1, 7)) is None


def test_an_answer_stays_in_the_store(desk: Desk) -> None:
    assert desk.result is not None
    asked = Advising(result=desk.result, run_id=desk.position.run, question="rules", time_limit=4.0,
                     store=desk.store.path)  # fmt: skip
    assert desk.background.answer(desk.store, asked) is None
    (kept,) = asked.run(lambda progress: True)
    answer = Desk.opened(desk.store).background.answer(desk.store, asked)
    assert kept and answer is not None and answer.heading and answer.tables[0].rows


def test_steps_have_names_and_views_are_remembered(desk: Desk) -> None:
    desk.call(desk.position.run, "  the   first ")
    desk.look_through("map")
    again = Desk.opened(desk.store)
    assert again.position.name_of(again.position.run) == "the first" and again.position.view == "map"
    again.call(again.position.run, " ")
    assert again.position.names == ()
