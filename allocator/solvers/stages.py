"""Programs solved in small numbers, their cost digit by digit, and told in the numbers they came in."""

import time
from collections.abc import Callable

from allocator.matrix import Linear
from allocator.problem import Ints
from allocator.solvers.program import Limits, Outcome, Program, Relay, Watch
from allocator.solvers.small import Small

#: Solves a program in small numbers: within limits, from a hint, telling a watch.
Solve = Callable[[Program, Limits, Ints | None, Watch], Outcome]


def in_stages(
    small: Small, cost: Linear | None, limits: Limits, hint: Ints | None, watch: Watch, solve: Solve
) -> Outcome:
    """Minimise `cost`, whose program in small numbers is `small`. With several digits, each is settled before
    the next one is sought: the work of `limits` is allowed to each, the seconds to all of them."""
    began, found, known = time.perf_counter(), list[int](), None
    values = None if hint is None else small.there(hint)
    while True:
        told = _Told(watch, small, cost, found)
        outcome = solve(small.stage(found), limits.since(began), values, told)
        if outcome.bound is not None:
            known = small.bound(found, outcome.bound)
        values = values if outcome.point is None else outcome.point
        if len(found) + 1 >= len(small.cost) or outcome.status != "optimal" or outcome.point is None:
            break
        value = small.cost[len(found)].form.value(outcome.point)
        if value != outcome.bound:
            break
        found.append(value)
    status = outcome.status
    if (found and status in ("unknown", "infeasible")) or (
        status == "optimal" and len(found) + 1 < len(small.cost)
    ):
        # Digits are left that nothing is said of; nothing below a digit says only that this digit is wrong.
        status = "feasible"
    whole = status in ("optimal", "feasible") and values is not None
    return Outcome(status, small.back(values) if whole and values is not None else None, known)


class _Told(Relay):
    """What is said of a stage, in the numbers of the original."""

    def __init__(self, outer: Watch, small: Small, cost: Linear | None, found: list[int]) -> None:
        super().__init__(outer)
        self._small, self._cost, self._found = small, cost, list(found)

    def improved(self, point: Ints, cost: int) -> None:
        whole = self._small.back(point)
        self.outer.improved(whole, self._cost.value(whole) if self._cost else 0)

    def bounded(self, bound: int) -> None:
        self.outer.bounded(self._small.bound(self._found, bound))
