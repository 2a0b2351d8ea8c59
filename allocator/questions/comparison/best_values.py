"""What the goals count at the best allocation of a problem, as far as runs of it tell.

A problem is a plan with a model. Its best allocation is best in the first goal, among those of that value
best in the second, and so on; let o(t) be what it costs in goal t, every goal being told as a cost to be
minimised. A run has found costs c(t). Its bound b(t) holds among all allocations that cost no more than the
run in every goal before t, and only among them. So

* o(t) <= c(t) where the run costs o(s) in every goal s before t,
* o(t) >= b(t) where the bound speaks of the best allocation: where o(s) <= c(s) for all s before t.

In the first goal both hold of every run. In the second the bound does, and the value only where the first
goal is closed: where a bound, of this run or of another one of the same problem, meets what this run found.
Behind the first goal that is open, the next one still has its bounds, as o(s) <= c(s) is known of the open
one; of the goals after that nothing is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from allocator.results.recounted import costs
from allocator.results.result import Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A value that is known to lie from `low` to `high`, both included, in the unit of its goal; None where
    nothing is known on that side. `contradicted` where a bound of one run passes what another one found: then
    one of the bounds is false, and none of them is believed."""

    low: int | None
    high: int | None
    contradicted: bool = False

    @property
    def exact(self) -> bool:
        """Whether there is one value only."""
        return self.low is not None and self.low == self.high

    def minus(self, other: "Range") -> "Range":
        """Where the difference of two such values lies."""
        low = None if self.low is None or other.high is None else self.low - other.high
        high = None if self.high is None or other.low is None else self.high - other.low
        return Range(low=low, high=high)


def best_values(runs: Sequence[tuple[Goal, ...]]) -> tuple[Range, ...]:
    """Per goal, where its value at the best allocation lies; `runs` are the goals of runs of one problem."""
    if not runs:
        return ()
    values = [costs(goals) for goals in runs]
    bounds = [[_as_cost(goal, goal.bound) for goal in goals] for goals in runs]
    ranges = []
    best = list(range(len(runs)))  # runs that cost the least possible in every goal so far
    bounding = list(range(len(runs)))  # runs among whose allocations the best one is
    for t, goal in enumerate(runs[0]):
        said = [bound for run in bounding if (bound := bounds[run][t]) is not None]
        low = max(said, default=None)
        high = min((values[run][t] for run in best), default=None)
        contradicted = low is not None and high is not None and low > high
        low = None if contradicted else low
        ranges.append(replace(_told(goal, low, high), contradicted=contradicted))
        bounding = [run for run in bounding if high is not None and values[run][t] >= high]
        best = [run for run in best if low == high == values[run][t]]
    return tuple(ranges)


def _as_cost(goal: Goal, value: int | None) -> int | None:
    return value if value is None or goal.sense == "min" else -value


def _told(goal: Goal, low: int | None, high: int | None) -> Range:
    """A range of costs in the goal's own sense."""
    if goal.sense == "min":
        return Range(low=low, high=high)
    return Range(low=None if high is None else -high, high=None if low is None else -low)
