"""The search: relax, construct, prove; tier by tier."""

from allocator.search.solve import solve

__all__ = ["solve"]
