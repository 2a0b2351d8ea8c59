"""The search: relax, construct, prove; tier by tier."""

from allocator.search.solve import solve, solve_with

__all__ = ["solve", "solve_with"]
