"""Locks: those that break a rule alone are named by cell; those that collide, as the smallest set."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import allocator
from allocator.plan.entities import Decision

ROOT = Path(__file__).resolve().parents[3]
MODEL = allocator.read_model(ROOT / "models" / "national.toml")


@pytest.fixture(scope="module")
def plan() -> allocator.Plan:
    return allocator.read_plan(ROOT / "scenarios" / "plans" / "first-steps")


def locked(plan: allocator.Plan, *rows: Decision) -> allocator.Plan:
    return replace(plan, decisions=rows)


def row(place: str, request: str, **asked: object) -> Decision:
    return Decision(place=place, request=request, decision="fixed", **asked)  # type: ignore[arg-type]


def test_two_missions_of_one_person_at_once_collide_and_nothing_else_is_named(plan: allocator.Plan) -> None:
    """R4 and R5 both want WCO-01 on 15 March 2027; R1's lock harms nobody."""
    three = locked(
        plan, row("Assignments!A2", "R1"), row("Assignments!A3", "R4"), row("Assignments!A4", "R5")
    )
    with pytest.raises(allocator.InfeasibleError) as caught:
        allocator.solve(three, MODEL, time_limit=20, workers=1)
    conflict = caught.value.conflict
    assert [lock.split(":")[0] for lock in conflict.locks] == ["Assignments!A3", "Assignments!A4"]
    assert [rule.split(":")[0] for rule in conflict.rules if "full_team" not in rule] == ["one_mission"]
    assert "WCO-01" in conflict.rules[-1]
    assert conflict.smallest
    assert conflict.settled


def test_a_lock_on_somebody_unqualified_is_located(plan: allocator.Plan) -> None:
    unqualified = [
        (code, request.request)
        for code in plan.experts
        for request in plan.open_requests
        if all(
            plan.qualification_of(code, seat.profile, plan.topic_of(request, seat)) is None
            for seat in plan.seats_of(request)
        )
    ]
    expert, request = unqualified[0]
    with pytest.raises(allocator.InputError) as caught:
        allocator.solve(locked(plan, row("Assignments!A9", request, expert=expert)), MODEL)
    fault = caught.value.faults[0]
    assert (fault.place, fault.column) == ("Assignments!A9", "expert")
    assert "qualification" in fault.message


def test_a_lock_on_a_day_without_starts_is_located(plan: allocator.Plan) -> None:
    tuesday = date(2027, 1, 5)
    with pytest.raises(allocator.InputError) as caught:
        allocator.solve(locked(plan, row("Assignments!A9", "R1", start=tuesday)), MODEL)
    assert caught.value.faults[0].column == "start"
    assert "Tuesday" in caught.value.faults[0].message


@pytest.mark.parametrize("asked", [{}, {"expert": "WCO-01"}, {"start": date(2027, 1, 4)}], ids=str)
def test_a_lock_on_a_request_without_any_start_is_located(
    plan: allocator.Plan, asked: dict[str, object]
) -> None:
    """Before: a set of one lock and no rule, or a day that nobody had written."""
    short = replace(plan.requests["R1"], earliest_start=date(2027, 3, 2), latest_end=date(2027, 3, 4))
    narrow = replace(plan, requests={**plan.requests, "R1": short})
    with pytest.raises(allocator.InputError) as caught:
        allocator.solve(locked(narrow, row("Assignments!A9", "R1", **asked)), MODEL)
    (fault,) = caught.value.faults
    assert (fault.place, fault.column) == ("Assignments!A9", "request")
    assert "no start day of the plan leaves time" in fault.message


def test_a_day_without_starts_and_somebody_unable_are_named_together(plan: allocator.Plan) -> None:
    """Before: the person was named only when the day had been mended."""
    skills = tuple(skill for skill in plan.qualifications if skill.expert != "WCO-01")
    unable = locked(
        replace(plan, qualifications=skills),
        row("Assignments!A9", "R1", expert="WCO-01", start=date(2027, 1, 5)),
    )
    with pytest.raises(allocator.InputError) as caught:
        allocator.solve(unable, MODEL)
    assert [fault.column for fault in caught.value.faults] == ["start", "expert"]


def test_a_lock_without_a_day_on_somebody_never_released_names_no_day_as_the_reason(
    plan: allocator.Plan,
) -> None:
    able = allocator.explain(allocator.solve(plan, MODEL, time_limit=20, workers=1), "R1").seats[0].candidates
    away = tuple(
        replace(spell, first=plan.settings.start, last=plan.settings.start)
        if spell.expert == able[0]
        else spell
        for spell in plan.availability
    )
    never = locked(replace(plan, availability=away), row("Assignments!A9", "R1", expert=able[0]))
    with pytest.raises(allocator.InputError) as caught:
        allocator.solve(never, MODEL)
    assert f"{able[0]} cannot go on R1: on no day on which it can start" in caught.value.faults[0].message


def test_several_broken_locks_are_named_together(plan: allocator.Plan) -> None:
    tuesday = date(2027, 1, 5)
    rows = [row(f"Assignments!A{n}", f"R{n}", start=tuesday) for n in (1, 2)]
    with pytest.raises(allocator.InputError) as caught:
        allocator.solve(locked(plan, *rows), MODEL)
    assert [fault.place for fault in caught.value.faults] == ["Assignments!A1", "Assignments!A2"]


