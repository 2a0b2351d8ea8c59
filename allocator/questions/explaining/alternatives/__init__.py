"""What else could be decided for one request: every week with every team, and everybody for each seat."""

from allocator.questions.explaining.alternatives.finder import alternatives

__all__ = ["alternatives"]
