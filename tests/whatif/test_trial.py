"""A single change, answered at once: the answer is that of verifying the whole changed allocation.

`ALLOCATOR_TRIALS=1000` tries so many plans about each coupling rule instead of a hundred.
"""

import os
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

import allocator
from allocator.goals import GOALS
from allocator.plan.policy import Level, Term, Tier
from allocator.report.result import Result
from allocator.rules.coupling import COUPLING
from allocator.verification import amounts, goal_value, verify
from allocator.whatif.trial import Trial, try_change
from benchmarks.plans import make_plan
from tests.tiny_plans import COUPLING_CODES, MODELS, random_plan, tiny_model, with_delivered
from tests.whatif.results_at_random import allocation_at_random, changes_at_random, result_of

PLANS = int(os.environ.get("ALLOCATOR_TRIALS", "100"))  # about each coupling rule
_COLUMBUS = Path(__file__).parents[2] / "scenarios" / "plans" / "columbus"
_JOINING_RULES = [module for module in COUPLING if module.RULE.joins is not None]
_JOINING_GOALS = [module for module in GOALS if module.GOAL.joins is not None]


def differences(result: Result, trial: Trial) -> list[str]:
    """Where an answer departs from the whole allocation verified before and after."""
    plan, model, after = result.plan, result.model, trial.allocation
    before, now = (Counter(verify(plan, model, each)) for each in (result.allocation, after))
    mended = Counter(violation for violation in trial.mended if violation.level is Level.HARD)
    said = [("broken", Counter(trial.broken), now - before), ("mended", mended, before - now)]
    old, new = amounts(plan, model, result.allocation), amounts(plan, model, after)
    said.append(("amounts", dict(trial.amounts), {code: new[code] - old[code] for code in new}))
    for tier, goal, change in zip(model.tiers, result.goals, trial.goals, strict=True):
        counted = result_of(plan, replace(model, tiers=(tier,)), after).goals[0]
        said.append((goal.name, (change.before, change.after), (goal.value, counted.value)))
        for part in change.parts:
            values = tuple(goal_value(part.name, plan, model, each) for each in (result.allocation, after))
            said.append((f"{goal.name}: {part.name}", (part.before, part.after), values))
    return [f"{what}: said {told}, is {true}" for what, told, true in said if told != true]


def at_random(seed: int, focus: str) -> tuple[Result, Trial]:
    """A tiny plan with a random allocation, and random changes of it tried."""
    random = Random(f"trial {seed} {focus}")
    plan = random_plan(seed, focus)
    plan = with_delivered(plan, seed) if seed % 3 == 0 else plan
    result = result_of(plan, tiny_model(seed, focus), allocation_at_random(plan, random))
    return result, try_change(result, *changes_at_random(plan, result.allocation, random))


@pytest.mark.parametrize("focus", COUPLING_CODES)
def test_the_answer_is_that_of_the_whole_allocation(focus: str) -> None:
    for seed in range(PLANS):
        result, trial = at_random(seed, focus)
        assert differences(result, trial) == [], f"seed {seed}"


@pytest.mark.parametrize(
    "module", [*_JOINING_RULES, *_JOINING_GOALS], ids=lambda m: m.__name__.rpartition(".")[2]
)
def test_a_forgotten_neighbour_is_seen(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever joins missions: if an answer forgot those that are joined, the comparison would tell."""
    name = "RULE" if module in COUPLING else "GOAL"
    kind = getattr(module, name)
    model = every_goal()
    monkeypatch.setattr(module, name, replace(kind, joins=None))
    for seed in range(200):
        random = Random(f"forgotten {seed}")
        plan = random_plan(seed, kind.code if name == "RULE" else "release_quota")
        result = result_of(plan, model, allocation_at_random(plan, random, share=0.9))
        if differences(result, try_change(result, *changes_at_random(plan, result.allocation, random))):
            return
    pytest.fail("nothing was seen")


def every_goal() -> allocator.CoordinationModel:
    """A model with each goal in a tier of its own."""
    tiers = tuple(Tier((Term(module.GOAL.code),)) for module in GOALS)
    return replace(MODELS["national"], tiers=tiers)


def test_on_a_plan_of_a_year() -> None:
    plan, random = allocator.read_plan(_COLUMBUS), Random(7)
    for name, model in MODELS.items():
        result = result_of(plan, model, allocation_at_random(plan, random))
        for _ in range(4):
            trial = try_change(result, *changes_at_random(plan, result.allocation, random))
            assert differences(result, trial) == [], name


def test_a_change_of_a_large_plan_takes_less_than_a_tenth_of_a_second() -> None:
    """Also the first one, which looks up what the missions share: 600 experts, 500 requests."""
    plan, random = make_plan("M", 11), Random(3)
    result = result_of(plan, MODELS["national"], allocation_at_random(plan, random, share=0.95))
    changes = [changes_at_random(plan, result.allocation, random)[:1] for _ in range(9)]
    first = min(seconds(replace(result), changes[0]) for _ in range(3))
    later = sorted(seconds(result, each) for each in changes)
    assert first < 0.1
    assert later[4] < 0.1


def seconds(result: Result, changes: Any) -> float:
    """Processor time of one answer."""
    began = time.process_time()
    try_change(result, *changes)
    return time.process_time() - began
