"""How much every assignment has to be: needed, freely exchangeable, exchangeable at a cost, or open."""

from allocator.questions.explaining.why_these.survey import why_these

__all__ = ["why_these"]
