"""The command line: `allocator`, or `python -m allocator`."""

from allocator.cli.app import main

__all__ = ["main"]
