"""What a result that was read back does not vouch for any more."""

from typing import TYPE_CHECKING

from allocator.cli.consoles import say

if TYPE_CHECKING:
    from allocator.results.result import Result


def say_doubts(result: "Result") -> None:
    """Print on standard error why a result is not the one that was written."""
    for doubt in result.doubts:
        say(f"warning  {doubt}", stderr=True)
