"""An allocation that another run found: taken where it is allowed and preferred, and no bound is untrue.

By brute force: every allocation of tiny plans is listed, so that every bound that is kept can be checked.
"""

import os
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

import allocator
from allocator.goals.tiers import tier_kind
from allocator.results.result import Goal, Provenance, Result
from allocator.store import RunStore
from allocator.store.documents import result_document, summary_of
from allocator.sweeps import Outcome, Told
from allocator.sweeps.sharing import shared, with_allocation
from allocator.verification import goal_value
from tests.tiny_plans import Points, tiny_model, tiny_plan

PROVENANCE = Provenance(
    plan_digest="", model_digest="", seed=0, workers=1, time_limit=1.0, effort=None, versions={},
    created="2026-11-28T12:00:00+00:00", seconds={}, columns=0, rows=0,
)  # fmt: skip


class Listed:
    """All feasible allocations of a tiny plan, each with its cost per tier: less is better."""

    def __init__(self, seed: int) -> None:
        self.plan, self.model = tiny_plan(seed), tiny_model(seed)
        self.points = Points(self.plan, self.model)
        self.positions = self.points.feasible()
        self.kinds = [tier_kind(tier, self.plan.settings.currency) for tier in self.model.tiers]
        self.costs = {i: tuple(self.cost(i, t) for t in range(len(self.kinds))) for i in self.positions}

    def cost(self, position: int, tier: int) -> int:
        terms = self.model.tiers[tier].terms
        weights = self.kinds[tier].cost_weights
        return sum(weights[term.code] * self.points.value(position, term.code) for term in terms)

    def least(self, position: int, tier: int) -> int:
        """The least cost of a tier among what is as good in the tiers before as an allocation."""
        own = self.costs[position]
        among = (c for c in self.costs.values() if all(a <= b for a, b in zip(c[:tier], own, strict=False)))
        return min(c[tier] for c in among)

    def result(self, position: int, pick: Random) -> Result:
        """A run that ended with an allocation: its bounds are true, some of them loose or missing."""
        goals = []
        for t, (tier, kind) in enumerate(zip(self.model.tiers, self.kinds, strict=True)):
            loose = pick.choice((0, 0, 1, 5))
            bound = None if pick.random() < 0.1 else kind.reported(self.least(position, t) - loose)
            parts = {term.code: self.points.value(position, term.code) for term in tier.terms}
            value = kind.reported(self.costs[position][t])
            proven = bound == value and all(goal.proven for goal in goals)
            goals.append(
                Goal(
                    name=tier.name, value=value, bound=bound, unit=kind.unit, sense=kind.sense,
                    proven=proven, parts=parts,
                )
            )  # fmt: skip
        status = "optimal" if goals[-1].proven else "feasible"
        allocation = self.points.allocations[position][0]
        return Result(
            plan=self.plan, model=self.model, allocation=allocation, status=status, goals=tuple(goals),
            provenance=PROVENANCE,
        )  # fmt: skip


def test_by_brute_force() -> None:
    pick, taken, refused, kept, dropped = Random(5), 0, 0, 0, 0
    seeds = int(os.environ.get("ALLOCATOR_SHARING_SEEDS", "6"))
    for seed in range(seeds):
        listed = Listed(seed)
        for _ in range(220 if len(listed.positions) > 1 else 0):
            one, other = (pick.choice(listed.positions) for _ in range(2))
            before = listed.result(one, pick)
            after = with_allocation(before, listed.points.allocations[other][0], "of another run")
            if listed.costs[other] >= listed.costs[one]:
                assert after is None
                refused += 1
                continue
            assert after is not None
            taken += 1
            assert after.provenance.incidents[-1] == "the allocation is one of another run"
            for t, goal in enumerate(after.goals):
                assert goal.value == listed.kinds[t].reported(listed.costs[other][t])
                assert not goal.proven or listed.least(other, t) == listed.costs[other][t]
                if goal.bound is None:
                    dropped += before.goals[t].bound is not None
                else:
                    kept += 1
                    least = listed.least(other, t)
                    assert listed.kinds[t].reported(goal.bound) <= least, (seed, one, other, t)
    assert taken > 50 * seeds
    assert refused > 50 * seeds
    assert kept > 100 * seeds
    assert dropped > 10 * seeds


def test_what_breaks_a_rule_is_never_taken() -> None:
    tried = 0
    for seed in range(6):
        listed = Listed(seed)
        broken = [allocation for allocation, code in listed.points.allocations if code]
        if not listed.positions:
            continue
        worst = max(listed.positions, key=lambda i: listed.costs[i])
        result = listed.result(worst, Random(seed))
        for allocation in broken[:40]:
            code = next(c for a, c in listed.points.allocations if a is allocation)
            if listed.model.levels[code] == "hard":
                assert with_allocation(result, allocation, "") is None
                tried += 1
    assert tried > 30


def test_a_bound_that_the_other_disproves_stays_alone() -> None:
    """Somebody is wrong then: nothing is taken over, and both stand as they are told."""
    listed = next(each for each in map(Listed, range(20)) if len(set(each.costs.values())) > 3)
    worst, best = (f(listed.positions, key=lambda i: listed.costs[i]) for f in (max, min))
    result = listed.result(worst, Random(0))
    lies = tuple(replace(goal, bound=goal.value) for goal in result.goals)
    allocation = listed.points.allocations[best][0]
    assert with_allocation(result, allocation, "") is not None
    assert with_allocation(replace(result, goals=lies), allocation, "") is None


@pytest.mark.parametrize("effort", [None, 1])
def test_in_a_sweep(tmp_path: Path, effort: int | None) -> None:
    root = Path(__file__).parents[2]
    full = allocator.run_scenario(root / "scenarios" / "first-steps.toml", time_limit=5, workers=1)
    less = allocator.Allocation(full.allocation.missions[:-1])
    goals = tuple(
        replace(goal, value=value, parts=parts, bound=None, proven=False, proof=None)
        for goal, (value, parts) in zip(full.goals, _values(full, less), strict=True)
    )
    provenance = replace(full.provenance, effort=effort)
    poor = replace(full, allocation=less, goals=goals, status="feasible", provenance=provenance)
    runs = tuple(_outcome(name, each) for name, each in (("poor", poor), ("full", full)))
    asked = [(full.plan, full.model)] * 2
    first, second = shared(runs, asked, RunStore(tmp_path / "runs.sqlite"))
    assert second is runs[1]
    served = first.told.summary["served"]
    assert served == (len(full.allocation.missions) if effort is None else len(less.missions))
    if effort is None:
        assert "found for 'full'" in first.told.answer["provenance"]["incidents"][-1]


def _outcome(name: str, result: Result) -> Outcome:
    told = Told(
        status=result.status, answer=result_document(result), settled=True, summary=summary_of(result)
    )
    return Outcome(title=name, told=told)


def _values(result: Result, allocation: allocator.Allocation) -> list[tuple[int, dict[str, int]]]:
    found = []
    for tier in result.model.tiers:
        kind = tier_kind(tier, result.plan.settings.currency)
        codes = [term.code for term in tier.terms]
        parts = {code: goal_value(code, result.plan, result.model, allocation) for code in codes}
        found.append((kind.reported(sum(kind.cost_weights[c] * v for c, v in parts.items())), parts))
    return found
