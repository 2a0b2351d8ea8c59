"""What one administration is asked: plain rows of text by field, ready to be written or looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from allocator.inputs.round.parts import PartName

Row = Mapping[str, str]  # text by field of the part


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The questions to one administration, in its language. `fingerprint` is that of the plan."""

    administration: str
    name: str
    language: str
    fingerprint: str
    title: str
    start: date
    end: date
    rows: Mapping[PartName, tuple[Row, ...]]

    @property
    def questions(self) -> int:
        """How many answers are asked for."""
        return sum(map(len, self.rows.values()))
