"""Runs of tiny plans that were cut short: any allocation, with bounds that are true and mostly loose."""

from dataclasses import replace
from functools import cached_property
from random import Random

from allocator import CoordinationModel, Result
from allocator.goals.tiers import tier_kind
from allocator.plan import Plan
from allocator.plan.policy import Level
from allocator.results.result import Goal, Proof
from allocator.rules import RULES
from tests.report.results_by_hand import result_of
from tests.tiny_plans import Points

_PROOF = Proof(kind="exact", by=("listing",))


class Problem:
    """A tiny plan with a model, and all its allocations with what they cost in every tier."""

    def __init__(self, plan: Plan, model: CoordinationModel) -> None:
        self.points = Points(plan, model)
        self.kinds = [tier_kind(tier, plan.settings.currency) for tier in model.tiers]
        self.costs = sorted((self._costs(position), position) for position in self.points.feasible())

    def _costs(self, position: int) -> tuple[int, ...]:
        return tuple(
            sum(weight * self.points.value(position, code) for code, weight in kind.cost_weights.items())
            for kind in self.kinds
        )

    @cached_property
    def best(self) -> tuple[int, ...]:
        """The values of the best allocation, as they are told."""
        return tuple(kind.reported(cost) for kind, cost in zip(self.kinds, self.costs[0][0], strict=True))

    def run(self, pick: Random) -> Result:
        """An allocation, mostly among the best, with what a search could have said of it."""
        reach = pick.choice((1, 1, 3, 20, len(self.costs)))
        costs, position = self.costs[pick.randrange(min(reach, len(self.costs)))]
        goals: list[Goal] = []
        for t, kind in enumerate(self.kinds):
            least = min(other[t] for other, _ in self.costs if _no_worse(other[:t], costs[:t]))
            loose = pick.choice((0, 0, 0, pick.randint(1, 6), None))
            bound = None if loose is None else least - loose
            proven = bound == costs[t] and all(goal.proven for goal in goals)
            goals.append(
                Goal(
                    name=self.points.model.tiers[t].name, value=kind.reported(costs[t]), unit=kind.unit,
                    bound=None if bound is None else kind.reported(bound), sense=kind.sense, proven=proven,
                    proof=_PROOF if proven else None,
                )
            )  # fmt: skip
        missions = self.points.allocations[position][0].missions
        status = "optimal" if all(goal.proven for goal in goals) else "feasible"
        found = result_of(self.points.plan, self.points.model, *missions, goals=tuple(goals), status=status)
        return Result.of(found)


def _no_worse(costs: tuple[int, ...], than: tuple[int, ...]) -> bool:
    return all(cost <= other for cost, other in zip(costs, than, strict=True))


def other_problem(plan: Plan, model: CoordinationModel, pick: Random) -> tuple[Plan, CoordinationModel]:
    """The plan with a cell changed, or with fewer requests, or the model with another level or two."""
    kind = pick.choice(("levels", "levels", "levels", "missions", "priority", "fewer"))
    if kind == "levels":
        return plan, _other_levels(model, pick)
    if kind == "missions":
        code = pick.choice(sorted(plan.experts))
        expert = replace(plan.experts[code], missions=pick.choice((0, 1, None)))
        return replace(plan, experts={**plan.experts, code: expert}), model
    code = list(plan.requests)[-1]
    if kind == "fewer" and len(plan.requests) > 2:
        kept = {
            own: replace(request, after=tuple(each for each in request.after if each != code))
            for own, request in plan.requests.items()
            if own != code
        }
        rows = tuple(row for row in plan.decisions if row.request != code)
        return replace(plan, requests=kept, decisions=rows), model
    request = plan.requests[code]
    other = replace(request, priority=request.priority % 5 + 1)
    return replace(plan, requests={**plan.requests, code: other}), model


def _other_levels(model: CoordinationModel, pick: Random) -> CoordinationModel:
    weighed = {term.code for tier in model.tiers for term in tier.terms}
    codes = [
        code
        for code, rule in RULES.items()
        if len(rule.levels) > 1 and code not in ("funding", "agreement_provider")
    ]
    first = [code for code in codes if code in weighed] or codes
    for code in {pick.choice(first), pick.choice(codes)}:
        levels = [
            level
            for level in sorted(RULES[code].levels)
            if level is not model.level(code) and (level is not Level.SOFT or code in weighed)
        ]
        if levels:
            model = model.with_levels(**{code: pick.choice(levels)})
    return model
