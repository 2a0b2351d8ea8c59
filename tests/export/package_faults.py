"""What Excel would repair or refuse in a workbook, found by reading its parts."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = {"cell": 32_767, "title": 31, "footer": 255, "list": 255, "prompt_title": 32, "message": 255}
_TABLE_NAME = re.compile(r"[^\W\d]\w*")
_CELL_NAME = re.compile(r"[A-Z]{1,3}\d{1,7}", re.IGNORECASE)
_FOOTER_CODES = re.compile(r"&(?:&|[LCRPN]|8 )")


def faults(path: Path) -> list[str]:
    """Every fault of a workbook; an empty list says that Excel would open it without a word."""
    book = load_workbook(path)
    found = [*_parts(path), *_sheets(book)]
    for sheet in book.worksheets:
        problems = (*_tables(sheet), *_rules(sheet), *_print(sheet), *_cells(sheet))
        found += [f"{sheet.title}: {problem}" for problem in problems]
    return found


def _parts(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            if name.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(text)
            if name.startswith("xl/worksheets/sheet") and b"<f>" in text:
                yield f"{name} holds a formula"
            if b"<hyperlink" in text or (b'TargetMode="External"' in text):
                yield f"{name} links to something"


def _sheets(book: Workbook) -> Iterator[str]:
    names = [sheet.title for sheet in book.worksheets]
    if len({name.casefold() for name in names}) < len(names):
        yield "two sheets have one name"
    for name in names:
        if _units(name) > _LONGEST["title"] or re.search(r"[\[\]:*?/\\]", name) or name != name.strip("'"):
            yield f"{name!r} is no name of a sheet"
    tables = [table for sheet in book.worksheets for table in sheet.tables.values()]
    for values in ([table.name.casefold() for table in tables], [table.id for table in tables]):
        if len(set(values)) < len(values):
            yield "two tables have one name or number"
    for name in book.defined_names:
        if not _TABLE_NAME.fullmatch(name):
            yield f"{name!r} is no name of a range"


def _tables(sheet: Worksheet) -> Iterator[str]:
    for table in sheet.tables.values():
        if not _TABLE_NAME.fullmatch(table.name) or _CELL_NAME.fullmatch(table.name):
            yield f"{table.name!r} is no name of a table"
        left, top, right, bottom = range_boundaries(table.ref)
        headers = [sheet.cell(top, column).value for column in range(left, right + 1)]
        if headers != [column.name for column in table.tableColumns]:
            yield "the headers of the table are not those of the sheet"
        if len({str(header).casefold() for header in headers}) < len(headers):
            yield "two columns of the table have one header"
        if bottom <= top:
            yield "the table has no row"
        for area in sheet.merged_cells.ranges:
            if area.max_row >= top and area.min_row <= bottom:
                yield f"{area} is merged inside the table"


def _rules(sheet: Worksheet) -> Iterator[str]:
    taken: set[tuple[int, int]] = set()
    for rule in sheet.data_validations.dataValidation:
        source = rule.formula1 or ""
        if source.startswith('"') and _units(source) - 2 > _LONGEST["list"]:
            yield "a list is too long"
        if _units(rule.prompt or "") > _LONGEST["message"] or _units(rule.error or "") > _LONGEST["message"]:
            yield "a message is too long"
        if max(_units(rule.promptTitle or ""), _units(rule.errorTitle or "")) > _LONGEST["prompt_title"]:
            yield "the title of a message is too long"
        for area in rule.sqref.ranges:
            cell = (area.min_row, area.min_col)
            if cell in taken:
                yield f"{area} has two rules"
            taken.add(cell)


def _print(sheet: Worksheet) -> Iterator[str]:
    footer = sheet.oddFooter
    parts = (("&L", footer.left), ("&C", footer.center), ("&R", footer.right))
    length = sum(_units(mark + (part.text or "")) + 6 for mark, part in parts)
    if length > _LONGEST["footer"] + 18:
        yield "the footer is too long"


def _cells(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                if cell.data_type != "s":
                    yield f"{cell.coordinate} is no text"
                if _units(cell.value) > _LONGEST["cell"]:
                    yield f"{cell.coordinate} is too long"


def footers(path: Path) -> list[str]:
    """The footers as they are written, with their codes."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                root = ElementTree.fromstring(archive.read(name))
                found += [each.text or "" for each in root.iter() if each.tag.endswith("}oddFooter")]
    return found


def codes(footer: str) -> list[str]:
    """The codes of a footer but for `&&`; what is left over shows as an `&?`."""
    left = _FOOTER_CODES.sub("", footer)
    return [
        *(code for code in _FOOTER_CODES.findall(footer) if code != "&&"),
        *(["&?"] if "&" in left else []),
    ]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
