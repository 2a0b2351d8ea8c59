"""The sheets of the planner's workbook, derived from the record classes of `allocator.plan.entities`.

The reader, the starter workbook, the README table and the messages all look here.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from types import MappingProxyType
from typing import Any

from allocator.plan import entities
from allocator.plan.entities import Kind, header_of
from allocator.tables.written_sheets import WRITTEN_SHEETS

#: Headers of the sheet `Plan`, which holds one setting per row.
KEY_VALUE = ("key", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: a field of a record and how its cells read.

    `refers` names the sheets among whose keys a code must be; `default` stands for a blank cell. A sheet
    must have the column where it is `required`, or `header_needed` though cells may be blank.
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
            )
        )
    return tuple(columns)


def _sheet(
    name: str,
    record: type[Any],
    *key: str,
    plan_field: str = "",
    required: bool = False,
    unique: bool = True,
    vertical: bool = False,
) -> Sheet:
    return Sheet(
        name=name,
        record=record,
        plan_field=plan_field or name.casefold().replace(" ", "_"),
        columns=_columns(record),
        key=key,
        required=required,
        unique=unique,
        vertical=vertical,
    )


#: Every input sheet, in the order of the workbook.
SHEETS: tuple[Sheet, ...] = (
    _sheet("Plan", entities.Settings, plan_field="settings", required=True, vertical=True),
    _sheet("Members", entities.Member, "member"),
    _sheet("Closures", entities.Closure, "member", "first", "last", unique=False),
    _sheet("Administrations", entities.Administration, "administration"),
    _sheet("Experts", entities.Expert, "expert", required=True),
    _sheet("Qualifications", entities.Qualification, "expert", "profile", "topic", required=True),
    _sheet("Availability", entities.Availability, "expert", "first", "last", unique=False),
    _sheet("Mission types", entities.MissionType, "mission_type", required=True),
    _sheet("Seats", entities.Seat, "mission_type", "seat", required=True),
    _sheet("Requests", entities.Request, "request", required=True),
    _sheet("Request seats", entities.RequestSeat, "request", "seat"),
    _sheet("Interest", entities.Interest, "expert", "request"),
    _sheet("Agreements", entities.Agreement, "agreement"),
    _sheet("Travel", entities.Travel, "from_region", "to_region"),
    _sheet("History", entities.History, "expert", "member"),
    _sheet(
        "Assignments", entities.Decision, "request", "seat", "expert", plan_field="decisions", unique=False
    ),
)

SHEET_BY_NAME: Mapping[str, Sheet] = MappingProxyType({sheet.name: sheet for sheet in SHEETS})

#: Sheets of `allocation.xlsx` that only answer; the reader leaves them out without a word.
OUTPUT_SHEETS: frozenset[str] = frozenset(WRITTEN_SHEETS) - frozenset(SHEET_BY_NAME)

#: How the names of the sheets begin that list what one administration is asked for; the reader skips them.
ADMINISTRATION_PREFIX = "For "

#: Sheets of the starter workbook that help to fill in the others; the reader leaves them out as well.
GUIDE_SHEETS: frozenset[str] = frozenset({"Start here", "Lists"})

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
    answers = normalised(text) in {normalised(name) for name in OUTPUT_SHEETS | GUIDE_SHEETS}
    return answers or text.lstrip().casefold().startswith(ADMINISTRATION_PREFIX.casefold())
