"""Why a request is not served, by solving: its grade, who would lose, and the cheapest changes."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from allocator.errors import Fault, InputError
from allocator.questions.explaining.beside import conflict_beside
from allocator.questions.explaining.explainer import explainer_of
from allocator.questions.explaining.negotiation import Found
from allocator.questions.explaining.proposals import most_lost, proposals
from allocator.questions.explaining.sentences import (
    NOT_SETTLED,
    NOTHING_NEGOTIABLE,
    changes_note,
    conflict_words,
    joined,
)
from allocator.questions.explaining.trade import Served, known, served_all_the_same, trade_of
from allocator.results.explanation import CheapestChange, Explanation, Grade
from allocator.results.result import Result
from allocator.solvers.program import Limits
from allocator.whatif.base import Base, base_of

_WANTED = 3  # changes
_TRADE_SHARE = 0.5  # of the time, for grade and trade; the rest for changes
_MEMO = "explanations"


def explain(
    result: Result, request: str, *, time_limit: float = 8.0, workers: int = 1, seed: int = 0
) -> Explanation:
    """Why a request is not served, or, where it is, who could take a seat instead.

    For a request that is not served: how sure that is (`Grade`), who would lose if it were served all the
    same, and up to three of the cheapest changes by which it would be, of those that the model's table
    `negotiable` prices. `time_limit` bounds the solving in seconds; with 0 nothing is solved, and only what
    filtering shows is told. Raises InputError for a request that the plan does not have.
    """
    _require(result, request)
    filtered = explainer_of(result).explain(request)
    if filtered.grade is Grade.SERVED or time_limit <= 0:
        return filtered
    found = _Question(base_of(result), filtered, Limits(time_limit, None, workers, seed)).answered()
    result.memo.setdefault(_MEMO, {})[request] = found
    return found


def explain_all(result: Result) -> tuple[Explanation, ...]:
    """An explanation for every request that is not served, in the plan's order: as deep as one was asked for
    of this result, else by filtering."""
    known = result.memo.get(_MEMO, {})
    return tuple(known.get(code) or explainer_of(result).explain(code) for code in _unserved(result))


def explain_deeply(
    result: Result, *, time_limit: float = 60.0, workers: int = 2, seed: int = 0,
    on_explained: Callable[[Explanation], object] = lambda explanation: None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> tuple[Explanation, ...]:  # fmt: skip
    """Every request that is not served explained as `explain` does, several side by side, in `time_limit`
    seconds together; sheets that are made of the result afterwards show it. Once `is_wanted` says no, the
    rest is only filtered."""
    codes, until = _unserved(result), time.perf_counter() + time_limit
    if not codes:
        return ()
    base_of(result), explainer_of(result)  # made once, before they are shared
    waiting = [len(codes)]

    def one(code: str) -> Explanation:
        rounds = -(-waiting[0] // workers)
        waiting[0] -= 1
        left = max(0.2, (until - time.perf_counter()) / max(1, rounds))
        found = explain(result, code, time_limit=left if is_wanted() else 0.0, seed=seed)
        on_explained(found)
        return found

    with ThreadPoolExecutor(workers) as threads:
        return tuple(threads.map(one, codes))


def _unserved(result: Result) -> list[str]:
    served = result.allocation.by_request
    return [r.request for r in result.plan.open_requests if r.request not in served]


def _require(result: Result, request: str) -> None:
    if request not in explainer_of(result).problem.request_index:
        plan = result.plan
        message = plan.why_not_open(request) if request in plan.requests else "is not a request of this plan"
        raise InputError("Requests", [Fault(place=request, message=message)])


class _Question:
    """One request that is not served, its base, and the time."""

    def __init__(self, base: Base, filtered: Explanation, limits: Limits) -> None:
        self.base, self.filtered, self.limits = base, filtered, limits
        self.code = filtered.request
        self.until = time.perf_counter() + (limits.seconds or 0.0)

    def answered(self) -> Explanation:
        """The explanation with what solving adds."""
        if self.filtered.grade is Grade.IMPOSSIBLE_ALONE:
            return self._with_changes(self.filtered)
        served = served_all_the_same(self.base, self.code, self._part(_TRADE_SHARE))
        if served.impossible:
            return self._with_changes(self._beside())
        if served.allocation is None:
            return self._with_changes(replace(self.filtered, grade=Grade.NOT_SETTLED, note=NOT_SETTLED))
        return self._with_changes(self._traded(served), served.lost)

    def _traded(self, served: Served) -> Explanation:
        trade = trade_of(self.base, self.code, served)
        grade = Grade.DEARER if served.at_a_loss else Grade.NOTHING_LOST
        return replace(self.filtered, grade=grade, trade=trade)

    def _beside(self) -> Explanation:
        seconds = self._part(_TRADE_SHARE).seconds or 0.0
        conflict = conflict_beside(self.base.result, self.code, seconds, self.limits.seed)
        return replace(
            self.filtered,
            grade=Grade.IMPOSSIBLE_BESIDE,
            conflict=conflict,
            summary=conflict_words(conflict),
        )

    def _with_changes(self, graded: Explanation, lost: Sequence[int] | None = None) -> Explanation:
        """The explanation with the cheapest changes by which less is lost than in the trade, which loses so
        much in every coverage tier, and by the others less than the request brings; with a better trade, if
        the search for them found one."""
        most = most_lost(self.base, self.code, lost)
        if most is None:
            return graded
        if not self.base.result.model.negotiable:
            return replace(graded, note=joined(graded.note, NOTHING_NEGOTIABLE))
        changes: list[CheapestChange] = []
        for found in proposals(self.base, self.code, self._part(1.0), most):
            if isinstance(found, Found):
                return self._improved(found, changes)
            changes.append(found)
            if len(changes) == _WANTED or time.perf_counter() >= self.until:
                break
        note = changes_note(len(changes), _WANTED, late=time.perf_counter() >= self.until)
        return replace(graded, changes=tuple(changes), note=joined(graded.note, note))

    def _improved(self, found: Found, changes: Sequence[CheapestChange]) -> Explanation:
        """A trade that costs less turned up while changes were sought."""
        return replace(self._traded(known(self.base, found.allocation)), changes=tuple(changes))

    def _part(self, share: float) -> Limits:
        left = max(0.1, share * (self.until - time.perf_counter()))
        return Limits(left, None, self.limits.workers, self.limits.seed)
