"""Whatever stands in cells, headers, sheets and bytes: a plan, or an InputError that a planner can read.

`ALLOCATOR_FUZZ_CASES=100000 python -m pytest tests/tables/test_fuzz.py` runs that many cases instead of the
few of every check; the cases are the same in every run. What once failed stands as an `@example`.
"""

import os
import re
from collections.abc import Callable, Iterator
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from allocator.errors import Fault, InputError
from allocator.inputs.plan_file import plan_from_raw, read_plan
from allocator.tables.schema import SHEETS
from allocator.tables.sources import Collected
from tests.tables.conftest import full_plan
from tests.tables.excel.workbook_parts import parts, sheet_xml, zipped

CASES = int(os.environ.get("ALLOCATOR_FUZZ_CASES", "300"))

#: What no planner should see: the names that Python gives to values, types and errors.
PYTHON = re.compile(
    r"Error\b|Exception|Traceback|<class|object at 0x|\bNone\b|\bTrue\b|\bFalse\b|\bNaN\b|\bnan\b|NaT|Broken"
    r"|datetime\.|Timestamp|Decimal\(|frozenset|NoneType|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\{\}|\[\]"
)

Grids = dict[str, list[list[Any]]]
Edit = tuple[str, int, int, int, Any]


def grids() -> Grids:
    """The full plan as rows of cells under their headers."""
    found: Grids = {}
    for name, rows in full_plan().items():
        headers = list(dict.fromkeys(header for row in rows for header in row))
        found[name] = [list(headers), *([row.get(header) for header in headers] for row in rows)]
    return found


BASE = grids()
NAMES = list(BASE)
HEADERS = sorted({header for sheet in SHEETS for header in sheet.headers})
CODES = [
    "KEN", "Kenya", "ZMB-01", "WCO-01", "WCO", "R1", "R2", "R0", "AG1", "ESA", "EUR", "valuation", "TOE",
    "diagnostic", "expert", "lead", "UGA;TZA", "R1;R2", "KEN;KEN", "fixed", "excluded", "previous",
]  # fmt: skip
TEXTS = [
    "", " ", "NA", "-", "*", ";", ";;", "a;b", "x" * 30_000, "é" * 200, "a,b" * 100,
    ";".join(["x" * 90] * 300),
    ";".join(f"c{i}" for i in range(3000)), "\x00", "\x07bell", "\ud800", "\u200b", "\u202eKEN",
    "K\u00adEN",
    "\ufeffR1", "R1\n", "a\nb", "a\r\nb", "a\x0bb", "a\x85b", "a\u2028b", "\x1b[31mred", "#REF!", "#N/A",
    "=1+1", "[red]R1[/red]", "<b>R1</b>", "'", '"', "'R1'", "{0}", "%s", "٣", "²", "½", "１",
    "3.0000000001", "50%",
    "1e400", "9" * 400, "-1", "2026-07-01", "01/02/2026", "1/7/26", "46204", "2026-02-30", "0000-00-00",
    "9999-12-31", "1 juillet 2026", "Wed 1 July 2026", "Tue 1 July 2026", "2026-07-01 08:30", "any",
    "Mon-Fri",
    "Mon;", "-Mon", "en", "english", "xx", "title", "start", "end", "key", "value", "Côte d'Ivoire",
    "Congo", "Korea",
]  # fmt: skip
NUMBERS = [0, -1, 1, 3, 2.5, 3.0000000001, 1e300, -1e300, 10**11, 10**30, 10**400, 46204, 20260701, 0.5,
           float("inf"), float("-inf"), 1e-300, True, False]  # fmt: skip
DATES = [
    date(1, 1, 1), date(9999, 12, 31), date(2026, 7, 1), date(2027, 6, 30), date(2026, 9, 7),
    datetime.fromisoformat("2026-07-01T08:30"), datetime.fromisoformat("2026-07-01T00:00:00+02:00"),
]  # fmt: skip

