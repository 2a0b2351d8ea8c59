"""Excel workbooks (.xlsx), guarded against files that are not what they say."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from allocator.errors import InputError
from allocator.tables.cells.cells import shown
from allocator.tables.excel.package import Package, SheetPart, read_package
from allocator.tables.excel.remarks import remark
from allocator.tables.excel.workbook_file import archive_of, refused
from allocator.tables.excel.worksheet import TooLargeError, Worksheet, read_worksheet
from allocator.tables.excel.zip_parts import Parts
from allocator.tables.raw import RawPlan
from allocator.tables.schema import normalised
from allocator.tables.sources import Collected, NumberedRows
from allocator.tables.written_sheets import CHECKS

_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_AGAIN = "open it in Excel and save it again"


def read_xlsx(path: Path) -> RawPlan:
    """The sheets of a workbook; of formulas, the values that Excel last saved.

    Raises InputError if the file is no workbook that can be read: damaged, encrypted, with macros, of an old
    format, or blown up beyond any plan.
    """
    collected = Collected(str(path), "xlsx")
    with opened(path) as (parts, package):
        for found in package.sheets:
            sheet = collected.sheet_for(found.title, found.title)
            if sheet is not None:
                worksheet = worksheet_of(path, parts, package, found)
                table, heading = collected.add(sheet, found.title, worksheet.rows)
                remark(collected, table, heading, worksheet, hidden=found.hidden)
            elif normalised(found.title) == normalised(CHECKS):
                collected.keep_checks(partial(_rows, path, parts, package, found))
    return collected.plan()


def sheet_rows(path: Path, title: str) -> NumberedRows:
    """The rows of one sheet, with their numbers; none where there is no such sheet. Raises InputError."""
    with opened(path) as (parts, package):
        found = next((sheet for sheet in package.sheets if sheet.title == title), None)
        return () if found is None else _rows(path, parts, package, found)


def sheet_titles(path: Path) -> frozenset[str]:
    """The titles of a workbook's sheets. Raises InputError as `read_xlsx`."""
    with opened(path) as (_, package):
        return frozenset(found.title for found in package.sheets)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Parts, Package]]:
    """A workbook's parts and what stands around its cells. Raises InputError as `read_xlsx`."""
    with path.open("rb") as file:
        parts = Parts(archive_of(path, file))
        with damage_named(path, _damage(parts)):
            package = read_package(parts)
        yield parts, package


def worksheet_of(path: Path, parts: Parts, package: Package, found: SheetPart) -> Worksheet:
    """The cells of one sheet. Raises InputError where they are damaged, or far too many."""
    title = shown(found.title)
    with damage_named(path, f"is damaged in the sheet {title}; {_AGAIN}"):
        try:
            with parts.open(found.part) as file:
                return read_worksheet(file, package.context)
        except TooLargeError as error:
            raise refused(path, f"{error}: look at the sheet {title}") from error


def _rows(path: Path, parts: Parts, package: Package, found: SheetPart) -> NumberedRows:
    return worksheet_of(path, parts, package, found).rows


def _damage(parts: Parts) -> str:
    """What to say if the parts around the sheets cannot be read."""
    with suppress(Exception):
        if _STRICT in parts.read("xl/workbook.xml"):
            return "is a Strict Open XML Spreadsheet; save it as Excel Workbook (.xlsx)"
    return f"is damaged; {_AGAIN}"


@contextmanager
def damage_named(path: Path, message: str) -> Iterator[None]:
    """Whatever damaged parts lead to inside, as one sentence."""
    try:
        yield
    except (InputError, MemoryError):
        raise
    except Exception as error:
        raise refused(path, message) from error
