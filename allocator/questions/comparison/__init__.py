"""Results side by side: what each policy is known to reach at best, and what differs in what was found."""

from allocator.questions.comparison.compare import compare
from allocator.questions.comparison.values import Compared, Comparison, Entry, GoalComparison, Standing

__all__ = ["Compared", "Comparison", "Entry", "GoalComparison", "Standing", "compare"]
