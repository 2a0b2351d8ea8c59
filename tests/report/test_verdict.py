"""Words for bounds and gaps: no more is claimed than is proven."""

from typing import Any

import pytest

from allocator import report
from allocator.plan.policy import Level, Term, Tier
from allocator.report.verdict import headline
from tests.plans_by_hand import model_of, plan_of
from tests.report.results_by_hand import goal, result_of, with_tiers


@pytest.mark.parametrize(
    ("goals", "words"),
    [
        ([goal(value=5, bound=8)], ["No plan can serve more than 3 further weight units"]),
        ([goal(value=5, bound=None)], ["No bound is known: how much better a plan can be is open"]),
        ([goal("finish", 9, 8, unit="days", sense="min")], ["No plan can be lower by more than 1 day"]),
        (
            [goal(value=5, bound=6), goal("fit", 4, 4, unit="levels", proven=False)],
            [
                "No plan can serve more than 1 further weight unit",
                "No plan as good in the goals before can reach more, but a goal before is not proven",
            ],
        ),
        (
            [goal("cost", 681_725, 2_580, unit="currency", sense="min")],
            ["How much lower it can be is open: all that is known is that no plan has less than 2,580"],
        ),
        (
            [goal("pairing", 5, 0, unit="same-country places", sense="min")],
            ["No plan can be lower by more than 5 same-country places"],
        ),
        (
            [goal(value=5, bound=5), goal("cost", 40, 40, unit="currency", sense="min")],
            [
                "Proven: no plan can serve more",
                "Proven: no plan as good in the goals before can do with less",
            ],
        ),
    ],
)
def test_gaps_claim_no_more_than_is_proven(goals: list[Any], words: list[str]) -> None:
    model = with_tiers(model_of(), *(Tier((Term(each.name),)) for each in goals))
    plan = plan_of(["KEN-01"], ["R1"])
    result = result_of(plan, model, status="feasible", goals=tuple(goals))
    found = [row["in words"] for row in report.summary(result).records() if row["part"].startswith("Goal")]
    assert found == words
    headline = report.summary(result).records()[0]["in words"]
    assert ("Proven" in headline) == all(each.proven for each in goals)
    assert "optimal" not in headline


def test_an_interrupted_run_says_so() -> None:
    result = result_of(
        plan_of(["KEN-01"], ["R1"]),
        with_tiers(model_of(), Tier((Term("served"),))),
        status="interrupted",
        goals=(goal(value=0, bound=4),),
    )
    assert "Interrupted" in report.summary(result).records()[0]["in words"]


def test_a_soft_rule_among_the_goals_is_called_a_rule() -> None:
    model = with_tiers(model_of(pairing=Level.SOFT), Tier((Term("pairing"),)))
    result = result_of(plan_of(["KEN-01"], ["R1"]), model, goals=(goal("pairing", 0, 0, unit="places"),))
    sentences = {row["what"] for row in report.summary(result).records()}
    assert "Rule: Experts on one mission come from different countries" in sentences


def test_a_plan_without_requests_claims_nothing() -> None:
    result = result_of(plan_of(["KEN-01"], []), model_of())
    assert headline(result) == "The plan has no open request: there is nothing to allocate."
