"""Results side by side: what each policy is known to reach at best, and what differs in what was found."""

from allocator.comparison.compare import Compared, Comparison, Entry, GoalComparison, compare

__all__ = ["Compared", "Comparison", "Entry", "GoalComparison", "compare"]
