"""What is known before a search begins: an allocation to start from, and where it comes from the same plan
and model, its matrix and bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import takewhile

from allocator.goals.tiers import tier_kind
from allocator.inputs.model_file import digest_of_model
from allocator.matrix import Matrix, Searched, build_matrix, point_of, tighten
from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.entities import PREVIOUS, Decision
from allocator.plan.fingerprint import fingerprint
from allocator.plan.policy import CoordinationModel
from allocator.plan.restriction import only_takes_away
from allocator.problem import build_problem
from allocator.results.result import Goal, Result
from allocator.search.trust import Witness

_COVERAGE = "served"
_MEMO = "searched"  # under which a result keeps the matrix that was built for it


@dataclass(frozen=True)
class Known:
    """An allocation to start from; the matrix, if it is that of the plan and model, and bounds on the cost of
    the first tiers, by witness, which hold among points as good in the tiers before as one that costs
    `values`. `new` are the requests that its own plan did not have. With
    `stay_close` the search does not go far from `agreed`, the previous allocation of the plan."""

    allocation: Allocation
    matrix: Matrix | None = None
    bounds: tuple[Mapping[Witness, int], ...] = ()
    values: tuple[int, ...] = ()
    new: frozenset[str] = frozenset()
    stay_close: bool = False
    agreed: Allocation = field(default_factory=Allocation)

    @property
    def digest(self) -> str:
        """The SHA-256 of the allocation."""
        return digest_of(self.allocation)


def digest_of(allocation: Allocation) -> str:
    """The SHA-256 of an allocation, in hexadecimal."""
    return sha256(repr(allocation.missions).encode()).hexdigest()


def known_from(
    start: Allocation | Result | None, plan: Plan, model: CoordinationModel, *, stay_close: bool = False
) -> Known | None:
    """What a search begins with, and whether it is to stay close to it."""
    known = _known_from(start, plan, model)
    if known is None or not stay_close:
        return known
    return replace(known, stay_close=True, agreed=previous_of(plan))


def agreed_in(plan: Plan) -> Known:
    """What a search that starts elsewhere stays close to: the previous allocation of a plan."""
    before = previous_of(plan)
    return Known(before, stay_close=True, agreed=before)


def _known_from(start: Allocation | Result | None, plan: Plan, model: CoordinationModel) -> Known | None:
    """What an allocation or a result says of a plan under a model; without either, the plan's own previous
    allocation."""
    if start is None:
        before = previous_of(plan)
        return Known(before) if before.missions else None
    if isinstance(start, Allocation):
        return Known(start)
    if fingerprint(start.plan) != fingerprint(plan) or _rules(start.model) != _rules(model):
        new = frozenset(plan.requests) - frozenset(start.plan.requests)
        return Known(start.allocation, bounds=_bounds_left(start, plan, model), new=new)
    same = _common_tiers(start.model, model)
    return Known(
        allocation=start.allocation,
        matrix=_matrix_of(start, plan, model),
        bounds=tuple(bounds_on_costs(start)[:same]),
        values=_costs_of(start)[:same],
    )


def _matrix_of(start: Result, plan: Plan, model: CoordinationModel) -> Matrix | None:
    """The matrix of a result, if it is that of a plan under a model: one with the same tiers, in whatever
    order."""
    if start.searched is None or start.plan != plan or set(start.model.tiers) != set(model.tiers):
        return None
    matrix = searched_of(start).matrix
    if start.model == model:
        return matrix
    tier = dict(zip(start.model.tiers, matrix.tiers, strict=True))
    columns = replace(matrix.columns, problem=replace(matrix.columns.problem, model=model))
    return replace(matrix, columns=columns, tiers=tuple(tier[each] for each in model.tiers))


def _bounds_left(start: Result, plan: Plan, model: CoordinationModel) -> tuple[Mapping[Witness, int], ...]:
    """The bounds of an earlier plan that hold for one that only takes away from it: on what is served."""
    first = {term.code for tier in model.tiers[:1] for term in tier.terms}
    if first != {_COVERAGE} or not _common_tiers(start.model, model) or _rules(start.model) != _rules(model):
        return ()
    return tuple(bounds_on_costs(start)[:1]) if only_takes_away(start.plan, plan) else ()


def _rules(model: CoordinationModel) -> tuple[object, ...]:
    """What decides which allocations are possible, and what they are worth in a tier."""
    return dict(model.levels), dict(model.priorities)


def _common_tiers(one: CoordinationModel, other: CoordinationModel) -> int:
    """How many first tiers two models have in common."""
    pairs = zip(one.tiers, other.tiers, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def previous_of(plan: Plan) -> Allocation:
    """The `previous` rows of a plan that name a seat, a person and a day, as an allocation."""
    teams: dict[str, list[Decision]] = {}
    for row in plan.decisions:
        if row.decision == PREVIOUS and row.seat and row.expert and row.start:
            teams.setdefault(row.request, []).append(row)
    return Allocation(tuple(_mission(team) for team in teams.values()))


def _mission(team: list[Decision]) -> Mission:
    first = team[0]
    assert first.start is not None
    people = tuple(Assignment(row.request, row.seat, row.expert) for row in team)
    return Mission(request=first.request, start=first.start, team=people, agreement=first.agreement or None)


def searched_of(result: Result) -> Searched:
    """The matrix of a result and the point that it is; built where there is none, once for each result.

    Plan or model may have been put in the place of others by `dataclasses.replace`: then the matrix is not
    theirs, and another is built.
    """
    known = result.searched
    if isinstance(known, Searched) and _is_of(known.matrix, result):
        return known
    found = result.memo.get(_MEMO)
    if not isinstance(found, Searched):
        matrix = build_matrix(build_problem(result.plan, result.model))
        point = point_of(matrix, result.allocation)
        found = result.memo[_MEMO] = Searched(matrix, tighten(matrix), point)
    return found


def is_of_one_piece(result: Result) -> bool:
    """Whether the goals of a result are those of its plan and model, as far as it can tell: neither was put
    in the place of another."""
    if isinstance(result.searched, Searched):
        return _is_of(result.searched.matrix, result)
    origin = result.provenance
    if origin.model_digest != digest_of_model(result.model) or origin.plan_digest != result.plan.digest:
        return False
    return origin.plan_content in ("", fingerprint(result.plan))


def _is_of(matrix: Matrix, result: Result) -> bool:
    problem = matrix.columns.problem
    same = problem.plan is result.plan or problem.plan == result.plan
    return same and problem.model == result.model


def bounds_on_costs(result: Result) -> list[Mapping[Witness, int]]:
    """The bounds of a result's goals on the cost of each tier; none where they are those of another plan or
    model.

    A bound of a later tier is one among all plans at least as good in the tiers before as that allocation.
    """
    if not is_of_one_piece(result):
        return [{} for _ in result.model.tiers]
    currency = result.plan.settings.currency
    return [
        {} if goal.bound is None else {_witness(goal): tier_kind(tier, currency).reported(goal.bound)}
        for goal, tier in zip(result.goals, result.model.tiers, strict=True)
    ]


def _costs_of(result: Result) -> tuple[int, ...]:
    """What a result's goals say that it costs in each tier: its bounds are of that, whatever allocation was
    put in the place of its own."""
    currency = result.plan.settings.currency
    tiers = zip(result.goals, result.model.tiers, strict=False)
    return tuple(tier_kind(tier, currency).reported(goal.value) for goal, tier in tiers)


def _witness(goal: Goal) -> Witness:
    """Whoever the bound came from, as far as the result says: not exact, since it may have been edited."""
    return Witness("an earlier run" if goal.proof is None else f"an earlier run, by {goal.proof}")
