"""A fingerprint of what an input says."""

import hashlib
import json

from allocator.tables.cells.cells import Broken, Cell, is_blank, text_of
from allocator.tables.raw import RawPlan, RawTable
from allocator.tables.schema import SHEET_BY_NAME, normalised


def digest_of(raw: RawPlan) -> str:
    """SHA-256, in hexadecimal, over sheets, headers and cells.

    The same for a workbook, a folder of CSV files and DataFrames that say the same: numbers and dates count
    as a spreadsheet shows them. Blank cells and rows, the order of columns, and columns that no record has do
    not count; the order of rows does.
    """
    content = [[name, rows_as_said(raw.tables[name])] for name in SHEET_BY_NAME if name in raw.tables]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rows_as_said(table: RawTable) -> list[list[list[str]]]:
    """Every row of a sheet as pairs of header and text, without blanks."""
    columns = [(normalised(header), table.position(header)) for header in SHEET_BY_NAME[table.sheet].headers]
    return [
        [
            [header, _text(row.cell(at))]
            for header, at in columns
            if at is not None and not is_blank(row.cell(at))
        ]
        for row in table.rows
    ]


def _text(cell: Cell) -> str:
    """A cell as text, whatever it holds."""
    if isinstance(cell, Broken):
        return cell.message
    try:
        return text_of(cell)
    except ValueError:
        return str(cell)
