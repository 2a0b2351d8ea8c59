"""What the store keeps of one run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question and its answer, both of plain values.

    `id` is the key of the question; `kind` says what was asked ("solve", or what another room asks).
    `settled` is true of an answer that is not sought again. `plan` is a plan document and `model` a model
    file in TOML, where the question is about them; `summary` is what lists show.
    """

    id: str
    kind: str
    title: str
    status: str
    settled: bool
    question: Mapping[str, Any]
    answer: Any
    created: str
    seconds: float = 0.0
    summary: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None
    model: str | None = None

    @property
    def short_id(self) -> str:
        """As much of the id as lists show."""
        return self.id[:10]
