"""Tables as DataFrames, as JSON and as text."""

import json
import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from allocator.plan.entities import Administration, Expert, Request, Settings
from allocator.report.records import cells_of, columns_of, settings_rows
from allocator.report.table import Column, Table, text_of
from allocator.tables.cells.weekdays import weekdays

COLUMNS = (
    Column("code"), Column("day", "date"), Column("number", "whole"),
    Column("share", "percent"), Column("list", "list"),
)  # fmt: skip
TABLE = Table("T", COLUMNS, (("NA", date(2026, 9, 7), 3, 0.25, ("a", "b")), (None, None, None, None, None)))


def test_frame_keeps_kinds_and_blanks() -> None:
    frame = TABLE.frame()
    assert list(frame["code"]) == ["NA", ""]
    assert frame["day"][0] == pd.Timestamp(2026, 9, 7)
    assert pd.isna(frame["day"][1])
    assert frame["number"].dtype == "Int64"
    assert list(frame["list"]) == ["a;b", ""]


def test_frame_without_rows_has_the_columns() -> None:
    frame = Table("T", COLUMNS, ()).frame()
    assert list(frame.columns) == ["code", "day", "number", "share", "list"]
    assert frame.empty
    assert frame["day"].dtype.kind == "M"


def test_frame_takes_a_dash_among_numbers() -> None:
    assert list(Table("T", (Column("n", "whole"),), ((1,), ("-",))).frame()["n"]) == [1, "-"]


def test_records_are_ready_for_json() -> None:
    first = json.loads(json.dumps(TABLE.records()))[0]
    assert first == {"code": "NA", "day": "2026-09-07", "number": 3, "share": 0.25, "list": ["a", "b"]}


def test_text_of_follows_the_syntax_of_the_input() -> None:
    assert [text_of(cell) for cell in (None, ("a", "b"), date(2026, 1, 2), 7)] == [
        "",
        "a;b",
        "2026-01-02",
        "7",
    ]


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ({0}, "Mon"), ({0, 1, 2, 3, 4}, "Mon-Fri"), ({6, 0, 1, 2, 3}, "Sun-Thu"), (range(7), "any"),
        ({0, 2}, "Mon;Wed"), ({5, 6, 0, 2}, "Wed;Sat-Mon"), ({0, 1, 2, 3, 4, 6}, "Sun-Fri"),
    ],
)  # fmt: skip
def test_weekdays_are_written_as_they_are_read(days: set[int], text: str) -> None:
    assert weekdays(days) == text


def test_a_record_has_one_cell_per_column() -> None:
    ask = Request(request="R1", member="ZMB", mission_type="visit", requested_on=date(2026, 1, 5))
    cells = dict(zip((column.header for column in columns_of(Request)), cells_of(ask), strict=True))
    assert cells["requested on"] == date(2026, 1, 5)
    assert cells["languages"] is None
    assert cells["preferred start"] is None
    assert cells["priority"] == 3


def test_no_limit_is_a_dash() -> None:
    assert cells_of(Administration(administration="KEN"))[-3:-1] == ("-", "-")


def test_choices_come_with_their_column() -> None:
    source = next(column for column in columns_of(Expert) if column.header == "source")
    assert source.choices == ("pool", "secretariat", "external")


def test_settings_without_a_value_have_no_row() -> None:
    rows = dict(settings_rows(Settings(title="t", start=date(2026, 1, 1), end=date(2026, 12, 31))))
    assert rows["start days"] == "Mon"
    assert rows["start"] == date(2026, 1, 1)
    assert "frozen until" not in rows


def test_importing_the_report_loads_no_spreadsheet_library_and_no_pandas() -> None:
    code = "import sys, allocator.report; print(*{'pandas', 'openpyxl', 'xlsxwriter'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
