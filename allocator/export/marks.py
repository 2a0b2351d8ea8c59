"""Colours as conditional formats: they follow when a planner edits, sorts or filters."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from allocator.export.sheets import last_row_of
from allocator.report.colours import Mark, Tone
from allocator.report.table import Table

_TONES: Mapping[Tone, Mapping[str, Any]] = {
    "bad": {"bg_color": "#F8D7DA", "font_color": "#7A1420"},
    "wary": {"bg_color": "#FFE8A3", "font_color": "#5C4400"},
    "good": {"bg_color": "#D8EBDD", "font_color": "#1E4D2B"},
    "firm": {"bg_color": "#D6E4F5", "font_color": "#1D3557", "bold": True},
    "struck": {"font_color": "#7B8794", "font_strikeout": True},
}


def with_legends(table: Table) -> Table:
    """The table with what its colours say in the notes of its headers."""
    legends = {each.header: each.legend for each in table.colours}
    columns = (
        replace(column, note=". ".join(filter(None, (column.note, legends.get(column.header)))))
        for column in table.columns
    )
    return replace(table, columns=tuple(columns))


def add_marks(book: Workbook, sheet: Worksheet, table: Table, *, header_row: int = 0) -> None:
    """The marks of a sheet, whose table has its header in `header_row`; also for rows that a planner adds."""
    first, last = header_row + 1, header_row + last_row_of(table)
    for colours in table.colours:
        position = table.headers.index(colours.header)
        cell = f"${xl_col_to_name(position)}{first + 1}"
        for mark in colours.marks:
            columns = (0, len(table.columns) - 1) if mark.row else (position, position)
            rule = {
                "type": "formula",
                "criteria": f"={formula_of(mark, cell)}",
                "format": book.add_format(_format_of(mark)),
                "stop_if_true": True,
            }
            sheet.conditional_format(first, columns[0], last, columns[1], rule)


def formula_of(mark: Mark, cell: str) -> str:
    """When a mark holds, as Excel writes it."""
    text = str(mark.against)
    return {
        "is": f'{cell}="{text}"',
        "begins": f'LEFT({cell},{len(text)})="{text}"',
        "holds": f'ISNUMBER(SEARCH("{text}",{cell}))',
        ">": f"AND(ISNUMBER({cell}),{cell}>{text})",
        "=": f"AND(ISNUMBER({cell}),{cell}={text})",
    }[mark.test]


def _format_of(mark: Mark) -> dict[str, Any]:
    shown = {"num_format": f'0%" {mark.word}"'} if mark.word else {}
    return {**_TONES[mark.tone], **shown}
