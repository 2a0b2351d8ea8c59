"""What is said of every assignment against lists of all allocations of tiny plans.

`ALLOCATOR_SAMPLED_PLANS=2000 python -m pytest tests/questions/explaining/test_why_these.py` tries so many
plans instead of those of every check.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Literal

import pytest

import allocator
from allocator.questions.explaining.gives_way import changes_between
from allocator.questions.explaining.why_these import survey, why_these
from allocator.report.hold_words import hold_words
from allocator.results.alternatives import GoalLoss
from allocator.results.result import Proof
from allocator.results.why_these import Hold, WhyThese
from allocator.whatif.base import base_of
from tests.plans_by_hand import plan_of
from tests.questions.explaining.test_alternatives import worse
from tests.tiny_plans import COUPLING_CODES, MODELS, Points, tiny_model, tiny_plan, with_delivered

PLANS = int(os.environ.get("ALLOCATOR_SAMPLED_PLANS", "36"))


class Judge:
    """All allocations of a plan, with what each loses in every tier against a result."""

    def __init__(self, points: Points, result: allocator.Result) -> None:
        self.result, model = result, result.model
        served = [t for t, tier in enumerate(model.tiers, 1) if any(x.code == "served" for x in tier.terms)]
        self.coverage = served[0] if served else 1
        before = [-goal.value if goal.sense == "max" else goal.value for goal in result.goals]
        self.ways = []
        for i in points.feasible():
            allocation = points.allocations[i][0]
            losses = tuple(
                points._cost(i, tier) - cost for tier, cost in zip(model.tiers, before, strict=True)
            )
            places = {(p.request, p.expert) for _, p in allocation.assignments()}
            self.ways.append((allocation, places, losses))

    def faults(self, hold: Hold) -> Iterator[str]:
        """What is false in what is said of an assignment."""
        without = [
            (allocation, losses)
            for allocation, places, losses in self.ways
            if (hold.request, hold.expert) not in places and max(losses[: self.coverage]) <= 0
        ]
        free = [losses for _, losses in without if max(losses) <= 0]
        if hold.grade == "needed" and (without or hold.proof is None):
            yield "it is not needed"
        if hold.grade == "free" and not free:
            yield "it is not free"
        if hold.grade == "costs" and not any(loss.loss > 0 for loss in hold.losses):
            yield "it costs nothing"
        if hold.grade in ("free", "costs"):
            told = {loss.goal: loss.loss for loss in hold.losses}
            names = [goal.name for goal in self.result.goals]
            shown = [
                True
                for allocation, losses in without
                if changes_between(self.result.plan, self.result.allocation, allocation) == hold.changes
                and tuple(told.get(name, 0) for name in names) == losses
            ]
            if not shown and len(set(names)) == len(names):
                yield "no such allocation"

    def truth(self, hold: Hold) -> str:
        """The grade that an assignment has."""
        without = [
            losses
            for _, places, losses in self.ways
            if (hold.request, hold.expert) not in places and max(losses[: self.coverage]) <= 0
        ]
        if not without:
            return "needed"
        return "free" if any(max(losses) <= 0 for losses in without) else "costs"


@lru_cache(maxsize=PLANS if PLANS < 100 else 1)
def judged(seed: int) -> tuple[Judge, WhyThese] | None:
    """A tiny plan solved, and what is said of its assignments; None for one that cannot be solved."""
    focus = COUPLING_CODES[seed % len(COUPLING_CODES)]
    plan, model = tiny_plan(seed, focus), tiny_model(seed, focus)
    if seed % 7 == 6:
        plan = with_delivered(plan, seed)
    try:
        result = allocator.solve(plan, model, time_limit=None, workers=1, seed=seed)
    except (allocator.InfeasibleError, allocator.InputError):
        return None
    points = Points(plan, model)
    if seed % 3 == 2:
        result = worse(result, points, seed)
    return Judge(points, result), why_these(result, time_limit=60, workers=1)


def test_what_is_said_of_every_assignment_is_true() -> None:
    grades: Counter[tuple[str, str]] = Counter()
    for seed in range(PLANS):
        for judge, found in filter(None, [judged(seed)]):
            places = [(p.request, p.seat, p.expert) for _, p in judge.result.allocation.assignments()]
            assert sorted((h.request, h.seat, h.expert) for h in found.holds) == sorted(places)
            for hold in found.holds:
                assert not list(judge.faults(hold)), (seed, hold, list(judge.faults(hold)))
                grades[hold.grade, judge.truth(hold)] += 1
    said = Counter(grade for grade, _ in grades.elements())
    assert min(said[grade] for grade in ("needed", "free", "costs")) > PLANS // 9, grades
    settled = sum(count for (grade, truth), count in grades.items() if grade == truth)
    assert settled * 100 >= 95 * grades.total(), grades


@pytest.mark.parametrize(("kind", "grade"), [("word", "open"), ("words", "needed"), ("exact", "needed")])
def test_the_word_of_one_solver_makes_nobody_needed(
    monkeypatch: pytest.MonkeyPatch, kind: Literal["word", "words", "exact"], grade: str
) -> None:
    result = allocator.solve(plan_of(["KEN-01"], ["R1"]), MODELS["national"], time_limit=None, workers=1)
    said = SimpleNamespace(point=None, losses=(), status="impossible", proof=Proof(kind=kind, by=("CP-SAT",)))
    monkeypatch.setattr(survey, "answer", lambda *given, **options: said)
    asked = survey._Survey(base_of(result), time.perf_counter(), 10.0, 1)
    asked.searches()
    assert [hold.grade for hold in asked.known.holds()] == [grade]


def test_what_is_better_without_somebody_is_said_so() -> None:
    """It said "at a cost" beside a gain in an earlier goal, and nothing of which weighs more."""
    result = allocator.solve(plan_of(["KEN-01"], ["R1"]), MODELS["national"], time_limit=None, workers=1)
    gain, cost = GoalLoss(goal="fit", unit="points", loss=-5), GoalLoss(goal="cost", unit="currency", loss=90)
    hold = Hold(request="R1", seat="lead", expert="KEN-01", grade="costs", losses=(gain, cost))
    said = hold_words(result, hold)
    assert said.startswith("at a cost: better without it; ")
    assert said.endswith("5 points better; cost: 90 EUR worse")
    assert "better without it" not in hold_words(result, replace(hold, losses=(cost,)))
    assert "better without it" in hold_words(result, replace(hold, grade="free", losses=(gain,)))
    assert "better without it" not in hold_words(result, replace(hold, grade="free", losses=()))


def test_what_is_false_is_seen() -> None:
    """The judge is not blind: every grade is taken for another one."""
    seen: Counter[str] = Counter()
    for seed in range(min(PLANS, 36)):
        for judge, found in filter(None, [judged(seed)]):
            for hold in found.holds:
                for grade in {"needed", "free"} - {judge.truth(hold)}:
                    wrong = replace(hold, grade=grade)
                    seen[grade] += 1
                    assert list(judge.faults(wrong)), (seed, wrong)
    assert min(seen["needed"], seen["free"]) > 5
