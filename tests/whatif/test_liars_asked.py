"""Questions put to solvers that lie: nothing false is told of what is possible, of costs or of what is
needed."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from allocator.solvers import cp_sat, highs
from allocator.solvers.program import Limits, Outcome
from allocator.whatif.asking import answer
from allocator.whatif.base import Base
from allocator.whatif.variation import serve
from tests.tiny_plans import Points
from tests.whatif.bases import base_at, listed
from tests.whatif.test_truth import hold

Door = Callable[..., Any]
LIMITS = Limits(seconds=5.0, workers=1)
BIG = 10**6


@cache
def cases() -> tuple[tuple[int, Points, Base], ...]:
    """Plans with bases about which nothing is known, so that there is something to lie about."""
    return tuple(_cases())


def _cases() -> Iterator[tuple[int, Points, Base]]:
    for seed in (7200, 7206, 7212, 7233):
        points = listed(seed)
        base = None if points is None else base_at(points, seed)
        if points is not None and base is not None:
            yield seed, points, base


def impossible(true: Door) -> Door:
    """Says that nothing is possible."""
    return lambda *args, **kwargs: Outcome("infeasible")


def crossing(true: Door) -> Door:
    """Says that nothing is better than what is far too dear, and gives up."""

    def lie(*args: Any, **kwargs: Any) -> Outcome:
        watch = kwargs.get("watch")
        if watch is not None:
            watch.bounded(BIG)
        return Outcome("unknown", None, BIG)

    return lie


def everything(true: Door) -> Door:
    """Calls columns that are no allocation the best of all."""

    def lie(program: Any, *args: Any, **kwargs: Any) -> Outcome:
        found = true(program, *args, **kwargs)
        if found.point is None:
            return Outcome(found.status, None, found.bound)
        return Outcome("optimal", np.ones_like(found.point), found.bound)

    return lie


@pytest.mark.parametrize("lie", [impossible, crossing, everything])
@pytest.mark.parametrize("door", [cp_sat, highs], ids=["CP-SAT", "HiGHS"])
def test_one_liar_alone_makes_nobody_say_what_is_false(
    door: Any, lie: Callable[[Door], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "minimise", lie(door.minimise))
    for seed, points, base in cases():
        _hold(seed, points, base)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_prices_that_are_made_up_prove_nothing(sign: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Duals, and rays that say that nothing is possible, at random: they are evaluated, not believed."""
    true, random = highs.ask, np.random.default_rng(1)

    def lie(question: Any, watch: Any, hear: Callable[[str, Any], None]) -> bool:
        def told(kind: str, content: Any) -> None:
            if kind == "duals":
                size = random.standard_normal(len(content)) * sign
                hear("ray", size)
                content = content + size
            hear(kind, content)

        return true(question, watch, told)

    monkeypatch.setattr(highs, "ask", lie)
    for seed, points, base in cases():
        _hold(seed, points, base)


def _hold(seed: int, points: Points, base: Base) -> None:
    base = Base(base.result, base.matrix, base.tightened, base.point)  # nothing learned before
    feasible = [points.allocations[i][0] for i in points.feasible()]
    for request in points.plan.open_requests[:2]:
        allowed = [a for a in feasible if request.request in a.by_request]
        hold(points, base, answer(base, serve(base, request.request), LIMITS), allowed, seed)
