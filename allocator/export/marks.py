"""Colours that carry a meaning, as conditional formats: they follow when a planner edits, sorts or filters.

No meaning stands in the colour alone: the cell says it in a word as well, and the header's note explains it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from allocator.export.sheets import last_row_of
from allocator.report.table import Table

Tone = Literal["bad", "wary", "good", "held", "gone"]

_TONES: Mapping[Tone, Mapping[str, Any]] = {
    "bad": {"bg_color": "#F8D7DA", "font_color": "#7A1420"},
    "wary": {"bg_color": "#FFE8A3", "font_color": "#5C4400"},
    "good": {"bg_color": "#D8EBDD", "font_color": "#1E4D2B"},
    "held": {"bg_color": "#D6E4F5", "font_color": "#1D3557", "bold": True},
    "gone": {"font_color": "#7B8794", "font_strikeout": True},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A format of the cells below one header, where `formula` holds; `{}` in it is the cell.

    `word` is what a number shows behind it; `row` is true where the whole row takes the format.
    """

    header: str
    formula: str
    tone: Tone
    word: str = ""
    row: bool = False


def _begins(header: str, text: str, tone: Tone) -> Mark:
    return Mark(header=header, formula=f'LEFT({{}},{len(text)})="{text}"', tone=tone)


def _is(header: str, text: str, tone: Tone, *, row: bool = False) -> Mark:
    return Mark(header=header, formula=f'{{}}="{text}"', tone=tone, row=row)


def _used(header: str) -> tuple[Mark, ...]:
    steps: tuple[tuple[str, Tone, str], ...] = (
        (">1", "bad", "over"), ("=1", "wary", "full"), (">0.9", "wary", "high"),
    )  # fmt: skip
    return tuple(
        Mark(header=header, formula=f"AND(ISNUMBER({{}}),{{}}{limit})", tone=tone, word=word)
        for limit, tone, word in steps
    )


#: The first mark that fits a cell holds.
MARKS: Mapping[str, tuple[Mark, ...]] = {
    "Summary": (_begins("in words", "Proven", "good"),),
    "Missions": (_begins("pair check", "same country", "bad"),),
    "Assignments": (
        _is("decision", "excluded", "gone", row=True),
        _is("decision", "fixed", "held"),
        _is("decision", "previous", "wary"),
        _is("status", "ticketed", "held"),
        _is("status", "accepted", "good"),
        _is("status", "proposed", "wary"),
        Mark(header="reason", formula='ISNUMBER(SEARCH("release is tentative",{}))', tone="wary"),
    ),
    "Experts": _used("limit used"),
    "Administrations": _used("limit used"),
    "Agreements": _used("budget used"),
    "Availability": (_is("status", "tentative", "wary"),),
    "Unserved": (_is("verdict", "impossible", "bad"), _is("verdict", "blocked", "wary")),
    "Changes": (
        _is("change", "not served any more", "bad"),
        _is("change", "other person", "bad"),
        _is("change", "no longer sent", "bad"),
        _is("change", "new date", "wary"),
        _is("change", "other payer", "wary"),
        _is("change", "new", "good"),
        _is("agreed", "ticketed", "held"),
        _is("agreed", "accepted", "good"),
        _is("agreed", "proposed", "wary"),
    ),
    "Checks": (_begins("finding", "BROKEN", "bad"), _begins("finding", "Passed", "good")),
}

_SHARES = "Amber, high: over 90 %; amber, full: all of it. Red, over: beyond the limit"

#: What the colours below a header say, for its note.
_LEGENDS: Mapping[tuple[str, str], str] = {
    ("Summary", "in words"): "Green: proven to be the best",
    ("Missions", "pair check"): "Red: two of the team come from the same country",
    ("Assignments", "decision"): "Blue: fixed. Amber: previous. Struck through: excluded",
    ("Assignments", "status"): "Amber: proposed. Green: accepted. Blue: ticketed. No colour: draft",
    ("Assignments", "reason"): "Amber: the expert's release is tentative",
    ("Experts", "limit used"): _SHARES,
    ("Administrations", "limit used"): _SHARES,
    ("Agreements", "budget used"): _SHARES,
    ("Availability", "status"): "Amber: tentative",
    ("Unserved", "verdict"): "Red: impossible. Amber: blocked",
    ("Changes", "change"): "Red: somebody goes no more. Amber: another date or payer. Green: new",
    ("Changes", "agreed"): "Amber: proposed. Green: accepted. Blue: ticketed",
    ("Checks", "finding"): "Green: passed. Red: broken",
}


def with_legends(table: Table) -> Table:
    """The table with what its colours say in the notes of its headers."""
    columns = (
        replace(
            column, note=". ".join(filter(None, (column.note, _LEGENDS.get((table.name, column.header)))))
        )
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def add_marks(book: Workbook, sheet: Worksheet, table: Table, *, header_row: int = 0) -> None:
    """The marks of a sheet, whose table has its header in `header_row`; also for rows that a planner adds."""
    first, last = header_row + 1, header_row + last_row_of(table)
    for mark in MARKS.get(table.name, ()):
        if mark.header in table.headers:
            position = table.headers.index(mark.header)
            columns = (0, len(table.columns) - 1) if mark.row else (position, position)
            cell = f"${xl_col_to_name(position)}{first + 1}"
            rule = {
                "type": "formula",
                "criteria": f"={mark.formula.replace('{}', cell)}",
                "format": book.add_format(_format_of(mark)),
                "stop_if_true": True,
            }
            sheet.conditional_format(first, columns[0], last, columns[1], rule)


def _format_of(mark: Mark) -> dict[str, Any]:
    shown = {"num_format": f'0%" {mark.word}"'} if mark.word else {}
    return {**_TONES[mark.tone], **shown}
