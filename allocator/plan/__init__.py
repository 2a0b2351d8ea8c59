"""The plan: entities, calendar and the bundled table of WCO Members."""

from allocator.plan.plan import Plan, TeamSeat

__all__ = ["Plan", "TeamSeat"]
