"""The pages of the sheets: of the input from the schema, of the output from what the report makes."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

from allocator.report.output_sheet import OutputSheet
from allocator.report.registry import SHEETS as WRITTEN
from allocator.report.result import Result
from allocator.tables import SHEETS
from allocator.tables.schema import Column, Sheet
from site_pages import first_steps
from site_pages.words import page_of, plain, prose, table

_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KINDS = {
    "key": "code, unique", "code": "code", "codes": "codes, separated by `;`", "text": "text",
    "member": "Member: ISO code or name", "members": "Members, separated by `;`", "region": "WCO region",
    "places": "Members or regions, separated by `;`", "languages": "two-letter codes, separated by `;`",
    "weekdays": "weekdays: `Mon`, `Mon-Fri`, `any`", "date": "date", "whole": "whole number",
    "limit": "whole number, or `-` for no limit", "choice": "one of",
    "choices": "some of these, separated by `;`:",
}  # fmt: skip


_INPUT = """# Input sheets

A plan is one `.xlsx` workbook, or a folder with one CSV file per sheet. Capitals, spaces and underscores in
headers do not matter. Columns may stand in any order; a sheet or column that is not needed may be missing.
This page is made from the schema that the reader itself uses."""
_OUTPUT = """# Output sheets

What `allocation.xlsx` holds before the sheets of the input, which follow so that it is a complete input
again. A sheet that the input has as well begins with the input's columns. In the workbook the words below
are notes on the headers."""


def anchor(name: str) -> str:
    """The anchor of a sheet on its page."""
    return name.lower().replace(" ", "-")


def purpose(record: type[Any]) -> str:
    """What a sheet holds: the docstring of its record without the name of the sheet."""
    text = (inspect.getdoc(record) or "").split("\n\n")[0].replace("\n", " ")
    held = text.split(": ", 1)[1].split(" In a Plan ")[0]
    return held[0].upper() + held[1:]


def default_words(column: Column) -> str:
    """A blank cell's meaning as it is written in a cell; empty where there is none to write."""
    default = column.default
    if isinstance(default, frozenset):
        days = sorted(default)
        return _WEEK[days[0]] if len(days) == 1 else f"{_WEEK[days[0]]}-{_WEEK[days[-1]]}"
    if column.kind == "limit" and default is None:
        return "-"
    return "" if default in (None, "", ()) else str(default)


def input_page() -> str:
    """Every input sheet with every column: what it holds, how it is written, what a blank cell means."""
    summary = [
        (
            f"[{sheet.name}](#{anchor(sheet.name)})",
            prose(purpose(sheet.record)),
            "yes" if sheet.required else "no",
        )
        for sheet in SHEETS
    ]
    parts = [
        _INPUT,
        table(("sheet", "what it holds", "needed"), summary),
    ]
    for sheet in SHEETS:
        parts += _input_section(sheet)
    return page_of(parts)


def _input_section(sheet: Sheet) -> Iterator[str]:
    yield f"## {sheet.name}"
    yield prose(purpose(sheet.record))
    if sheet.vertical:
        yield "One setting per row, in the columns `key` and `value`; the keys are:"
    elif sheet.unique and sheet.key:
        names = ", ".join(f"*{sheet.column(field).header}*" for field in sheet.key)
        yield f"A row is named by {names}; no two rows may have the same."
    yield table(
        ("column", "what it holds", "how it is written", "blank means"), map(_input_row, sheet.columns)
    )


def _input_row(column: Column) -> tuple[str, str, str, str]:
    header = f"**{column.header}**" if column.required else column.header
    blank = "not allowed" if column.required else default_words(column)
    return (
        header,
        plain(column.doc),
        _written(column),
        f"`{blank}`" if blank and not column.required else blank,
    )


def _written(column: Column) -> str:
    words = _KINDS[column.kind]
    if column.choices:
        words += " " + ", ".join(f"`{choice}`" for choice in column.choices)
    if column.kind in ("whole", "limit") and (column.least or column.most is not None):
        most = "" if column.most is None else f" to {column.most:,}"
        words += f", {column.least}{most}" if most else f", {column.least} or more"
    if column.refers:
        words += " of " + " or ".join(f"[{name}](#{anchor(name)})" for name in column.refers)
    return words


def output_page() -> str:
    """Every sheet that a result adds, with its columns in a result of the first steps."""
    result = first_steps.result()
    made = {name: sheet.table(result) for name, sheet in WRITTEN.items() if _stands(sheet, result)}
    asked = ", ".join(name for name in WRITTEN if name not in made)
    parts = [
        _OUTPUT,
        f"Only where they were asked for, or have something to say: {asked}.",
    ]
    for name, shown in made.items():
        rows = dict.fromkeys((_header(column.header), plain(column.note)) for column in shown.columns)
        parts += [f"## {name}", table(("column", "what it holds"), rows)]
    return page_of(parts)


def _stands(sheet: OutputSheet, result: Result) -> bool:
    return sheet.applies(result.plan) and sheet.asked(result)


def _header(header: str) -> str:
    return "one column for each week, headed by its Monday" if _DAY.fullmatch(header) else header
