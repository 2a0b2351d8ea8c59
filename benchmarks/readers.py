"""Readers of workbooks side by side: the own one, openpyxl twice over, python-calamine.

`python -m benchmarks.readers --rows 5000,50000` prints the processor's seconds and the memory, each
reading in a process of its own; with `--readers calamine` after `pip install python-calamine`.

`ALLOCATOR_READER=NAME python -m pytest -p benchmarks.readers tests/tables` runs the tests of the reader with
another one in its place: those that fail are faults that it does not find, or files that it cannot read.
All readers are given the same guards: what a file may unpack to, and which kinds of file are refused.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from allocator.errors import InputError
from allocator.tables.cells.cells import Broken, Cell, formula_error, shown
from allocator.tables.excel import workbook, worksheet
from allocator.tables.excel.remarks import remark
from allocator.tables.excel.workbook_file import archive_of, refused
from allocator.tables.excel.zip_parts import Parts
from allocator.tables.raw import RawPlan
from allocator.tables.sources import MOST_CELLS, Collected
from benchmarks.memory import Watched

_OFFICE = "application/vnd.openxmlformats-officedocument."
_LOOKS = (
    "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs>'
)
_AGAIN = "open it in Excel and save it again"
_Row = tuple[Any, ...]  # cells of openpyxl
_Found = tuple[str, Callable[[], worksheet.Worksheet], bool]  # title, content, hidden


def _streamed(path: Path) -> Iterator[_Found]:
    """openpyxl in its read-only mode, once for values and once for formulas: no merged or hidden cells, and
    nothing that stands too far to the right."""
    from openpyxl import load_workbook

    values, formulas = (load_workbook(path, read_only=True, data_only=only) for only in (True, False))
    late = bool(formulas.calculation and formulas.calculation.fullCalcOnLoad)
    for sheet in values.worksheets:
        pairs = zip(_rows(sheet), _rows(formulas[sheet.title]), strict=True)
        yield sheet.title, partial(_content, pairs, late), sheet.sheet_state != "visible"


def _rows(sheet: Any) -> Iterator[_Row]:
    """The rows of a sheet in read-only mode; of blank ones in a row, which are the same, the first."""
    sheet.reset_dimensions()
    last = None
    for row in sheet.iter_rows(max_col=worksheet._MOST_COLUMNS):
        if row is not last:
            yield row
        last = row


def _whole(path: Path) -> Iterator[_Found]:
    """openpyxl with all of a workbook in memory, once for values and once for formulas."""
    from openpyxl import load_workbook

    values, formulas = (load_workbook(path, data_only=only) for only in (True, False))
    late = bool(formulas.calculation and formulas.calculation.fullCalcOnLoad)
    for sheet in values.worksheets:
        yield sheet.title, partial(_with_extras, sheet, formulas, late), sheet.sheet_state != "visible"


def _with_extras(sheet: Any, formulas: Any, late: bool) -> worksheet.Worksheet:
    content = _content(zip(_filled(sheet), _filled(formulas[sheet.title]), strict=True), late)
    content.merged = [str(area) for area in sheet.merged_cells.ranges]
    content.hidden_rows = sorted(n for n, row in sheet.row_dimensions.items() if row.hidden)
    content.hidden_columns = sorted(
        (column.min - 1, column.max - 1) for column in sheet.column_dimensions.values() if column.hidden
    )
    return content


def _filled(sheet: Any) -> Iterator[_Row]:
    """The cells that a sheet holds, row by row: `iter_rows` would give all up to the last one."""
    for _, own in groupby(sorted(sheet._cells), key=itemgetter(0)):
        yield tuple(sheet._cells[place] for place in own)


def _content(pairs: Iterable[tuple[_Row, _Row]], late: bool) -> worksheet.Worksheet:
    """The filled cells of a sheet, read twice. `late`: the file leaves calculating to Excel."""
    found, room, text = worksheet.Worksheet(), MOST_CELLS, worksheet._MOST_TEXT
    for pair in pairs:
        row: dict[int, Cell] = {}
        number = 0
        for value, formula in zip(*pair, strict=True):
            cell = _cell(value, formula, late)
            if cell is None:
                continue
            number, position = value.row, value.column - 1
            if position >= worksheet._MOST_COLUMNS:
                found.beyond = found.beyond or value.coordinate
                continue
            if formula.data_type == "f" and _looks_elsewhere(formula.value):
                found.linked.append(value.coordinate)
            text -= len(cell) if isinstance(cell, str) else 0
            row[position] = cell
        if row:
            width = max(row) + 1
            room -= width
            if room < 0:
                message = f"holds more than {MOST_CELLS:,} cells, far more than a plan"
                raise worksheet.TooLargeError(message)
            if text < 0:
                message = f"holds more than {worksheet._MOST_TEXT >> 20} MB of text, far more than a plan"
                raise worksheet.TooLargeError(message)
            found.rows.append((number, tuple(map(row.get, range(width)))))
    return found


def _cell(value: Any, formula: Any, late: bool) -> Cell:
    content: Any = value.value
    if formula.data_type == "f" and content is None:
        return worksheet._NOT_CALCULATED
    if formula.data_type == "f" and late and content == 0:
        return worksheet._PERHAPS_NOT_CALCULATED
    if content is not None and value.data_type == "e":
        return formula_error(str(content))
    if isinstance(content, timedelta) or type(content).__name__ == "time":
        return Broken(f"{content} is a time of day; format the cell as a date, a number or text")
    return int(content) if isinstance(content, float) and content.is_integer() else content


def _looks_elsewhere(formula: Any) -> bool:
    return bool(worksheet._OTHER_FILE.search(worksheet._QUOTED.sub("", str(formula))))


def _calamine(path: Path) -> Iterator[_Found]:
    """python-calamine: values alone; errors of formulas are blank."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for about in book.sheets_metadata:
        yield about.name, partial(_values, book, about.name), not str(about.visible).endswith("Visible")


