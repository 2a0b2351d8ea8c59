"""How records declare what the reader, the starter workbook and the messages need to know of them.

`column` makes a field of a record a column of its sheet: the kind of cell, the header where it differs from
the field's name, and one sentence of help. `sheet` makes a field of a plan the sheet that fills it.
"""

from dataclasses import MISSING, Field, field
from typing import Any, Literal

Kind = Literal[
    "key",  # the record's own code, unique in its sheet
    "code",  # a code of another sheet, or a free code such as a topic
    "codes",  # several of them
    "text",
    "member",  # a WCO Member: code or name, resolved
    "members",
    "region",
    "places",  # Members or regions
    "languages",  # ISO 639-1
    "weekdays",  # Mon, Mon-Fri, Sun-Thu, any
    "date",
    "whole",  # a whole number, not negative unless `least` says so
    "limit",  # a whole number or `-` for no limit
    "choice",  # one of `choices`
    "choices",  # several of them
]


def column(
    kind: Kind,
    doc: str,
    *,
    default: Any = MISSING,
    header: str = "",
    choices: tuple[str, ...] = (),
    refers: str = "",
    least: int | None = 0,
    most: int | None = None,
    header_needed: bool = False,
    narrows: bool = False,
) -> Any:
    """A dataclass field that knows its column.

    `refers` names the sheet whose key a code must be; `least` and `most` bound whole numbers.
    `header_needed` asks for the column, though its cells may be blank. A list that `narrows` says who or what
    alone is meant, and everybody or everything where it is blank.
    """
    metadata = {
        "kind": kind, "doc": doc, "header": header, "choices": choices,
        "refers": refers, "least": least, "most": most, "header_needed": header_needed,
        "narrows": narrows,
    }  # fmt: skip
    return field(default=default, metadata=metadata)


def header_of(record_field: "Field[Any]") -> str:
    """The header of a field's column: its own, or the field's name with spaces."""
    return str(record_field.metadata["header"] or record_field.name.replace("_", " "))


def sheet(
    name: str,
    record: type[Any],
    *key: str,
    default: Any = MISSING,
    required: bool = False,
    unique: bool = True,
    vertical: bool = False,
) -> Any:
    """A field of a plan that knows its sheet and the class of the records there.

    `key` are the fields that name a row, `unique` whether two rows may not share them; `required` asks for
    the sheet. `vertical` is true of the sheet `Plan`, whose settings stand below each other as key and value.
    """
    metadata = {
        "sheet": name, "record": record, "key": key,
        "required": required, "unique": unique, "vertical": vertical,
    }  # fmt: skip
    return field(default=default, metadata=metadata)
