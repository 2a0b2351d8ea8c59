"""What happens to a plan that was agreed, as changes of its sheets."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

Changes = Sequence[Mapping[str, Any]]


def withdrawn(expert: str, day: date) -> Changes:
    """Somebody no longer goes from a day on."""
    return [_set("Experts", expert, "withdrawn from", day.isoformat())]


def cancelled(request: str) -> Changes:
    """A request is asked no more."""
    return [_set("Requests", request, "status", "cancelled")]


def postponed(request: str) -> Changes:
    """A request waits for another window."""
    return [_set("Requests", request, "status", "postponed")]


def window(request: str, earliest: str, latest: str) -> Changes:
    """A request has another window; a blank side is that of the plan."""
    return [
        _set("Requests", request, "earliest start", earliest),
        _set("Requests", request, "latest end", latest),
    ]


def budget(agreement: str, amount: int) -> Changes:
    """An agreement has another budget."""
    return [_set("Agreements", agreement, "budget", amount)]


def _set(sheet: str, key: str, column: str, value: Any) -> Mapping[str, Any]:
    return {"set": {"sheet": sheet, "key": key, "column": column, "value": value}}
