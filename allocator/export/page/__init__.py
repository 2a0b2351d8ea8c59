"""A result as one page of HTML that needs nothing beside it: for a meeting, for print, for one reader."""

from allocator.export.page.write import write_report

__all__ = ["write_report"]
