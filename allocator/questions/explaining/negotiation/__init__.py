"""The cheapest changes by which a request would be served: what the coordination model calls negotiable."""

from allocator.questions.explaining.negotiation.rounds import Found, Most, cheapest_changes, nearest_trade

__all__ = ["Found", "Most", "cheapest_changes", "nearest_trade"]
