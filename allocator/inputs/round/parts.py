"""The sheets of a form: which columns each has, which of them name a row, which are to be filled in.

Written once: the form is made from it, and replies are read by it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

#: Layout of the forms. A reply of another one is still read by its headers.
FORM_VERSION: Final = 1

_IDENTITY = re.compile(r"Allocator \| (.+) \| ([0-9a-f]+) \| (\w+) \| \d+")

PartName = Literal["people", "releases", "missions", "seats"]
Role = Literal["key", "shown", "answer", "day", "text"]

#: Colour of the cells that are to be filled in: one that still has it was not coloured by anybody.
OPEN_FILL: Final = "FFF9DB"

#: What cells say that are not in the words of a language.
UNCONFIRMED, NOTHING = "?", "–"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: `key` columns name the row, `shown` ones inform, the others are to be filled in. `width` is
    in characters."""

    name: str
    role: Role
    width: int


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet with questions. `words` are the answers that it takes, `spare` the empty rows below."""

    name: PartName
    fields: tuple[Field, ...]
    words: tuple[str, ...]
    spare: int = 0

    def named(self, role: Role) -> tuple[str, ...]:
        """The fields of a role, in order."""
        return tuple(field.name for field in self.fields if field.role == role)


_EXPERT, _NAME = Field("expert", "key", 11), Field("name", "shown", 24)
_ANSWER, _REMARK = Field("answer", "answer", 14), Field("remark", "text", 26)
_ASKED = (
    Field("member", "shown", 18),
    Field("dates", "shown", 31),
    Field("kind", "shown", 16),
    Field("result", "shown", 34),
    Field("need", "shown", 20),
    Field("spoken", "shown", 14),
)
_REQUEST = Field("request", "key", 11)
_TOLD = Field("told", "shown", 12)

PARTS: Final[Mapping[PartName, Part]] = MappingProxyType({
    part.name: part
    for part in (
        Part("people",
             (_EXPERT, _NAME, Field("languages", "shown", 26), Field("qualifications", "shown", 54), _ANSWER,
              Field("leaves", "day", 20), _REMARK),
             ("yes", "no"), 8),
        Part("releases",
             (_EXPERT, _NAME, Field("month", "key", 18), Field("released", "shown", 20), _ANSWER,
              Field("from", "day", 18), Field("to", "day", 18), _REMARK),
             ("yes", "no", "maybe"), 15),
        Part("missions", (_REQUEST, *_ASKED, _EXPERT, _NAME, _TOLD, _ANSWER, _REMARK),
             ("yes", "no", "maybe")),
        Part("seats",
             (_REQUEST, Field("seat", "key", 12), *_ASKED, _TOLD, _ANSWER, Field("person", "text", 24),
              _REMARK),
             ("yes", "no", "maybe")),
    )
})  # fmt: skip


def identity_line(administration: str, fingerprint: str, part: str) -> str:
    """The visible line by which a sheet is known again, whatever became of its file's name."""
    return f"Allocator | {administration} | {fingerprint} | {part} | {FORM_VERSION}"


def identity_in(text: str) -> tuple[str, str, str] | None:
    """(administration, fingerprint, part) of such a line; None where it is none."""
    found = _IDENTITY.fullmatch(text.strip())
    return None if found is None else (found[1], found[2], found[3])
