"""The plan: entities, calendar and the bundled table of WCO Members."""

from allocator.plan.plan import Plan
from allocator.plan.records import TeamSeat

__all__ = ["Plan", "TeamSeat"]
