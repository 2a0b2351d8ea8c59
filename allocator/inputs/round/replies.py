"""What came back, as plain values: answers with their places, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from allocator.inputs.round.parts import PartName
from allocator.inputs.round.states import Key


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: the file, and where that is known, the sheet and the cell."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.file, "!".join(filter(None, (self.sheet, self.cell))))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. `told` is what the form showed, `state` what the plan should say now, both as
    `allocator.inputs.round.states` writes them."""

    administration: str
    part: PartName
    key: Key
    told: str
    state: str
    place: Place
    saved: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that was not taken over: where, what is wrong, what would be right. `also` are further cells
    of the same sheet."""

    place: Place
    message: str
    administration: str = ""
    column: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Free text that somebody wrote, for a person to read; or how something unusual was read."""

    place: Place
    text: str
    administration: str = ""


@dataclass(kw_only=True)
class Reply:
    """One file that came back, while it is being read. `administration` is empty where nobody knows whose it
    is. `earlier`: the form was made from another state of the plan."""

    file: str
    administration: str = ""
    fingerprint: str = ""
    earlier: bool = False
    saved: datetime | None = None
    answers: list[Answer] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def trouble(self, message: str, sheet: str = "", cell: str = "", *, column: str = "",
                also: tuple[str, ...] = ()) -> None:  # fmt: skip
        """Note what is not taken over."""
        place = Place(self.file, sheet, cell)
        self.troubles.append(
            Trouble(
                place=place, message=message, administration=self.administration, column=column, also=also
            )
        )

    def remark(self, text: str, sheet: str = "", cell: str = "") -> None:
        """Note what a person should read."""
        place = Place(self.file, sheet, cell)
        self.remarks.append(Remark(place=place, text=text, administration=self.administration))


#: The answers that count, by administration, part and key.
Settled = Mapping[tuple[str, PartName, Key], Answer]
