"""What one run found may be possible, and better, under the scenario of another.

Runs are cut short at different points, and a scenario that allows more could be told to serve less. Before
a sweep is told, each run that is not proven is offered the best allocations of the others: one that its own
rules allow and its own goals prefer takes the place of its own.
"""

from collections.abc import Sequence
from dataclasses import replace

from allocator.errors import InputError
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.policy import CoordinationModel
from allocator.results.recounted import costs, with_bounds
from allocator.results.result import Goal, Result
from allocator.store import RunStore
from allocator.store.documents import allocation_in, result_document, result_of, summary_of
from allocator.store.jobs import Outcome
from allocator.store.packing import BrokenDocumentError
from allocator.sweeps.table import goals_in
from allocator.verification import goals_counted, verify

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
    incidents. None where its model forbids the allocation or does not prefer it, and where it passes a
    bound: somebody is wrong then."""
    try:
        if verify(result.plan, result.model, allocation):
            return None
        counted = goals_counted(result.plan, result.model, allocation)
    except LookupError:  # a code that this plan does not have
        return None
    goals = with_bounds(result.goals, counted)
    if costs(goals) >= costs(result.goals) or _disproves(goals, result.goals):
        return None
    incidents = (*result.provenance.incidents, f"the allocation is one {why}")
    return replace(
        result, allocation=allocation, goals=goals, searched=None,
        provenance=replace(result.provenance, incidents=incidents),
    )  # fmt: skip


def _disproves(goals: Sequence[Goal], before: Sequence[Goal]) -> bool:
    """Whether goals pass a bound that was told of those before, as far as it speaks of them."""
    for goal, known in zip(goals, before, strict=True):
        if goal.bound is None and known.bound is not None:
            return True
        if costs([goal]) > costs([known]):
            return False
    return False


def _keep(run: Outcome, store: RunStore | None) -> None:
    """Let the store have the better allocation, where it has the run."""
    if store is None or not run.id:
        return
    try:
        entry = store.run(run.id)
        store.keep(replace(entry, answer=run.told.answer, summary=run.told.summary), instead=True)
    except InputError:  # it cannot be read or written now: the sweep tells what is better all the same
        return
