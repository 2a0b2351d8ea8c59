"""What a planner starts with: a workbook to fill in, coordination models and scenarios."""

from allocator.export.starter.folder import write_starter

__all__ = ["write_starter"]
