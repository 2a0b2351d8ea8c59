"""What one run found may be possible, and better, under the scenario of another.

Runs are cut short at different points, and a scenario that allows more could be told to serve less. Before
a sweep is told, each run that is not proven is offered the best allocations of the others: one that its own
rules allow and its own goals prefer takes the place of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from allocator.errors import InputError
from allocator.goals.tiers import tier_kind
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Goal, Result
from allocator.store import RunStore
from allocator.store.documents import allocation_in, result_document, result_of, summary_of
from allocator.store.jobs import Outcome
from allocator.store.packing import BrokenDocumentError
from allocator.sweeps.table import goals_in
from allocator.verification import goal_value, verify

Asked = tuple[Plan, CoordinationModel]

_OFFERED = 6  # allocations of other runs, the best, that are held against a run's own rules


def shared(
    runs: Sequence[Outcome], asked: Sequence[Asked | None], store: RunStore | None
) -> tuple[Outcome, ...]:
    """The runs, each with the best allocation that any of them found for it; the store learns of it."""
    told = list(runs)
    for place, (run, about) in enumerate(zip(runs, asked, strict=True)):
        offers = _better(run, runs) if about is not None and run.told.status == "feasible" else []
        if about is not None and offers:
            told[place] = _with_best(run, about, offers)
            if told[place] is not run:
                _keep(told[place], store)
    return tuple(told)


def _better(run: Outcome, runs: Sequence[Outcome]) -> list[Outcome]:
    """The runs, a few, that look best among those that sought the same goals and reached more."""
    names, own = _standing(run)
    others = [(standing, other) for other in runs for found, standing in [_standing(other)] if found == names]
    distinct = {standing: other for standing, other in others if standing > own}
    return [distinct[standing] for standing in sorted(distinct, reverse=True)[:_OFFERED]]


def _standing(run: Outcome) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The names of a run's goals, and its values so that more is better."""
    goals = tuple(goals_in(run.told.summary))
    values = tuple(goal.value if goal.sense == "max" else -goal.value for goal in goals)
    return tuple(goal.name for goal in goals), values


def _with_best(run: Outcome, about: Asked, offers: Sequence[Outcome]) -> Outcome:
    """A run with the first allocation on offer that it may have and prefers. Under `effort` it keeps its own:
    there the same input gives the same result, whatever else is known."""
    try:
        own = result_of(*about, run.told.answer)
        offered = [(other.title, allocation_in(other.told.answer)) for other in offers]
    except BrokenDocumentError:
        return run
    for title, allocation in offered if own.provenance.effort is None else ():
        better = with_allocation(own, allocation, f"found for '{title}', better than its own search's")
        if better is not None:
            told = replace(run.told, answer=result_document(better), summary=summary_of(better))
            return replace(run, told=told)
    return run


def with_allocation(result: Result, allocation: Allocation, why: str) -> Result | None:
    """A result with another allocation, its bounds kept as far as they hold beside it, and `why` among its
    incidents. None where its model forbids the allocation, or does not prefer it."""
    try:
        allowed = not verify(result.plan, result.model, allocation)
        goals = tuple(_goals(result, allocation)) if allowed else ()
    except (LookupError, _NoBetterError):  # a code that this plan does not have
        return None
    if not allowed or [goal.value for goal in goals] == [goal.value for goal in result.goals]:
        return None
    incidents = (*result.provenance.incidents, f"the allocation is one {why}")
    return replace(
        result, allocation=allocation, goals=goals, searched=None,
        provenance=replace(result.provenance, incidents=incidents),
    )  # fmt: skip


class _NoBetterError(Exception):
    """The allocation loses where it first differs, or reaches what was said to be out of reach."""


def _goals(result: Result, allocation: Allocation) -> Iterator[Goal]:
    """The goals at another allocation. Raises _NoBetterError.

    A bound holds among what is as good in the goals before as the allocation. Where the new one is at least
    as good as the old in all of these, fewer are, and the bound stands; behind a goal in which it loses, not.
    """
    better, kept = False, True
    for goal, tier in zip(result.goals, result.model.tiers, strict=True):
        kind = tier_kind(tier, result.plan.settings.currency)
        parts = {
            term.code: goal_value(term.code, result.plan, result.model, allocation) for term in tier.terms
        }
        value = kind.reported(sum(kind.cost_weights[code] * part for code, part in parts.items()))
        sign = 1 if goal.sense == "max" else -1
        gain, bound = (value - goal.value) * sign, goal.bound if kept else None
        if (gain < 0 and not better) or (bound is not None and (bound - value) * sign < 0):
            raise _NoBetterError
        yield replace(
            goal, value=value, parts=parts, bound=bound, proven=goal.proven and not better,
            proof=None if better else goal.proof,
        )  # fmt: skip
        better, kept = better or gain > 0, kept and gain >= 0


def _keep(run: Outcome, store: RunStore | None) -> None:
    """Let the store have the better allocation, where it has the run."""
    if store is None or not run.id:
        return
    try:
        entry = store.run(run.id)
        store.keep(replace(entry, answer=run.told.answer, summary=run.told.summary), instead=True)
    except InputError:  # it cannot be read or written now: the sweep tells what is better all the same
        return
