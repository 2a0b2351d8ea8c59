"""The desk without its page: what lies on it is found again, whatever happens to the process."""

import os
import re
import signal
import time
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import allocator
from allocator.app import parcels
from allocator.app.desk import SAMPLES, Desk
from allocator.app.kept_desk import runs_on_desk
from allocator.app.position import EVERY, Position, fed_back
from allocator.app.tasks import Advising
from allocator.errors import Fault, InputError
from allocator.store import RunStore
from allocator.tables.excel.marked import marked
from allocator.whatif.change import Change
from tests.app.hostile import HOSTILE, LOCATED
from tests.app.test_page import with_a_fault
from tests.cli.conftest import FIRST_STEPS


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs.sqlite")


def solved(desk: Desk, **options: float) -> Desk:
    desk.begin(time_limit=20, **options)  # type: ignore[arg-type]
    return heard(desk)


def heard(desk: Desk) -> Desk:
    for _ in range(1200):
        desk.listen()
        if not desk.is_searching:
            return desk
        time.sleep(0.05)
    raise AssertionError("the search does not end")


def test_a_desk_is_found_as_it_was_left(store: RunStore) -> None:
    desk = Desk.opened(store)
    assert desk.plan is None and desk.result is None
    desk.open(FIRST_STEPS)
    solved(desk)
    assert desk.result is not None and desk.result.status == "optimal"
    desk.lock("R1", True)
    again = Desk.opened(store)
    assert again.position == desk.position and again.position.locked == ("R1",)
    assert again.result == desk.result
    assert again.plan == desk.plan and again.model == desk.model


