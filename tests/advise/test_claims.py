"""What is said of a result claims no more than is so: cases found by reading."""

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

import allocator
from allocator import advise
from allocator.advise.coverage import coverage_of
from allocator.advise.repairs import Repair
from allocator.errors import InputError
from allocator.plan.allocation import Allocation
from allocator.plan.entities import Decision
from allocator.plan.policy import Term, Tier
from allocator.questions.explaining.change_words import verified_words
from allocator.report import why_changes
from allocator.report.advice_words import repair_sure, repair_words
from allocator.report.alternatives_words import price_words
from allocator.report.changes import NEW
from allocator.report.trial_tables import trial_rules, trial_sentences
from allocator.report.verdict import gap_words, headline
from allocator.results.alternatives import Effect
from allocator.results.explanation import Difference
from allocator.results.interval import Interval
from tests.plans_by_hand import decision, expert, mission, monday, plan_of, request
from tests.tiny_plans import MODELS
from tests.whatif.results_at_random import result_of

if TYPE_CHECKING:
    from allocator.report.changes import Change
    from allocator.results.necessity import Necessity

NATIONAL = MODELS["national"]
COST = Tier((Term("cost"),))


def solved(plan: allocator.Plan) -> allocator.Result:
    return allocator.solve(plan, NATIONAL, time_limit=None, workers=1)


def test_no_part_is_taken_of_what_has_no_previous_allocation() -> None:
    """Before: nothing was left of the plan, and everything else was said to stay."""
    result = solved(plan_of(["KEN-01"], ["R1"]))
    for rows in ([], ["R1"]):
        with pytest.raises(InputError, match="has no previous allocation, so no change of it can be taken"):
            allocator.take(result, rows)


def test_rules_that_were_broken_before_are_not_forgotten() -> None:
    plan = plan_of(["KEN-01", "TZA-01"], ["R1", request("R2", member="UGA")])
    missions = (mission("R1", monday(2), "KEN-01"), mission("R2", monday(2), "KEN-01"))
    result = replace(result_of(plan, NATIONAL, Allocation(missions)), status="broken")
    trial = allocator.try_change(result, request="R1", start=monday(2))  # as it is
    assert not trial.broken and trial.standing and not trial.possible
    said = list(trial_sentences(trial))
    assert "No hard rule is broken." not in said
    assert any(sentence.startswith("Broken before, and still: ") for sentence in said)
    assert [row[0] for row in trial_rules(trial).rows] == ["broken before"] * len(trial.standing)
    with pytest.raises(InputError):
        trial.accept()
    mended = allocator.try_change(result, request="R1", expert="TZA-01")
    assert mended.possible and not mended.standing and mended.accept()


def test_who_drops_out_owes_no_fewest_missions() -> None:
    """Before: nothing kept the hard rules without them, proven, though another could go."""
    people = [expert("KEN-01", minimum_missions=1), expert("TZA-01")]
    plan = plan_of(people, ["R1"])
    result = result_of(plan, NATIONAL, Allocation((mission("R1", monday(2), "KEN-01"),)))
    advice = advise.withdrawals(result, ["KEN-01"], time_limit=5.0, workers=1).answer
    (row,) = advice.withdrawals
    assert not row.repair.impossible and row.repair.weight == Interval(0, 0)
    assert [each.expert for each in row.stand_ins] == ["TZA-01"]
    assert advice.uncovered == () and [each.expert for each in advice.reserves] == ["TZA-01"]


def test_as_much_is_not_the_same() -> None:
    nothing = Interval(0, 0)
    found = Repair(weight=nothing, changes=Interval(1, 1), allocation=Allocation())
    assert repair_words(found, ()) == "all is served as before with 1 change"
    assert repair_words(found, ("R1",)) == "as much weight is served as before with 1 change"
    none = Repair(weight=Interval(0, None), changes=Interval(1, None))
    assert repair_words(none, ()) == "no repair was found in the time given"
    assert repair_sure(none) == "not settled"


def test_a_bound_of_another_plan_says_nothing_of_this_one() -> None:
    week = {"earliest_start": monday(2), "latest_end": monday(2).replace(day=18)}
    plan = plan_of(["KEN-01"], [request("R1", **week), request("R2", **week)])
    result = solved(plan)
    assert coverage_of(result).bound is not None
    other = replace(plan_of(["KEN-01", "TZA-01"], plan.requests.values()))
    assert coverage_of(replace(result, plan=other)).bound is None


def test_more_is_worse_where_a_goal_is_to_be_low() -> None:
    result = solved(plan_of(["KEN-01"], ["R1"]))
    first = replace(result.goals[0], name="cost", unit="EUR", sense="min")
    dear = replace(result, goals=(first, *result.goals[1:]))
    effect = Effect(verdict="costs", least=Interval(1200, 1200))
    assert price_words(dear, effect) == "cost: 1,200 EUR more, and no way costs less"
    assert "fewer" in price_words(result, effect)


def test_nothing_comes_before_the_first_goal() -> None:
    result = solved(plan_of(["KEN-01"], ["R1"]))
    first = replace(result.goals[0], proven=False, proof=None)
    unsure = replace(result, goals=(first, *result.goals[1:]))
    words = "No plan can serve more, though this rests on a bound that the run did not confirm"
    assert gap_words(unsure, 0) == words
    assert headline(unsure).endswith(f"{words}.") and "may be better" not in headline(unsure)


def test_what_is_lost_is_told_in_the_unit_of_its_goal() -> None:
    plan = plan_of(["KEN-01"], ["R1"])
    model = replace(NATIONAL, tiers=(COST,))
    visit = mission("R1", monday(2), "KEN-01")
    result = result_of(plan, model, Allocation((visit,)))
    assert verified_words(result, visit, Difference(), 2500, ()).endswith("2,500 EUR of the goal cost lost")


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        (decision("fixed", "R1", expert="KEN-01"), "somebody who is locked"),
        (decision("fixed", "R1"), "nothing keeps the locks and hard rules without it"),
    ],
)
def test_only_who_is_locked_is_called_so(lock: Decision, words: str) -> None:
    visit = mission("R1", monday(2), "KEN-01")
    result = result_of(plan_of(["KEN-01"], ["R1"], decisions=(lock,)), NATIONAL, Allocation((visit,)))
    stay = SimpleNamespace(place=visit.team[0])
    change = cast("Change", SimpleNamespace(kind=NEW, request="R1", stay=stay))
    found = cast("Necessity", SimpleNamespace(impossible=True))
    assert why_changes._needed(result, change, found) == words