VALUES = st.one_of(
    st.sampled_from([*CODES, *TEXTS, *NUMBERS, *DATES, None]),
    st.sampled_from([*CODES, *HEADERS]),
    st.text(max_size=12).filter(lambda text: not PYTHON.search(text)),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False),
    st.dates(date(2025, 1, 1), date(2028, 1, 1)),
)
KINDS = ["cell", "cell", "cell", "cell", "header", "drop row", "double row", "drop column", "double column",
         "swap columns", "drop sheet", "rename sheet", "double sheet", "title", "empty"]  # fmt: skip
PLACE = st.integers(0, 40)
EDITS = st.lists(st.tuples(st.sampled_from(KINDS), PLACE, PLACE, PLACE, VALUES), min_size=1, max_size=6)


def edited(edits: list[Edit]) -> list[tuple[str, list[list[Any]]]]:
    """The sheets of the full plan after all edits."""
    sheets = [(name, rows) for name, rows in BASE.items()]
    for kind, sheet, row, column, value in edits:
        if not sheets:
            break
        at = sheet % len(sheets)
        name, rows = sheets[at]
        if kind == "drop sheet":
            del sheets[at]
        elif kind == "rename sheet":
            sheets[at] = (value if isinstance(value, str) else "Sheet1", rows)
        elif kind == "double sheet":
            sheets.append((NAMES[row % len(NAMES)], rows))
        else:
            sheets[at] = (name, edited_rows([copy(cells) for cells in rows], kind, row, column, value))
    return sheets


def edited_rows(rows: list[list[Any]], kind: str, row: int, column: int, value: Any) -> list[list[Any]]:
    if kind == "empty" or not rows or not rows[0]:
        return []
    if kind == "title":
        return [[value], *rows]
    if kind in {"drop row", "double row"}:
        found = row % len(rows)
        return rows[:found] + rows[found + 1 :] if kind == "drop row" else [*rows, copy(rows[found])]
    at, other = column % len(rows[0]), row % len(rows[0])
    for number, cells in enumerate(rows):
        if at >= len(cells) or other >= len(cells):
            continue
        if kind == "drop column":
            del cells[at]
        elif kind == "double column":
            cells.append(cells[at])
        elif kind == "swap columns":
            cells[at], cells[other] = cells[other], cells[at]
        elif number == (0 if kind == "header" else 1 + row % max(1, len(rows) - 1)):
            cells[at] = value
    return rows


def outcome(read: Callable[[], Any]) -> tuple[Fault, ...]:
    """The faults of an input that is refused, or the warnings of one that stands."""
    try:
        plan = read()
    except InputError as error:
        assert any(fault.severity == "error" for fault in error.faults)
        return error.faults
    assert len(plan.digest) == 64
    return tuple(plan.warnings)


def judge(read: Callable[[], Any]) -> None:
    """Every fault has a place and one readable line, and the same input has the same faults."""
    faults = outcome(read)
    for fault in faults:
        assert fault.place.strip(), fault
        assert fault.message.strip(), fault
        line = str(fault)
        assert len(line) <= 600, line
        assert len(line.splitlines()) == 1, line
        assert line.isprintable(), line
        assert not PYTHON.search(line), line
    if CASES < 1000 or len(faults) % 8 == 0:
        assert outcome(read) == faults