def _values(book: Any, title: str) -> worksheet.Worksheet:
    found = worksheet.Worksheet()
    cells = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    for number, own in enumerate(cells, start=1):
        row = tuple(map(_plain, own))
        if any(cell is not None for cell in row):
            found.rows.append((number, row))
    return found


def _plain(cell: Any) -> Cell:
    if cell == "":
        return None
    if isinstance(cell, timedelta) or type(cell).__name__ == "time":
        return Broken(f"{cell} is a time of day; format the cell as a date, a number or text")
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _reader(sheets: Callable[[Path], Iterator[_Found]]) -> Callable[[Path], RawPlan]:
    """A reader of plans from a reader of sheets, with the guards and the sentences of the own one."""

    def read(path: Path) -> RawPlan:
        collected = Collected(str(path), "xlsx")
        with path.open("rb") as file, archive_of(path, file) as archive:
            message = workbook._damage(Parts(archive))
        if "Strict" in message:
            raise refused(path, message)
        title = ""
        try:
            for title, content, hidden in sheets(path):
                message = f"is damaged in the sheet {shown(title)}; {_AGAIN}"
                sheet = collected.sheet_for(title, title)
                if sheet is not None:
                    cells = content()
                    table, heading = collected.add(sheet, title, cells.rows)
                    remark(collected, table, heading, cells, hidden=hidden)
        except worksheet.TooLargeError as error:
            raise refused(path, f"{error}: look at the sheet {shown(title)}") from error
        except (InputError, MemoryError):
            raise
        except Exception as error:
            raise refused(path, message) from error
        return collected.plan()

    return read


READERS: dict[str, Callable[[Path], RawPlan]] = {
    "own": workbook.read_xlsx,
    "openpyxl-streamed": _reader(_streamed),
    "openpyxl-whole": _reader(_whole),
    "calamine": _reader(_calamine),
}


