"""One eligible agreement pays for a mission, inside its dates and its budget."""

from typing import Any

import pytest

from allocator.matrix import build_matrix, tighten
from allocator.plan.entities import Travel
from allocator.problem import build_problem
from allocator.rules.base import OFF
from tests.plans_by_hand import (
    agreement,
    broken,
    day,
    expert,
    mission,
    monday,
    plan_of,
    request,
    seat,
    visit,
)
from tests.points import model_with
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
)


@pytest.mark.parametrize(
    ("terms", "faults"),
    [
        ({}, 0),
        ({"beneficiaries": ("ZMB",)}, 0),
        ({"beneficiaries": ("MWI", "ESA")}, 0),
        ({"beneficiaries": ("MWI", "WCA")}, 1),
        ({"topics": ("origin", "valuation")}, 0),
        ({"topics": ("origin",)}, 1),
        ({"first": day(1, 0), "last": day(1, 4)}, 0),
        ({"first": day(1, 1)}, 1),
        ({"last": day(1, 3)}, 1),
        ({"budget": 600}, 0),
        ({"budget": 599}, 1),
    ],
)
def test_funding_by_an_eligible_agreement(terms: dict[str, Any], faults: int) -> None:
    plan = plan_of(
        [expert("KEN-01", day_cost=100)],
        ["R1"],
        agreements={"FUND": agreement(**terms)},
        travel=(Travel(from_region="ESA", to_region="ESA", cost=100),),
    )
    assert len(broken("funding", plan, mission("R1", monday(1), "KEN-01", agreement="FUND"))) == faults


def test_funding_by_exactly_one_agreement_that_the_request_names() -> None:
    plan = plan_of(
        ["KEN-01"],
        [request("R1", agreements=("FUND",))],
        agreements={"FUND": agreement(), "OTHER": agreement("OTHER")},
    )
    payers = {"FUND": 0, "OTHER": 1, None: 1, "UNKNOWN": 1}
    for payer, faults in payers.items():
        sent = mission("R1", monday(1), "KEN-01", agreement=payer)
        assert len(broken("funding", plan, sent)) == faults
        assert not broken("funding", plan, sent, funding=OFF)


def test_funding_without_the_sheet_is_nobodys() -> None:
    assert not broken("funding", visit(), mission("R1", monday(1), "KEN-01"))
    assert broken("funding", visit(), mission("R1", monday(1), "KEN-01", agreement="FUND"))


def test_funding_budget_is_for_all_missions_together() -> None:
    people = [expert("KEN-01", day_cost=100), expert("TZA-01", day_cost=10)]
    plan = plan_of(
        people, ["R1", "R2"], agreements={"FUND": agreement(budget=549), "OTHER": agreement("OTHER")}
    )
    first = mission("R1", monday(1), "KEN-01", agreement="FUND")
    (violation,) = broken("funding", plan, first, mission("R2", monday(9), "TZA-01", agreement="FUND"))
    assert (violation.subject, violation.amount) == ("FUND", 1)
    assert not broken("funding", plan, first, mission("R2", monday(9), "TZA-01", agreement="OTHER"))


@pytest.mark.parametrize(("budget", "shut"), [(549, True), (550, False)])
def test_a_payer_that_cannot_afford_the_cheapest_team_is_shut(budget: int, shut: bool) -> None:
    people = [expert("KEN-01", day_cost=100), expert("TZA-01", day_cost=70), expert("UGA-01", day_cost=40)]
    plan = plan_of(
        people,
        ["R1"],
        seats=(seat(count=2),),
        agreements={"FUND": agreement(budget=budget), "OTHER": agreement("OTHER")},
    )
    matrix = build_matrix(build_problem(plan, model_with("served")))
    columns = matrix.columns
    fund = columns.f[columns.payer_agreement == 0]
    assert (tighten(matrix).upper[fund] == (0 if shut else 1)).all()


def test_rows_of_funding_agree_with_the_check() -> None:
    rows_agree_with_the_check("funding")


def test_without_rows_a_broken_funding_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("funding", monkeypatch)
