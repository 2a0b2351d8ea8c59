"""Re-planning: the earlier allocation takes the place of the plan's `previous` rows."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from allocator.inputs.previous import with_previous
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Agreement
from tests.plans_by_hand import day, decision, mission, monday, plan_of, request


def earlier(*missions: Any, decisions: tuple[Any, ...] = ()) -> Any:
    plan = plan_of(["KEN-03", "UGA-01"], ["R1", "R2"], decisions=decisions)
    return SimpleNamespace(plan=plan, allocation=Allocation(missions))


def test_the_rows_are_replaced_and_keep_how_far_they_were_agreed() -> None:
    lock = decision("fixed", "R2")
    plan = plan_of(
        ["KEN-03", "UGA-01"],
        ["R1", "R2"],
        decisions=(lock, decision("previous", "R1", expert="UGA-01")),
        agreements={"FUND": Agreement(agreement="FUND", kind="fund", funders=("SWE",))},
    )
    accepted = decision("", "R1", seat="lead", expert="KEN-03", status="accepted")
    result = earlier(
        mission("R1", monday(2), "KEN-03", agreement="FUND"),
        mission("R2", monday(5), "UGA-01", agreement="GONE"),
        decisions=(accepted,),
    )
    again = with_previous(plan, result)
    kept, first, second = again.decisions
    assert kept is lock
    assert (first.request, first.expert, first.start, first.status) == ("R1", "KEN-03", monday(2), "accepted")
    assert (first.decision, first.agreement) == ("previous", "FUND")
    assert (second.request, second.status, second.agreement) == ("R2", "draft", "")
    assert again.digest != plan.digest


def test_what_the_plan_no_longer_knows_is_left_out_and_told() -> None:
    plan = plan_of(["KEN-03"], ["R1"])
    result = earlier(
        mission("R1", monday(1), "KEN-03", "expert:UGA-01"),
        mission("R2", monday(5), "KEN-03"),
        mission("R1", monday(5), "UGA-01"),
    )
    again = with_previous(plan, result)
    assert [row.expert for row in again.decisions] == ["KEN-03"]
    assert [str(warning) for warning in again.warnings] == [
        "previous allocation: UGA-01 on R1 is left out: the plan has no seat expert for R1",
        "previous allocation: KEN-03 on R2 is left out: the plan has no request R2",
        "previous allocation: UGA-01 on R1 is left out: the plan has no expert UGA-01",
    ]


def test_what_was_delivered_since_keeps_its_rows_or_takes_the_earlier_ones() -> None:
    asks = [request(code, done_on=monday(4)) for code in ("R1", "R2")]
    said = decision("previous", "R1", seat="lead", expert="UGA-01", start=monday(3))
    plan = plan_of(["KEN-03", "UGA-01"], [*asks, "R3"], decisions=(said,))
    result = earlier(mission("R1", monday(2), "KEN-03"), mission("R2", monday(2), "KEN-03"))
    again = with_previous(plan, result)
    assert [(m.request, m.start, m.experts) for m in again.delivered.missions] == [
        ("R1", monday(3), ("UGA-01",)),
        ("R2", monday(2), ("KEN-03",)),
    ]
    later: Any = SimpleNamespace(plan=again, allocation=Allocation(()))
    third = with_previous(plan_of(["KEN-03", "UGA-01"], [*asks, "R3"]), later)
    assert third.delivered == again.delivered


def test_what_was_done_before_it_was_to_start_counts_back_from_its_last_day() -> None:
    """Before: a mission from a Monday to the Friday before it, away for fewer days than none."""
    plan = plan_of(["KEN-03", "UGA-01"], [request("R1", done_on=day(3, 4)), "R2"])
    again = with_previous(
        plan, earlier(mission("R1", monday(4), "KEN-03"), mission("R2", monday(9), "UGA-01"))
    )
    (delivered,) = again.delivered.missions
    assert (delivered.start, delivered.experts) == (monday(3), ("KEN-03",))
    (warning,) = again.warnings
    assert "R1 was to start on 2026-09-28, and was done on 2026-09-25" in str(warning)


def test_what_is_done_and_declined_in_the_earlier_result_is_so_in_the_plan() -> None:
    """Done rows deliver the request; who has declined is kept away, in the allocation or not."""
    rows = (
        decision("previous", "R1", seat="lead", expert="KEN-03", start=monday(2), status="done"),
        decision("", "R2", seat="lead", expert="KEN-03", status="declined", status_reason="ill"),
    )
    result = earlier(mission("R2", monday(5), "UGA-01"))
    requests = {**result.plan.requests, "R1": request("R1", done_on=day(2, 4))}
    result.plan = replace(result.plan, requests=requests, decisions=rows)
    again = with_previous(plan_of(["KEN-03", "UGA-01"], ["R1", "R2"]), result)
    assert again.requests["R1"].done_on == day(2, 4)
    assert [each.experts for each in again.delivered.missions] == [("KEN-03",)]
    (kept,) = (row for row in again.decisions if row.status == "declined")
    assert (kept.request, kept.expert, kept.decision, kept.status_reason) == ("R2", "KEN-03", "", "ill")
    own = decision("fixed", "R2", expert="KEN-03")
    told = with_previous(plan_of(["KEN-03", "UGA-01"], ["R1", "R2"], decisions=(own,)), result)
    assert not any(row.status == "declined" for row in told.decisions)  # the plan itself says otherwise


def test_what_the_plan_says_is_declined_stays_so_whatever_the_earlier_result_says() -> None:
    """An edited result is given as the plan, the result as it was as its previous allocation."""
    own = (
        decision("previous", "R1", seat="lead", expert="KEN-03", status="declined", status_reason="ill"),
        decision("previous", "R2", seat="lead", expert="KEN-03", status="declined"),
    )
    accepted = decision("", "R1", seat="lead", expert="KEN-03", status="accepted")
    result = earlier(mission("R1", monday(2), "KEN-03"), decisions=(accepted,))
    again = with_previous(plan_of(["KEN-03", "UGA-01"], ["R1", "R2"], decisions=own), result)
    found = [(row.request, row.decision, row.status, row.status_reason) for row in again.decisions]
    assert found == [("R1", "previous", "declined", "ill"), ("R2", "", "declined", "")]
