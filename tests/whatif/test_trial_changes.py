"""What a change can ask for, how it is carried out, and what is said of one that cannot be."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

import allocator
from allocator import Allocation, Assignment, InputError, Mission
from allocator.plan.policy import Level, Term, Tier
from allocator.report.result import Result
from allocator.whatif.change import Change
from allocator.whatif.trial import try_change
from tests.plans_by_hand import agreement, mission, model_of, monday, plan_of, seat
from tests.whatif.results_at_random import result_of

_TEAM = ("lead:KEN-01", "lead:KEN-02", "trainer:KEN-03")


def visits() -> Result:
    """R1 served by two leads and a trainer, R2 delivered before, R3 not served, KEN-04 at home."""
    plan = plan_of(
        [f"KEN-0{n}" for n in range(1, 5)], ["R1", "R2", "R3"],
        agreements={"FUND": agreement(), "NOTHING": agreement("NOTHING", budget=0)},
        seats=(seat("lead", count=2), seat("trainer")),
    )  # fmt: skip
    delivered = replace(plan.requests["R2"], done_on=date(2026, 8, 28))
    plan = replace(plan, requests={**plan.requests, "R2": delivered})
    tiers = (Tier((Term("served"),)), Tier((Term("pairing", 3), Term("fit"))))
    model = replace(model_of(pairing=Level.SOFT), tiers=tiers)
    return result_of(plan, model, Allocation((mission("R1", monday(1), *_TEAM, agreement="FUND"),)))


def team_of(*places: str, request: str = "R1") -> tuple[Assignment, ...]:
    return mission(request, monday(1), *places).team


@pytest.mark.parametrize(
    ("asked", "start", "team", "payer"),
    [
        ({"expert": "KEN-04", "seat": "trainer"}, 1, (*_TEAM[:2], "trainer:KEN-04"), "FUND"),
        ({"expert": "KEN-04", "instead_of": "KEN-01"}, 1, ("lead:KEN-04", *_TEAM[1:]), "FUND"),
        ({"expert": "KEN-04", "seat": "lead", "instead_of": "KEN-02"}, 1,
         (_TEAM[0], "lead:KEN-04", _TEAM[2]), "FUND"),
        ({"start": monday(3), "agreement": "NOTHING"}, 3, _TEAM, "NOTHING"),
        ({"start": "21 September 2026"}, 3, _TEAM, "FUND"),
        ({"start": pd.Timestamp("2026-09-21")}, 3, _TEAM, "FUND"),
        ({"team": {"trainer": "KEN-04"}}, 1, ("trainer:KEN-04",), "FUND"),
    ],
)  # fmt: skip
def test_what_is_not_given_stays_as_it_is(
    asked: dict[str, Any], start: int, team: tuple[str, ...], payer: str
) -> None:
    trial = try_change(visits(), request="R1", **asked)
    assert trial.allocation.missions == (mission("R1", monday(start), *team, agreement=payer),)


def test_a_request_is_added_and_another_dropped_in_one_answer() -> None:
    result = visits()
    team = {"lead": ["KEN-01", "KEN-02"], "trainer": "KEN-04"}
    trial = try_change(
        result, Change(request="R1", drop=True), request="R3", start=monday(2), team=team, agreement="FUND"
    )
    assert trial.allocation.missions == (
        mission("R3", monday(2), "lead:KEN-01", "lead:KEN-02", "trainer:KEN-04", agreement="FUND"),
    )
    assert trial.broken == ()
    assert [violation.subject for violation in trial.violations] == ["R3"]
    assert [violation.subject for violation in trial.mended] == ["R1"]
    served, later = trial.goals
    assert (served.before, served.after, served.change, served.gain) == (4, 4, 0, 0)
    assert [(part.name, part.change) for part in later.parts] == [("pairing", 0), ("fit", 0)]
    assert result.allocation.by_request.keys() == {"R1"}


def test_an_empty_place_is_filled_before_anybody_is_replaced() -> None:
    trial = try_change(visits(), request="R3", start=monday(3), expert="KEN-04", seat="lead")
    assert trial.allocation.by_request["R3"].team == team_of("KEN-04", request="R3")
    assert [str(violation) for violation in trial.broken] == [
        "full_team [R3]: the seat lead has 1 of 2 people",
        "full_team [R3]: the seat trainer has 0 of 1 people",
        "funding [R3]: no agreement pays",
    ]
    filled = Change(request="R3", expert="KEN-01", seat="lead")
    more = try_change(visits(), Change(request="R3", start=monday(3), team={"lead": ["KEN-04"]}), filled)
    assert more.allocation.by_request["R3"].experts == ("KEN-04", "KEN-01")


def test_a_tier_says_what_each_of_its_goals_loses_in_its_own_unit() -> None:
    served, later = try_change(visits(), request="R1", drop=True).goals
    assert (served.name, served.unit, served.before, served.after, served.gain) == (
        "served",
        "weight",
        4,
        0,
        -4,
    )
    assert served.parts == ()
    pairing, fit = later.parts
    assert (pairing.unit, pairing.before, pairing.after, pairing.gain) == ("same-country places", 2, 0, 2)
    assert (fit.unit, fit.before, fit.gain) == ("level points", 720, -720)
    assert (later.unit, later.before, later.after) == ("points", 3 * 2 - 720, 0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "request: say which request is to be changed"),
        ({"request": "R11", "drop": True}, "R11 (request): is not a request of this plan; did you mean R1?"),
        ({"request": "R2", "start": monday(2)}, "R2 (request): was already delivered on 2026-08-28"),
        ({"request": "R1"}, "R1: nothing is changed: say who goes, when, who pays, or that it is dropped"),
        ({"request": "R1", "drop": True, "start": monday(2)},
         "R1 (drop): what is dropped has neither people nor a date nor a payer"),
        ({"request": "R1", "seat": "lead"}, "R1 (expert): say who goes there"),
        ({"request": "R1", "expert": "KEN-04", "team": {"lead": "KEN-04"}},
         "R1 (team): says who goes already; leave one of team and expert out"),
        ({"request": "R1", "expert": "KEN-94", "seat": "leed", "agreement": "FUNDS", "start": "soon"},
         ("R1 (seat): leed is no seat of it: lead, trainer\n"
          "  R1 (expert): KEN-94 is not an expert of this plan; did you mean KEN-04 or KEN-01 or KEN-02?\n"
          "  R1 (agreement): FUNDS is not an agreement of this plan; did you mean FUND?\n"
          "  R1 (start): 'soon' is not a date; write a date such as 2026-07-01")),
        ({"request": "R1", "start": date(9999, 12, 31)},
         ("R1 (start): 9999-12-31 lies outside 1990 to 2100; write a date such as 2026-07-01,"
          " or nothing for no limit")),
        ({"request": "R3", "expert": "KEN-04"}, "R3 (start): is not served; say when it would start"),
        ({"request": "R3", "drop": True}, "R3 (drop): is not served, so there is nothing to drop"),
        ({"request": "R1", "expert": "KEN-04"},
         "R1 (seat): say which one: lead (KEN-01, KEN-02), trainer (KEN-03)"),
        ({"request": "R1", "expert": "KEN-04", "seat": "lead"},
         "R1 (instead of): say in whose place; in the seat lead are KEN-01, KEN-02"),
        ({"request": "R1", "expert": "KEN-04", "seat": "lead", "instead_of": "KEN-03"},
         "R1 (instead of): KEN-03 is not in the seat lead: lead (KEN-01, KEN-02), trainer (KEN-03)"),
        ({"request": "R1", "expert": "KEN-03", "instead_of": "KEN-04"},
         "R1 (instead of): KEN-04 is not on the team: lead (KEN-01, KEN-02), trainer (KEN-03)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_all_at_once(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        try_change(visits(), **asked)
    assert str(caught.value).partition("\n  ")[2] == said


def test_faults_of_several_changes_are_told_together() -> None:
    with pytest.raises(InputError) as caught:
        try_change(visits(), Change(request="R9", drop=True), Change(request="R3", drop=True))
    assert [fault.place for fault in caught.value.faults] == ["R9", "R3"]


def test_nobody_is_asked_to_pay_where_there_are_no_agreements() -> None:
    plan = plan_of(["KEN-01"], ["R1"])
    result = result_of(plan, model_of(), Allocation((mission("R1", monday(1), "KEN-01"),)))
    with pytest.raises(InputError, match="the plan has no agreements, so nobody is asked to pay"):
        try_change(result, request="R1", agreement="FUND")


def test_a_request_served_twice_is_served_once_when_it_is_changed() -> None:
    """An allocation need not be a good one: what it breaks already is told as mended."""
    result, twice = visits(), mission("R1", monday(5), *_TEAM, agreement="FUND")
    result = result_of(result.plan, result.model, Allocation((*result.allocation.missions, twice)))
    trial = try_change(result, request="R1", start=monday(2))
    assert trial.allocation.missions == (replace(twice, start=monday(2)),)
    assert "full_team [R1]: is served 2 times" in map(str, trial.mended)


def test_codes_that_the_plan_does_not_know_do_not_stand_in_the_way() -> None:
    strange = Mission(request="R7", start=monday(1), team=(Assignment("R7", "lead", "XXX-01"),))
    half = mission("R1", monday(1), "lead:XXX-02", *_TEAM[1:], agreement="FUND")
    result = visits()
    broken = replace(result, allocation=Allocation((strange, half)))
    trial = try_change(broken, request="R1", expert="KEN-01", instead_of="XXX-02")
    assert trial.broken == ()
    assert trial.allocation.missions == (strange, result.allocation.missions[0])


def test_values_are_immutable_and_can_be_sent_elsewhere() -> None:
    trial = try_change(visits(), request="R1", team={"lead": ["KEN-04", "KEN-01"], "trainer": "KEN-02"})
    with pytest.raises(FrozenInstanceError):
        trial.allocation = Allocation()  # type: ignore[misc]
    with pytest.raises(TypeError):
        trial.amounts["pairing"] = 1  # type: ignore[index]
    assert pickle.loads(pickle.dumps(trial)) == trial


def test_many_threads_may_ask_at_once() -> None:
    result = visits()
    asked = [{"request": "R1", "start": monday(week)} for week in range(1, 13)] * 5
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda each: try_change(result, **each), asked))
    assert found == [try_change(visits(), **each) for each in asked]


def test_the_library_has_it() -> None:
    assert allocator.try_change is try_change
    assert allocator.Change is Change
