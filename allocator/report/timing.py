"""How long it took to put a result into tables."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.results.result import Result

_STAGE = "report"  # beside those of the provenance, and where the result keeps it


def note_report_seconds(result: "Result", seconds: float) -> None:
    """Keep what the first time took: the same result is written the same."""
    result.memo.setdefault(_STAGE, round(seconds, 3))


def report_seconds(result: "Result") -> dict[str, float]:
    """The seconds under the name of their stage; empty as long as they are not known."""
    return {_STAGE: result.memo[_STAGE]} if _STAGE in result.memo else {}
