"""What the starter workbook says of a sheet and of a column, all of it from the schema."""

import inspect

from allocator.report.table import Cell, text_of
from allocator.tables.cells.weekdays import weekdays
from allocator.tables.schema import Column, Sheet

#: How a cell of each kind is written; nothing where the words of the column say it.
_FORMS = {
    "code": "One code.",
    "key": "A code of its own in every row, without ; in it.",
    "codes": "One code, or several separated by ;",
    "member": "A code of the sheet Lists, or the Member's name.",
    "members": "Codes of the sheet Lists or names, separated by ;",
    "region": "A code of the sheet Lists.",
    "places": "Codes of Members or regions, separated by ;",
    "languages": "Codes separated by ; as in en;fr",
    "weekdays": "Such as Mon, Mon-Fri, Sun-Thu, Mon;Wed or any.",
    "date": "A date, such as 2026-07-01.",
}


def purpose(sheet: Sheet) -> str:
    """What a sheet holds, in the words of its record: `a person who can be sent`."""
    first = (inspect.getdoc(sheet.record) or "").split("\n\n")[0].replace("\n", " ")
    return first.partition(": ")[2].split(". ")[0].rstrip(".")


def note_of(column: Column, example: Cell) -> str:
    """What the header's note says: the column, whether it may stay blank, how to write it, an example."""
    lines = [
        f"{column.header}: {_need(column)}",
        f"{column.doc}.",
        form_of(column),
        default_of(column),
        "" if example is None else f"Example: {text_of(example)}",
    ]
    return "\n".join(line for line in lines if line)


def _need(column: Column) -> str:
    if column.required:
        return "required"
    return "may stay blank, but the column must be there" if column.header_needed else "may stay blank"


def help_of(column: Column) -> str:
    """What stands beside a setting of the sheet Plan: what it is, how to write it, what blank means."""
    return " ".join(part for part in (f"{column.doc}.", form_of(column), default_of(column)) if part)


def form_of(column: Column) -> str:
    """How a cell of the column is written; empty for free text."""
    if column.kind == "choice":
        return f"One of: {', '.join(column.choices)}."
    if column.kind == "choices":
        return f"One or several of: {', '.join(column.choices)}; separated by ;"
    if column.kind == "whole":
        return f"{numbers_of(column)}."
    if column.kind == "limit":
        return f"{numbers_of(column)}, or - for no limit."
    return _FORMS.get(column.kind, "")


def numbers_of(column: Column) -> str:
    """Which whole numbers a column takes."""
    if column.least is None:
        return "A whole number, negative ones too"
    if column.most is None:
        return f"A whole number, {column.least} or more"
    return f"A whole number from {column.least} to {column.most}"


def default_of(column: Column) -> str:
    """What a blank cell means, where the words of the column do not say it."""
    default = column.default
    if column.required or default in ("", ()):
        return ""
    if column.kind == "limit" and default is None:
        return "Blank: no limit."
    if isinstance(default, frozenset):
        return f"Blank: {weekdays(default)}."
    return "" if default is None else f"Blank: {default}."