def cases(share: float) -> Callable[[Any], Any]:
    return settings(
        max_examples=max(20, int(CASES * share)), derandomize=True, database=None, deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@cases(0.55)
@given(EDITS, st.sampled_from(["xlsx", "csv", "frame"]))
@example([("rename sheet", 0, 0, 0, "\u200b")], "xlsx")
@example([("header", 4, 0, 1, "\x07")], "csv")
@example([("header", 4, 0, 1, True)], "frame")
@example([("cell", 0, 0, 0, "\x00")], "xlsx")
@example([("cell", NAMES.index("Experts"), 0, 6, 10**400)], "frame")
@example([("cell", NAMES.index("Agreements"), 0, 4, ";".join(f"c{i}" for i in range(3000)))], "xlsx")
@example([("cell", NAMES.index("Requests"), 0, 13, ";".join(f"c{i}" for i in range(3000)))], "xlsx")
def test_cells_and_headers(edits: list[Edit], origin: Any) -> None:
    def read() -> Any:
        collected = Collected("plan", origin)
        for name, rows in edited(edits):
            sheet = collected.sheet_for(name, name)
            if sheet is not None:
                collected.add(sheet, name, list(enumerate(rows, start=1)))
        return plan_from_raw(collected.plan())

    judge(read)


# -- bytes ---------------------------------------------------------------------------------------------------

FLIPS = st.lists(st.tuples(st.integers(0, 63), st.integers(0, 2**20), st.binary(min_size=1, max_size=4)),
                 min_size=1, max_size=8)  # fmt: skip
WORKBOOK = {
    name: part.encode()
    for name, part in parts({name: sheet_xml(rows) for name, rows in BASE.items()}).items()
}


def flipped(content: bytes, place: int, new: bytes) -> bytes:
    at = place % max(1, len(content))
    return content[:at] + new + content[at + len(new) :]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("fuzz") / "plan.xlsx"


@cases(0.15)
@given(FLIPS, st.booleans())
def test_bytes_of_parts(path: Path, flips: list[tuple[int, int, bytes]], packed: bool) -> None:
    """The XML inside a workbook that is a sound zip file."""
    content = dict(WORKBOOK)
    names = list(content)
    for part, place, new in flips:
        name = names[part % len(names)]
        content[name] = flipped(content[name], place, new)
    path.write_bytes(zipped(content, packed=packed))
    judge(lambda: read_plan(path))


WHOLE = {packed: zipped(WORKBOOK, packed=packed) for packed in (False, True)}


@cases(0.1)
@given(FLIPS, st.booleans(), st.one_of(st.none(), st.integers(0, 2**16)))
def test_bytes_of_the_file(
    path: Path, flips: list[tuple[int, int, bytes]], packed: bool, length: int | None
) -> None:
    content = WHOLE[packed]
    for _, place, new in flips:
        content = flipped(content, place, new)
    path.write_bytes(content if length is None else content[: length % len(content)])
    judge(lambda: read_plan(path))


@cases(0.1)
@given(EDITS)
@example([("rename sheet", 0, 0, 0, "\u200b")])
def test_cells_of_workbooks(path: Path, edits: list[Edit]) -> None:
    sheets = {
        legal(name): sheet_xml([[legal(cell) for cell in row] for row in rows])
        for name, rows in edited(edits)
    }
    path.write_bytes(zipped(parts(sheets)))
    judge(lambda: read_plan(path))


def legal(cell: Any) -> Any:
    """Text as XML can hold it: what it cannot hold is written as programs write it, `_x0007_`."""
    if not isinstance(cell, str):
        return cell
    return re.sub(
        r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", lambda found: f"_x{ord(found[0]):04X}_", cell
    )


CSV = {name: "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows).encode()
       for name, rows in BASE.items()}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("fuzz")
    for name, content in CSV.items():
        (place / f"{name}.csv").write_bytes(content)
    yield place


CSV_FLIPS = st.lists(
    st.tuples(
        st.integers(0, 15), st.integers(0, 2**10),
        st.one_of(st.binary(min_size=1, max_size=4), st.sampled_from([b'"', b"\n", b"\r", b",", b";",
        b"\0", b"\xff"])),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@cases(0.1)
@given(CSV_FLIPS, st.sampled_from(["utf-8", "utf-16", "cp1252"]))
@example([(NAMES.index("Members"), 2, b"\x00\xe0")], "utf-16")
@example([(NAMES.index("Closures"), 40, b"\x8b\xe3")], "utf-16")
def test_bytes_of_csv_files(folder: Path, flips: list[tuple[int, int, bytes]], encoding: str) -> None:
    changed: dict[str, bytes] = {}
    for sheet, place, new in flips:
        name = NAMES[sheet]
        changed[name] = flipped(changed.get(name, CSV[name].decode().encode(encoding)), place, new)
    try:
        for name, content in changed.items():
            (folder / f"{name}.csv").write_bytes(content)
        judge(lambda: read_plan(folder))
    finally:
        for name in changed:
            (folder / f"{name}.csv").write_bytes(CSV[name])