def pytest_configure() -> None:
    """As a plugin of pytest: the reader that `ALLOCATOR_READER` names, in the place of the own one. The
    workbooks that tests make by hand are completed, for openpyxl asks for more than cells."""
    from tests.tables.excel import workbook_parts

    workbook.read_xlsx = READERS[os.environ["ALLOCATOR_READER"]]
    zipped = workbook_parts.zipped
    workbook_parts.zipped = lambda content, **given: zipped(_completed(content), **given)


def _completed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a workbook with the content type of each, and styles that name a font."""
    kinds = {
        "xl/workbook.xml": "sheet.main",
        "xl/styles.xml": "styles",
        "xl/sharedStrings.xml": "sharedStrings",
    }
    kinds |= {name: "worksheet" for name in content if name.startswith("xl/worksheets/")}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_OFFICE}spreadsheetml.{kind}+xml"/>'
        for name, kind in kinds.items()
        if name in content
    )
    whole = dict(content)
    if "[Content_Types].xml" in whole and "xl/workbook.xml" in whole:
        whole["[Content_Types].xml"] = whole["[Content_Types].xml"].replace("/>", f">{types}</Types>")
    if "<numFmts>" in whole.get("xl/styles.xml", ""):
        whole["xl/styles.xml"] = whole["xl/styles.xml"].replace("</numFmts>", f"</numFmts>{_LOOKS}")
    return whole


def write_requests(path: Path, rows: int) -> None:
    """A workbook with so many requests: 20 columns of text, dates and numbers, one of them a formula."""
    from xlsxwriter import Workbook

    headers = (
        "request member mission_type requested_on topic languages priority earliest_start latest_end days "
        "preferred_start after gap_days pairing agreements other_members done_on expected_result indicator "
        "note"
    )
    with Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Requests")
        sheet.write_row(0, 0, [header.replace("_", " ") for header in headers.split()])
        for n in range(1, rows + 1):
            day = datetime(2026, 7, 1) + timedelta(days=n % 360)  # noqa: DTZ001
            sheet.write_row(n, 0, [
                f"R{n}", "KEN", "diagnostic", day, f"topic {n % 40}", "en;fr", n % 5 + 1, day,
                day + timedelta(days=60), 5, day, f"R{max(1, n - 7)}", 7, "required", f"AG{n % 30}",
                "UGA;TZA", None, f"A report on what was found in {n}", "Accepted by the Member",
            ])  # fmt: skip
            sheet.write_formula(n, 19, f"=G{n + 1}*2", None, 2 * (n % 5 + 1))


def _measured(name: str, path: Path) -> None:
    """One reading: seconds of the processor, and MB beyond what the process held before it."""
    import openpyxl  # noqa: F401  # loaded by all

    with Watched() as memory:
        began = time.process_time()
        plan = READERS[name](path)
        seconds = time.process_time() - began
    print(f"{sum(len(table.rows) for table in plan.tables.values())} {seconds:.2f} {memory.peak():.0f}")


def main() -> None:
    """Print a table of Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", default="5000,50000")
    parser.add_argument("--readers", default="own,openpyxl-streamed,openpyxl-whole")
    parser.add_argument("--repeat", type=int, default=3, help="readings of each, of which the fastest counts")
    parser.add_argument("--one", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        _measured(given.one[0], Path(given.one[1]))
        return
    print("| reader | rows | seconds | MB |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for rows in map(int, given.rows.split(",")):
            path = Path(folder) / f"{rows}.xlsx"
            write_requests(path, rows)
            for name in given.readers.split(","):
                command = [sys.executable, "-m", "benchmarks.readers", "--one", name, str(path)]
                runs = [
                    subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
                    for _ in range(given.repeat)
                ]
                read, seconds, grown = min(runs, key=lambda run: float(run[1]))
                assert int(read) == rows, read
                print(f"| {name} | {rows:,} | {seconds} | {grown} |", flush=True)


if __name__ == "__main__":
    main()