def test_locks_of_others_make_no_request_impossible(plan: allocator.Plan) -> None:
    """Before: with every served request locked, R5 was called impossible on account of those locks."""
    result = allocator.solve(plan, MODEL, time_limit=20, workers=1)
    rows = [
        row(f"Assignments!A{n}", place.request, expert=place.expert, seat=place.seat, start=mission.start)
        for n, (mission, place) in enumerate(result.allocation.assignments(), 2)
    ]
    again = allocator.solve(locked(plan, *rows), MODEL, time_limit=20, workers=1)
    assert allocator.explain(again, "R5", time_limit=0).grade == "not asked"
    assert allocator.explain(again, "R3", time_limit=0).grade == "impossible alone"


def test_one_person_for_two_seats_is_impossible() -> None:
    """Before: a team whose seats all came down to the same person was called blocked by others."""
    year = allocator.read_plan(ROOT / "scenarios" / "plans" / "columbus")
    result = allocator.solve(year, MODEL, time_limit=1, workers=1)
    asked = [request.request for request in year.open_requests]
    unserved = [code for code in asked if code not in result.allocation.by_request]
    few = [
        found
        for found in (allocator.explain(result, code, time_limit=0) for code in unserved)
        if _people(found) < _places(found)
    ]
    assert few
    assert {explanation.grade for explanation in few} == {"impossible alone"}


def _people(explanation: allocator.Explanation) -> int:
    return len({code for seat in explanation.seats for code in seat.candidates})


def _places(explanation: allocator.Explanation) -> int:
    return sum(seat.places for seat in explanation.seats)


def test_an_exclusion_that_collides_with_a_lock_is_named(plan: allocator.Plan) -> None:
    """R1 must be served, and all who could go are excluded: before, only the lock and the rule were named."""
    able = allocator.explain(allocator.solve(plan, MODEL, time_limit=20, workers=1), "R1").seats[0].candidates
    rows = [
        Decision(
            request="R1", expert=expert, decision="excluded", place=f"A{n}", cells=(("decision", f"F{n}"),)
        )
        for n, expert in enumerate(able, 3)
    ]
    with pytest.raises(allocator.InfeasibleError) as caught:
        allocator.solve(locked(plan, row("A2", "R1"), *rows), MODEL, time_limit=20, workers=1)
    conflict = caught.value.conflict
    assert conflict.smallest
    assert conflict.settled
    named = {lock.split(":")[0] for lock in conflict.locks}
    assert "A2" in named
    assert {f"F{n}" for n in range(3, 3 + len(able))} >= named - {"A2"}
    assert len(named) == 1 + len(able) - 1  # two places, so that leaving out all but one shuts it


def test_a_predecessor_excluded_under_a_locked_follow_up_is_named(plan: allocator.Plan) -> None:
    later = replace(plan.requests["R2"], after=("R1",), gap_days=0)
    linked = replace(plan, requests={**plan.requests, "R2": later})
    rows = row("A2", "R2"), Decision(request="R1", decision="excluded", place="A3")
    with pytest.raises(allocator.InfeasibleError) as caught:
        allocator.solve(locked(linked, *rows), MODEL, time_limit=20, workers=1)
    assert caught.value.conflict.locks == ("A2: R2 served", "A3: R1 not to be served")
    assert [rule.split(":")[0] for rule in caught.value.conflict.rules] == ["sequence"]


def test_an_excluded_request_is_explained_by_the_decision(plan: allocator.Plan) -> None:
    """Before: `nobody left of 7 experts (5 fall to qualification, 2 fall to excluded)`."""
    nobody = Decision(request="R1", decision="excluded", cells=(("decision", "Assignments!F7"),))
    result = allocator.solve(locked(plan, nobody), MODEL, time_limit=20, workers=1)
    told = allocator.explain(result, "R1", time_limit=0)
    assert told.grade == "impossible alone"
    assert told.summary == "The planner decided not to serve it (Assignments!F7 of the input)."


def test_excluded_people_are_named_where_they_are_missed(plan: allocator.Plan) -> None:
    able = allocator.explain(allocator.solve(plan, MODEL, time_limit=20, workers=1), "R1").seats[0].candidates
    rows = [Decision(request="R1", expert=expert, decision="excluded") for expert in able]
    told = allocator.explain(
        allocator.solve(locked(plan, *rows), MODEL, time_limit=20, workers=1), "R1", time_limit=0
    )
    assert told.summary.endswith(f"the planner excluded {', '.join(able)}.")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"decision": "fixed", "start": date(2026, 9, 21)}, "start): 2026-09-21 contradicts 2026-09-14 at P"),
        ({"decision": "fixed", "agreement": "WCA-FUND"}, "agreement): WCA-FUND contradicts ESA-FUND at P"),
        ({"decision": "excluded"}, "decision): excludes what is previous at P"),
        ({"decision": "excluded", "expert": "KEN-03"}, "decision): excludes what is previous at P"),
    ],
)
def test_what_contradicts_a_frozen_row_is_located(plan: allocator.Plan, row: dict, fault: str) -> None:  # type: ignore[type-arg]
    frozen = replace(plan, settings=replace(plan.settings, frozen_until=date(2026, 10, 1)))
    old = Decision(
        place="P", request="R1", expert="KEN-03", start=date(2026, 9, 14), agreement="ESA-FUND",
        decision="previous",
    )  # fmt: skip
    with pytest.raises(allocator.InputError) as caught:
        allocator.solve(locked(frozen, old, Decision(place="Q", request="R1", **row)), MODEL)
    assert any(f"Q ({fault}" in str(found) for found in caught.value.faults), caught.value.faults
    assert "which is kept: it starts before frozen until, 2026-10-01" in str(caught.value)