def test_changes_are_undone_and_redone_and_a_new_one_ends_what_was_undone(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    trial = desk.tried([Change(request="R6", drop=True)])
    assert not trial.broken
    desk.accept(trial)
    second = desk.result
    assert second is not None and len(second.allocation.missions) == 3
    assert desk.position.moved(-1) == 0 and desk.position.moved(1) is None
    desk.move(-1)
    assert desk.result == first and desk.position.moved(1) == 1
    desk.move(1)
    assert desk.result is not None and desk.result.allocation == second.allocation
    desk.move(-1)
    desk.accept(desk.tried([Change(request="R2", drop=True)]))
    assert desk.position.moved(1) is None and len(desk.position.steps) == 2
    desk.move(5)  # nothing lies there
    assert desk.position.at == 1


def test_solving_again_keeps_what_is_locked(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    solved(desk)
    desk.accept(desk.tried([Change(request="R4", drop=True)]))
    assert desk.result is not None
    held = desk.result.allocation.by_request["R6"]
    desk.lock("R6", True)
    solved(desk, around=True)
    assert desk.result is not None
    assert desk.result.allocation.by_request["R6"] == held
    assert len(desk.result.allocation.missions) == 4


def test_parts_of_missions_are_held_and_people_excluded(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    solved(desk)
    assert desk.result is not None
    before = desk.result.allocation.by_request
    desk.hold("R4", ["date", "payer"])
    desk.hold("R1", ["people"])
    desk.exclude("R6", before["R6"].experts)
    desk.exclude("R2", ["KEN-07"])
    assert Desk.opened(store).position == desk.position
    solved(desk, around=True)
    after = desk.result.allocation.by_request
    assert (after["R4"].start, after["R4"].agreement) == (before["R4"].start, before["R4"].agreement)
    assert sorted(after["R1"].experts) == sorted(before["R1"].experts)
    assert "R6" not in after or not set(after["R6"].experts) & set(before["R6"].experts)
    assert "R2" not in after or "KEN-07" not in after["R2"].experts
    desk.hold("R4", [])
    desk.exclude("R6", [])
    assert desk.position.held == (("R1", "people"),) and desk.position.excluded == (("R2", "KEN-07"),)


def test_anybody_is_excluded_from_any_request_or_from_all(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    assert first is not None and desk.plan is not None
    team = first.allocation.by_request["R1"].experts
    others = sorted(set(desk.plan.experts) - set(team))
    desk.exclude("R5", others)
    desk.exclude(EVERY, team[:1])
    fed = fed_back(desk.plan, first, desk.position)
    rows = [(row.request, row.expert) for row in fed.decisions if row.decision == "excluded"]
    assert {("R5", who) for who in others} < set(rows) and len(rows) == len(set(rows))
    solved(desk, around=True)
    assert desk.result is not None
    assert all(team[0] not in mission.experts for mission in desk.result.allocation.missions)
    desk.exclude(EVERY, [])
    desk.exclude("R5", ["NOBODY-99"])
    assert not [row for row in fed_back(desk.plan, first, desk.position).decisions if row.excludes]


def test_who_goes_nowhere_else_keeps_what_is_locked(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    assert first is not None
    who = first.allocation.by_request["R1"].experts[0]
    desk.exclude(EVERY, [who])
    desk.lock("R1", True)
    solved(desk, around=True)
    assert desk.result is not None and desk.result.allocation.by_request["R1"].experts[0] == who
    assert [m.request for m in desk.result.allocation.missions if who in m.experts] == ["R1"]


def test_who_goes_nowhere_else_keeps_what_is_frozen(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    assert first is not None
    early = min(first.allocation.missions, key=lambda mission: mission.start)
    assert desk.plan is not None
    settings = replace(desk.plan.settings, frozen_until=early.start + timedelta(days=1))
    desk.exclude(EVERY, early.experts[:1])
    fed = fed_back(replace(desk.plan, settings=settings), first, desk.position)
    rows = {row.request for row in fed.decisions if row.excludes}
    assert rows and early.request not in rows


def test_an_exclusion_that_is_taken_back_is_gone_from_a_run_that_is_worked_on(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    assert first is not None
    desk.exclude(EVERY, first.allocation.by_request["R1"].experts[:1])
    solved(desk, around=True)
    desk.promote(desk.position.run)
    desk.exclude(EVERY, [])
    assert desk.plan is not None and desk.result is not None
    assert not [row for row in fed_back(desk.plan, desk.result, desk.position).decisions if row.excludes]


def test_a_search_that_is_killed_loses_nothing_of_the_desk(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    before = solved(desk).position
    desk.begin(time_limit=60)
    assert desk.search is not None
    os.kill(desk.search.process_id, signal.SIGKILL)
    heard(desk)
    assert desk.search.trouble is not None and "ended from outside" in desk.search.trouble
    assert desk.position == before and desk.result is not None
    solved(desk)
    assert len(desk.position.steps) == 2


def test_what_is_no_plan_is_refused_and_the_desk_stays(store: RunStore, tmp_path: Path) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    before = desk.position
    for content, name in (
        (b"PK\x03\x04 no zip", "plan.xlsx"),
        (b"hello", "../../etc/passwd"),
        (b"hello", "plan.xlsm"),
        (b"", "plan.xlsx"),
    ):
        with pytest.raises(InputError):
            desk.take_in(content, name)
        assert desk.position == before
    assert not list(tmp_path.glob("*passwd*"))


@pytest.mark.parametrize(("name", "content", "message"), HOSTILE)
def test_hostile_files_are_refused_in_words(store: RunStore, name: str, content: bytes, message: str) -> None:
    desk = Desk.opened(store)
    with pytest.raises(InputError, match=re.escape(message)):
        desk.take_in(content, name)
    assert desk.plan is None and desk.position.plan == ""


def test_a_workbook_that_is_taken_away_marked_has_what_was_corrected(store: RunStore, tmp_path: Path) -> None:
    path = with_a_fault(tmp_path / "plan.xlsx")
    book = load_workbook(path)
    book["Experts"]["C3"], book["Experts"]["C4"] = "frr", "ens"
    book.save(path)
    desk = Desk.opened(store)
    with pytest.raises(InputError):
        desk.open(path)
    for values in ({"Experts!C2": "en;fr"}, {"Experts!C3": "=1+1"}):
        with pytest.raises(InputError):
            desk.correct(values)
    assert desk.draft is not None
    taken = load_workbook(BytesIO(marked(desk.draft.content, desk.faults, desk.draft.corrected)))["Experts"]
    assert taken["C2"].value == "en;fr" and taken["C2"].comment is None
    assert taken["C3"].value == "=1+1" and taken["C3"].data_type != "f"  # a text, whatever it looks like
    assert "ens" in taken["C4"].comment.text and taken["C3"].comment is not None


def test_a_formula_of_a_stranger_is_located_and_never_followed(store: RunStore) -> None:
    desk = Desk.opened(store)
    ((name, content, place),) = LOCATED
    with pytest.raises(InputError):
        desk.take_in(content, name)
    assert place in {fault.place for fault in desk.faults}


def test_a_kept_run_is_worked_on_from_and_left_again(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    desk.change_plan([{"set": {"sheet": "Requests", "key": "R3", "column": "languages", "value": "en"}}])
    other = desk.plan
    assert other is not None
    desk.take(allocator.solve(other, desk.model, effort=1, workers=1), [], "of another plan")
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    run = desk.position.steps[0][0]
    desk.promote(run)
    assert desk.plan == other and desk.result is not None and desk.result.plan == other
    assert desk.position.source == other.settings.title
    assert Desk.opened(store).plan == other
    desk.move(-1)
    assert desk.result == first
    desk.begin(time_limit=20)
    with pytest.raises(InputError, match="a search at work"):
        desk.promote(run)
    desk.end_searches()
    assert desk.result == first
    with pytest.raises(InputError, match="no such run"):
        desk.promote("0" * 64)


def test_a_result_that_is_lost_takes_nothing_else_with_it(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    desk.accept(desk.tried([Change(request="R6", drop=True)]))
    desk.lock("R1", True)
    store.remove([desk.position.run])
    with pytest.warns(RuntimeWarning, match="the result that was looked at cannot be read"):
        again = Desk.opened(store)
    assert again.plan == desk.plan and again.position.locked == ("R1",) and again.result is None
    again.move(-1)
    assert again.result == first and len(again.position.steps) == 1


def test_a_desk_that_cannot_be_read_is_an_empty_one(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    desk.note(model="no model")
    with pytest.warns(RuntimeWarning, match="what lay on the desk cannot be read any more"):
        assert Desk.opened(store).plan is None


def test_the_plan_that_lies_there_is_opened_again_as_it_was_left(store: RunStore, tmp_path: Path) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    solved(desk)
    desk.change_plan([{"set": {"sheet": "Requests", "key": "R3", "column": "languages", "value": "en"}}])
    desk.lock("R1", True)
    assert desk.result is not None
    desk.put(desk.result, ["somehow"], "as it was")
    desk.move(-1)
    desk.move(1)
    left = desk.position
    again = Desk.opened(store)
    again.open(FIRST_STEPS, anew=False)
    assert again.position == left and again.result == desk.result and again.plan == desk.plan
    again.open(FIRST_STEPS)
    assert again.position.locked == () and again.result is None
    again.open(SAMPLES["year"](), anew=False)  # another one
    assert again.plan != desk.plan
    again.look_at(0)
    again.open(SAMPLES["year"](), anew=False)  # that of the step is another
    assert again.result is None


def test_old_runs_are_thrown_away_but_for_those_on_the_desk(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    solved(desk)
    desk.promote(desk.position.run)
    assert runs_on_desk(store) == {run for run, _ in desk.position.steps} | {
        each.id for each in store.runs() if each.kind == "desk"
    }
    assert runs_on_desk(RunStore(store.path.with_name("other.sqlite"))) < runs_on_desk(store)


def test_a_question_is_stopped_with_what_is_known(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(SAMPLES["year"]())
    desk.begin(time_limit=2)
    heard(desk)
    assert desk.result is not None
    question = Advising(
        result=desk.result, run_id=desk.position.run, question="rules", time_limit=3_000, store=store.path
    )
    desk.background.begin(question)
    search = desk.background.of(question)
    assert search is not None
    began = time.monotonic()
    while time.monotonic() - began < 5:
        desk.listen()
        time.sleep(0.05)
    assert not search.is_done
    desk.background.stop()
    while not search.is_done and time.monotonic() - began < 60:
        desk.listen()
        time.sleep(0.05)
    assert search.kept and search.trouble is None
    answer = desk.background.answer(store, question)
    assert answer is not None and answer.heading


def test_a_second_search_is_refused_in_words(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    desk.begin(time_limit=20)
    with pytest.raises(InputError, match="a search at work; stop it, or wait for it"):
        desk.begin(time_limit=20)
    desk.end_searches()


def test_what_cannot_be_kept_is_said_and_the_next_search_is_heard(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: RunStore, run: str) -> object:
        raise InputError("store", [Fault(place="runs.sqlite", message="the disk is full")])

    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    with monkeypatch.context() as broken:
        broken.setattr(RunStore, "open", full)
        solved(desk)
        assert desk.search is not None and "the disk is full" in str(desk.search.trouble)
        broken.setattr(RunStore, "open", lambda self, run: 1 / 0)
        solved(desk)
        assert desk.search is not None and "A defect of the program: ZeroDiv" in str(desk.search.trouble)
    assert solved(desk).result is not None


def test_what_cannot_be_kept_does_not_lie_on_the_desk(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: RunStore, entry: object, **options: object) -> None:
        raise InputError("store", [Fault(place="runs.sqlite", message="the disk is full")])

    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    before, model = desk.position, desk.model
    with monkeypatch.context() as broken:
        broken.setattr(RunStore, "keep", full)
        for act in (
            lambda: desk.exclude("R1", ["KEN-03"]),
            lambda: desk.lock("R1", True),
            lambda: desk.follow(replace(model, title="another")),
        ):
            with pytest.raises(InputError, match="the disk is full"):
                act()
    assert desk.position == before == Desk.opened(store).position and desk.model == model


def test_what_was_tried_on_one_result_is_not_done_to_another(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    solved(desk)
    early = desk.tried([Change(request="R6", drop=True)])
    desk.exclude("R5", ["WCO-01"])  # the same result, for those who may go by now
    desk.accept(desk.tried([Change(request="R2", drop=True)]))
    other = desk.result
    for act in (lambda: desk.accept(early), lambda: desk.require_here(early.result)):
        with pytest.raises(InputError, match="is of a result that is not looked at any more"):
            act()
    assert desk.result is other and len(desk.position.steps) == 2
    desk.open(next(iter(SAMPLES.values()))(), "another")  # on another page, say
    with pytest.raises(InputError, match="is of a result that is not looked at any more"):
        desk.accept(early)
    assert desk.result is None


def test_one_desk_is_served_once(served: Any) -> None:
    first = served()
    with pytest.raises(AssertionError, match="held by another `allocator serve` at work on this desk"):
        served()
    first.end()
    served()


def test_nobody_is_asked_twice(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    before = solved(desk).result
    assert before is not None
    _, proposed = parcels.proposals(before)
    desk.take_proposed(proposed, before)
    assert desk.result == proposed and Desk.opened(store).result == proposed
    assert {row.status for row in proposed.plan.decisions} >= {"proposed"}
    steps = desk.position.steps
    assert desk.take_proposed(parcels.proposals(proposed)[1], proposed)  # nothing is left to propose
    assert not desk.take_proposed(proposed, before)  # another lies there by now
    assert desk.position.steps == steps


def test_a_change_of_the_plan_is_undone_with_its_result(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    before = solved(desk).plan
    change = {"set": {"sheet": "Requests", "key": "R3", "column": "languages", "value": "en"}}
    desk.change_plan([change])
    solved(desk, around=True)
    assert desk.plan is not None and desk.plan.requests["R3"].languages == ("en",)
    desk.move(-1)
    assert desk.plan == before
    desk.move(1)
    assert desk.plan is not None and desk.plan.requests["R3"].languages == ("en",)
    with pytest.raises(InputError):
        desk.change_plan([{"set": {"sheet": "Requests", "key": "R99", "column": "languages", "value": "en"}}])
    assert Desk.opened(store).plan == desk.plan


def test_a_search_for_a_plan_that_lies_there_no_more_brings_nothing(store: RunStore, tmp_path: Path) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    desk.begin(time_limit=20)
    search = desk.search
    assert search is not None
    desk.open(next(iter(SAMPLES.values()))(), "another")
    assert desk.search is None and not Path(f"/proc/{search.process_id}").exists()
    desk.listen()
    assert desk.result is None and desk.position.steps == ()


def test_what_a_search_finds_is_a_step_of_the_plan_it_was_begun_with(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).plan
    change = {"set": {"sheet": "Requests", "key": "R3", "column": "languages", "value": "en"}}
    desk.change_plan([change])
    changed = desk.plan
    desk.begin(time_limit=20, around=True)
    with pytest.raises(InputError, match="a search at work"):
        desk.change_plan([{**change, "set": {**change["set"], "value": "fr"}}])
    desk.look_at(0)
    assert desk.plan == first
    heard(desk)
    assert desk.plan == changed and desk.position.at == 1
    assert desk.result is not None and desk.result.plan.requests["R3"].languages == ("en",)
    assert Desk.opened(store).plan == changed


def test_an_undo_below_a_search_cuts_no_steps(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    solved(desk)
    desk.accept(desk.tried([Change(request="R6", drop=True)]))
    before = desk.position.steps
    desk.begin(time_limit=20, around=True)
    desk.move(-1)
    heard(desk)
    assert desk.position.steps[:2] == before and desk.position.at == 2
    desk.open(FIRST_STEPS)  # no result of it: the steps lie before it
    desk.begin(time_limit=20)
    desk.look_at(0)
    heard(desk)
    assert desk.position.steps[:2] == before and desk.position.at == 3


@pytest.mark.parametrize(
    ("at", "after", "kept"),
    [
        (2, "c", "abc"), (0, "c", "abc"), (1, "a", "ab"), (0, "a", "a"), (-1, "", "abc"), (0, "", "abc"),
        (1, "gone", "ab"),
    ],
)  # fmt: skip
def test_a_new_step_lies_behind_what_it_was_made_of(at: int, after: str, kept: str) -> None:
    position = Position(steps=(("a", ""), ("b", ""), ("c", "")), at=at).with_step("new", after)
    assert [run for run, _ in position.steps] == [*kept, "new"] and position.run == "new"


def test_a_step_is_not_written_over_by_a_later_search_for_the_same(store: RunStore) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    desk.begin(time_limit=20)
    desk.stop()
    heard(desk)
    runs = [run for run, _ in desk.position.steps]
    assert len(set(runs)) == len(runs) == 2
    desk.move(-1)
    assert desk.result == first


def test_a_result_that_is_opened_is_looked_at_and_what_lay_there_is_undone_to(
    store: RunStore, tmp_path: Path
) -> None:
    desk = Desk.opened(store)
    desk.open(FIRST_STEPS)
    first = solved(desk).result
    assert first is not None
    allocator.write_workbook(first, tmp_path / "a.xlsx")
    desk.open(tmp_path / "a.xlsx")
    assert desk.result is not None and desk.result.allocation.by_request == first.allocation.by_request
    assert [goal.bound for goal in desk.result.goals] == [goal.bound for goal in first.goals]
    assert desk.position.moved(-1) == 0
    desk.move(-1)
    assert desk.result == first
    desk.move(1)
    desk.open(FIRST_STEPS)  # no result: the steps before it stay
    assert desk.result is None and desk.position.moved(-1) == 1
    desk.move(-1)
    assert desk.result is not None and len(desk.position.steps) == 2
