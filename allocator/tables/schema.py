"""The sheets of the planner's workbook, derived from what `allocator.plan.records` declares.

The reader, the starter workbook, the documentation and the messages all look here.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from types import MappingProxyType
from typing import Any

from allocator.plan.declarations import Kind, header_of
from allocator.plan.records import Records
from allocator.tables.written_sheets import WRITTEN_SHEETS

#: Headers of the sheet `Plan`, which holds one setting per row.
KEY_VALUE = ("key", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: a field of a record and how its cells read.

    `refers` names the sheets among whose keys a code must be; `default` stands for a blank cell. A sheet
    must have the column where it is `required`, or `header_needed` though cells may be blank. A list that
    `narrows` says who or what alone is meant; blank, it means all.
    """

    field: str
    header: str
    kind: Kind
    required: bool
    default: Any
    doc: str
    choices: tuple[str, ...]
    refers: tuple[str, ...]
    least: int | None
    most: int | None
    header_needed: bool = False
    narrows: bool = False

    def refers_to(self, sheet: str) -> bool:
        """Whether a cell may name a row of this sheet. A Member needs no row to be named."""
        by_kind = sheet == "Members" and self.kind in ("member", "members", "places")
        return by_kind or sheet in self.refers


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: the class of its records and their columns.

    `plan_field` is the field of `Plan` that holds the records. `key` are the fields that name a row, `unique`
    whether two rows may not share them. `vertical` is true of the sheet `Plan`, whose settings stand below
    each other as key and value.
    """

    name: str
    record: type[Any]
    plan_field: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = False
    unique: bool = True
    vertical: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers in the order in which a new sheet carries them."""
        return KEY_VALUE if self.vertical else tuple(column.header for column in self.columns)

    @property
    def keyed(self) -> bool:
        """Whether the plan holds the records by their key, as others refer to them by it."""
        return len(self.key) == 1 and self.unique

    def column(self, field: str) -> Column:
        """The column of a field. Raises KeyError for a field that the sheet does not have."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)


def normalised(text: str) -> str:
    """A header or sheet name without regard to case, spaces, underscores and hyphens."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if not character.isspace() and character not in "_-")


def _columns(record: type[Any]) -> tuple[Column, ...]:
    columns = []
    for field in fields(record):
        if "kind" not in field.metadata:
            continue
        given = field.metadata
        columns.append(
            Column(
                field=field.name,
                header=header_of(field),
                kind=given["kind"],
                required=field.default is MISSING,
                default=None if field.default is MISSING else field.default,
                doc=given["doc"],
                choices=given["choices"],
                refers=tuple(name for name in given["refers"].split("|") if name),
                least=given["least"],
                most=given["most"],
                header_needed=given["header_needed"],
                narrows=given["narrows"],
            )
        )
    return tuple(columns)


def _sheets() -> Iterator[Sheet]:
    for field in fields(Records):
        if "sheet" not in field.metadata:
            continue
        given = field.metadata
        yield Sheet(
            name=given["sheet"],
            record=given["record"],
            plan_field=field.name,
            columns=_columns(given["record"]),
            key=given["key"],
            required=given["required"],
            unique=given["unique"],
            vertical=given["vertical"],
        )


#: Every input sheet, in the order of the workbook.
SHEETS: tuple[Sheet, ...] = tuple(_sheets())

SHEET_BY_NAME: Mapping[str, Sheet] = MappingProxyType({sheet.name: sheet for sheet in SHEETS})

#: Sheets of `allocation.xlsx` that only answer; the reader leaves them out without a word.
OUTPUT_SHEETS: frozenset[str] = frozenset(WRITTEN_SHEETS) - frozenset(SHEET_BY_NAME)

#: How the names of the sheets begin that list what one administration is asked for; the reader skips them.
ADMINISTRATION_PREFIX = "For "

#: Sheets of the starter workbook that help to fill in the others; the reader leaves them out as well.
GUIDE_SHEETS: frozenset[str] = frozenset({"Start here", "Lists"})

#: The sheet that a gathered round adds to the plan; the reader leaves it out as well.
REPLIES = "Replies"

#: Headers that the output, or the starter workbook, adds to sheets of the input; the reader leaves them out
#: without a word.
OUTPUT_COLUMNS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Plan": frozenset({"what it says"}),
        "Administrations": frozenset(
            {
                "experts",
                "experts sent",
                "planned missions",
                "planned days",
                "delivered days",
                "limit used",
                "days away",
                "most away",
            }
        ),
        "Experts": frozenset(
            {"planned missions", "planned days", "limit used", "days away", "planned cost", "requests"}
            | {"delivered missions", "delivered days"}
        ),
        "History": frozenset({"delivered"}),
        "Agreements": frozenset(
            {"planned missions", "delivered cost", "spent", "left", "budget used", "requests"}
        ),
        "Assignments": frozenset(
            {"end", "member", "member name", "administration", "country", "profile", "topic"}
            | {"expert name", "qualification", "level", "cost", "reason", "runners-up", "why this person"}
        ),
    }
)


def sheet_named(text: str) -> Sheet | None:
    """The input sheet with this name, however it is spelt; None if there is none."""
    wanted = normalised(text)
    return next((sheet for sheet in SHEETS if normalised(sheet.name) == wanted), None)


def is_output_sheet(text: str) -> bool:
    """Whether the name belongs to a sheet that only answers, or only helps to fill in the others."""
    answers = normalised(text) in {normalised(name) for name in (*OUTPUT_SHEETS, *GUIDE_SHEETS, REPLIES)}
    return answers or text.lstrip().casefold().startswith(ADMINISTRATION_PREFIX.casefold())
