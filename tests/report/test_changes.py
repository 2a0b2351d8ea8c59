"""The sheet `Changes`: who is disturbed by a new allocation, how far it was agreed, and why."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from allocator import report
from allocator.inputs.previous import with_previous
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Agreement, Availability
from allocator.report.change_reasons import Sharing
from allocator.report.changes_sheet import change_counts
from allocator.report.result import Result
from allocator.verification import verify, verify_beside
from tests.plans_by_hand import decision, expert, mission, model_of, monday, plan_of, request, seat, settings
from tests.report.results_by_hand import explained_by_hand, result_of
from tests.tiny_plans import COUPLING_CODES, missions_of, tiny_model, tiny_plan, with_delivered

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def _explained() -> Iterator[None]:
    with explained_by_hand():
        yield


def before(code: str, who: str, week: int, **changes: Any) -> Any:
    return decision("previous", code, seat="lead", expert=who, start=monday(week), **changes)


def result(*rows: Any, missions: Any = (), people: Any = ("KEN-01", "UGA-01"), **sheets: Any) -> Result:
    plan = plan_of(people, ["R1", "R2", "R3"], decisions=rows, **sheets)
    return result_of(plan, model_of(), *missions)


def found(given: Result) -> list[Row]:
    return report.changes(given).records()


def test_without_a_previous_allocation_there_is_no_sheet() -> None:
    for rows in ((), (decision("fixed", "R1", expert="KEN-01"),), (decision("previous", "R1"),)):
        given = result(*rows, missions=[mission("R1", monday(2), "KEN-01")])
        assert "Changes" not in {table.name for table in report.tables(given)}
        assert found(given) == []


def test_rows_held_by_the_frozen_date_are_no_previous_allocation() -> None:
    held = before("R1", "KEN-01", 2)
    given = result(
        held, missions=[mission("R1", monday(2), "KEN-01")], settings=settings(frozen_until=monday(4))
    )
    assert found(given) == []


def test_every_kind_of_change_is_named() -> None:
    agreements = {code: Agreement(agreement=code, kind="fund", funders=("X",)) for code in "AB"}
    asks = [request(f"R{n}") for n in range(1, 8)]
    people = [f"KEN-0{n}" for n in range(1, 9)]
    rows = (
        before("R1", "KEN-01", 1, agreement="A"),
        before("R2", "KEN-02", 1, agreement="A"),
        before("R3", "KEN-03", 1),
        before("R4", "KEN-04", 1),
        before("R5", "KEN-05", 1, agreement="A"),
        before("R6", "KEN-06", 1),
        before("R6", "KEN-07", 1),
    )
    now = [
        mission("R1", monday(1), "KEN-01", agreement="A"),
        mission("R2", monday(3), "KEN-02", agreement="A"),
        mission("R3", monday(1), "KEN-08"),
        mission("R5", monday(1), "KEN-05", agreement="B"),
        mission("R6", monday(1), "KEN-06"),
        mission("R7", monday(5), "KEN-01"),
    ]
    plan = plan_of(people, asks, decisions=rows, agreements=agreements)
    kinds = {
        (row["request"], row["expert before"]): row["change"]
        for row in found(result_of(plan, model_of(), *now))
    }
    assert kinds == {
        ("R1", "KEN-01"): "kept",
        ("R2", "KEN-02"): "new date",
        ("R3", "KEN-03"): "other person",
        ("R4", "KEN-04"): "not served any more",
        ("R5", "KEN-05"): "other payer",
        ("R6", "KEN-06"): "kept",
        ("R6", "KEN-07"): "no longer sent",
        ("R7", None): "new",
    }


def test_the_furthest_agreed_come_first_and_what_is_kept_last() -> None:
    rows = (
        before("R1", "KEN-01", 1, status="ticketed"),
        before("R2", "UGA-01", 3, status="proposed"),
        before("R3", "UGA-01", 6, status="accepted"),
    )
    given = result(*rows, missions=[mission("R1", monday(1), "KEN-01"), mission("R2", monday(4), "UGA-01")])
    assert [(row["request"], row["agreed"]) for row in found(given)] == [
        ("R3", "accepted"), ("R2", "proposed"), ("R1", "ticketed"),
    ]  # fmt: skip
    assert {kind: (people, words) for kind, people, words in change_counts(given)} == {
        "not served any more": (1, "1 of them had been accepted or ticketed"),
        "new date": (1, "0 of them had been accepted or ticketed"),
        "kept": (1, "1 of them had been accepted or ticketed"),
    }
    summary = {row["what"]: row["value"] for row in report.summary(given).records()}
    assert summary["Against the previous allocation: kept"] == 1


def test_who_must_be_told() -> None:
    people = [expert("KEN-01", name="A"), "UGA-01"]
    same_day = result(before("R1", "KEN-01", 1), missions=[mission("R1", monday(1), "UGA-01")], people=people)
    (row,) = found(same_day)
    assert row["expert before"] == "KEN-01 (A)"
    assert row["who must be told"] == ["KEN-01 (A) of KEN", "UGA-01 of UGA"]
    other_day = result(before("R1", "UGA-01", 1), missions=[mission("R1", monday(2), "UGA-01")])
    assert found(other_day)[0]["who must be told"] == ["UGA-01 of UGA", "ZMB"]


def test_who_has_left_is_told_and_who_goes_instead() -> None:
    """Of an expert, a request and a seat that the plan has no row for any more."""
    people = [expert("KEN-01", name="A"), expert("UGA-01"), expert("RWA-01")]
    earlier = plan_of(people, ["R1", "R2", "R3"])
    agreed = result_of(
        earlier,
        model_of(),
        mission("R1", monday(1), "KEN-01"),
        mission("R2", monday(3), "UGA-01"),
        mission("R3", monday(4), "expert:RWA-01"),
    )
    plan = with_previous(plan_of(["UGA-01", "RWA-01"], ["R1", "R3"]), agreed)
    rows = found(result_of(plan, model_of(), mission("R1", monday(1), "UGA-01")))
    assert [(row["change"], row["request"], row["expert before"], row["expert now"]) for row in rows] == [
        ("other person", "R1", "KEN-01 (A)", "UGA-01"),
        ("not served any more", "R2", "UGA-01", None),
        ("not served any more", "R3", "RWA-01", None),
    ]
    assert [row["in words"] for row in rows] == [
        "KEN-01 left: UGA-01 goes instead",
        "UGA-01 no longer goes: the request was called off",
        "RWA-01 no longer goes: the mission is not served any more",
    ]
    assert [row["who must be told"] for row in rows] == [
        ["KEN-01 (A) of KEN", "UGA-01 of UGA"],
        ["UGA-01 of UGA", "ZMB"],
        ["RWA-01 of RWA", "ZMB"],
    ]
    assert [row["why"] for row in rows] == [
        "the plan has no expert KEN-01 any more",
        "the plan has no request R2 any more",
        "the plan has no seat expert for R3 any more",
    ]


def test_a_team_that_lacks_who_has_left_says_so() -> None:
    both = mission("R1", monday(1), "KEN-01", "UGA-01")
    seats = (seat(count=2),)
    agreed = result_of(plan_of(["KEN-01", "UGA-01"], ["R1"], seats=seats), model_of(), both)
    plan = with_previous(plan_of(["UGA-01"], ["R1"], seats=seats), agreed)
    assert [(row["expert before"], row["why"]) for row in found(result_of(plan, model_of()))] == [
        ("KEN-01", "the plan has no expert KEN-01 any more"),
        ("UGA-01", "the plan has no expert KEN-01 any more"),
    ]


def test_who_went_on_what_is_delivered_has_left_nobody_waiting() -> None:
    agreed = result_of(plan_of(["KEN-01"], ["R1"]), model_of(), mission("R1", monday(1), "KEN-01"))
    plan = with_previous(plan_of(["UGA-01"], [request("R1", done_on=monday(2))]), agreed)
    assert found(result_of(plan, model_of())) == []


class TestReasons:
    def why(self, given: Result) -> str:
        return str(found(given)[0]["why"])

    def test_the_planner_excluded_the_person(self) -> None:
        row = decision("excluded", "R1", expert="KEN-01", place="Assignments!2")
        given = result(before("R1", "KEN-01", 1), row, missions=[mission("R1", monday(1), "UGA-01")])
        assert self.why(given) == "the planner excluded this person (Assignments!2 of the input)"

    def test_the_planner_excluded_the_request(self) -> None:
        given = result(before("R1", "KEN-01", 1), decision("excluded", "R1"))
        assert self.why(given) == "the planner excluded the request"

    def test_the_release_is_gone(self) -> None:
        away = Availability(expert="KEN-01", first=monday(8), last=monday(12), status="confirmed")
        moved = [mission("R1", monday(9), "KEN-01")]
        given = result(before("R1", "KEN-01", 1), missions=moved, availability=(away,))
        assert self.why(given) == (
            "release forbids it now: KEN-01 is released on no day from 2026-09-06 to 2026-09-12 (R1, KEN-01)"
        )

    def test_another_mission_took_the_person(self) -> None:
        now = [mission("R1", monday(1), "UGA-01"), mission("R2", monday(1), "KEN-01")]
        given = result(before("R1", "KEN-01", 1), missions=now)
        assert self.why(given).endswith("(KEN-01, R1, R2)")

    def test_nothing_forbids_it(self) -> None:
        given = result(before("R1", "KEN-01", 1), missions=[mission("R1", monday(1), "UGA-01")])
        assert self.why(given).startswith("no rule forbids to keep it: ")

    def test_rows_that_say_too_little(self) -> None:
        row = decision("previous", "R1", expert="KEN-01")
        given = result(row, missions=[mission("R1", monday(1), "UGA-01")])
        assert self.why(given) == "the previous rows say too little to tell (seat or date is blank)"


def test_a_mission_held_against_its_neighbours_breaks_what_it_breaks_in_the_whole() -> None:
    """Of random allocations and missions: what is new in a verification of everything."""
    pick, new = Random(5), 0
    for seed, focus in enumerate(COUPLING_CODES * 2):
        plan, model = with_delivered(tiny_plan(seed, focus), seed), tiny_model(seed, focus)
        options = [own for request in plan.open_requests if (own := missions_of(plan, model, request))]
        for _ in range(12 if options else 0):
            old, *others = pick.sample([pick.choice(own) for own in options], len(options))
            known = set(verify(plan, model, Allocation(tuple(others))))
            whole = {v for v in verify(plan, model, Allocation((*others, old))) if v not in known}
            near = Sharing(plan, others).near(old)
            assert set(verify_beside(plan, model, old, near)) == whole, (seed, old, others)
            new += len(whole)
    assert new >= 100
