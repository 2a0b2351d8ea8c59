"""The same plan from a workbook, CSV files and DataFrames; and files that are none."""

import csv
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from allocator.errors import InputError
from allocator.plan import Plan
from allocator.tables import plan_from_frames, read_plan, read_raw


def without_places(plan: Plan) -> Plan:
    return replace(plan, decisions=tuple(replace(row, place="") for row in plan.decisions))


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_plan(path)
    assert caught.value.faults
    return str(caught.value.faults[0])


def test_three_sources_one_plan(sheets: Any, to_frames: Any, to_csv: Any, to_xlsx: Any) -> None:
    plans = [plan_from_frames(to_frames(sheets)), read_plan(to_csv(sheets)), read_plan(to_xlsx(sheets))]
    assert len({plan.digest for plan in plans}) == 1
    first, *others = map(without_places, plans)
    assert all(first == other for other in others)
    assert Plan.from_tables(to_frames(sheets)).digest == first.digest


def test_digest_speaks_of_the_content(sheets: Any, to_frames: Any) -> None:
    digest = plan_from_frames(to_frames(sheets)).digest
    assert len(digest) == 64
    columns = {name: frame[frame.columns[::-1]] for name, frame in to_frames(sheets).items()}
    assert plan_from_frames({**columns, "Plan": to_frames(sheets)["Plan"]}).digest == digest
    sheets["Experts"][0]["day cost"] = 201
    assert plan_from_frames(to_frames(sheets)).digest != digest


def test_na_is_text(sheets: Any, to_csv: Any, to_xlsx: Any) -> None:
    sheets["Experts"][0]["name"] = sheets["Experts"][0]["gender"] = "NA"
    for path in (to_csv(sheets), to_xlsx(sheets)):
        assert read_plan(path).experts["ZMB-01"].name == "NA"


def test_values_of_frames(sheets: Any, to_frames: Any) -> None:
    frames = to_frames(sheets)
    experts = frames["Experts"]
    experts["languages"] = [["en", "fr"], ("en",)]
    experts["missions"] = np.array([3, 4], dtype=np.int16)
    experts["days"] = [30.0, np.nan]
    experts["note"] = pd.array(["x", pd.NA], dtype="string")
    frames["Availability"]["from"] = pd.to_datetime(["2026-07-01"])
    frames["Availability"]["to"] = np.array(["2026-12-31"], dtype="datetime64[D]")
    frames["Requests"]["preferred start"] = pd.to_datetime(["2026-09-07", None, None])
    plan = plan_from_frames(frames)
    assert plan.experts["ZMB-01"].languages == ("en", "fr")
    assert (plan.experts["WCO-01"].days, plan.experts["WCO-01"].note) == (30, "")
    assert plan.availability[0].last == date(2026, 12, 31)
    assert plan.requests["R2"].preferred_start is None


def test_excel_csv_with_semicolons_and_a_mark(sheets: Any, to_csv: Any) -> None:
    folder = to_csv(sheets)
    digest = read_plan(folder).digest
    file = folder / "Experts.csv"
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        csv.writer(target, delimiter=";").writerows(rows)
    assert read_plan(folder).digest == digest


def test_lines_are_counted_over_cells_of_several_lines(sheets: Any, to_csv: Any) -> None:
    sheets["Experts"][0]["note"] = "one\ntwo\n\nthree"
    sheets["Experts"][1]["missions"] = "x"
    assert refusal(to_csv(sheets)).startswith("Experts.csv line 6 (missions): 'x' is not a whole number")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (
            b"expert,administration,languages\nA,KEN,en,fr\n",
            "Experts.csv line 2: has 4 cells under 3 headers",
        ),
        (b"expert,administration,languages\nA,K\xe9n,en\n", "Experts.csv line 2: is not UTF-8 text"),
        (b'expert,administration,languages\nA,"KEN,en\n', "Experts.csv line 2: is not well-formed CSV"),
        (b"", "Experts.csv: is empty; its columns are expert"),
    ],
)
def test_a_bad_csv_file_is_one_fault(sheets: Any, to_csv: Any, content: bytes, fault: str) -> None:
    folder = to_csv(sheets)
    for name in ("Qualifications", "Availability", "Interest", "History", "Assignments"):
        lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (folder / f"{name}.csv").write_text(lines[0] + "\n", encoding="utf-8")
    (folder / "Experts.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_plan(folder)
    assert len(caught.value.faults) == 1
    assert str(caught.value.faults[0]).startswith(fault)


def test_other_files_in_the_folder(sheets: Any, to_csv: Any) -> None:
    folder = to_csv(sheets)
    (folder / "README.md").write_text("x", encoding="utf-8")
    (folder / "Expert list.csv").write_text("x", encoding="utf-8")
    (folder / "Missions.csv").write_text("x", encoding="utf-8")
    assert [str(warning) for warning in read_plan(folder).warnings] == [
        "Expert list.csv: no such sheet is known and it is ignored; did you mean Experts?"
    ]


def test_plan_sheet_without_headers(sheets: Any, to_csv: Any) -> None:
    folder = to_csv(sheets)
    file = folder / "Plan.csv"
    file.write_text(file.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    assert read_plan(folder).settings.title == "Small"


def test_no_plan(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.xlsx").startswith("nothing.xlsx: does not exist")
    assert "no CSV file" in refusal(tmp_path)
    for name, message in (
        ("plan.xls", "neither a workbook"), ("plan.csv", "give the folder"), ("plan", "neither a workbook"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(b"x")
        assert message in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"expert,administration", "is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted or of the old .xls format"),
        (b"PK\x03\x04 and nothing more", "cut off or damaged"),
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    assert message in refusal(path)


def test_damaged_workbooks(sheets: Any, to_xlsx: Any, tmp_path: Path) -> None:
    path = to_xlsx(sheets)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "cut off or damaged" in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert "zip file but not an Excel workbook" in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<broken")
    assert "is damaged" in refusal(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(8 << 20))
    assert "far more than a plan" in refusal(path)


def test_workbook_cells(sheets: Any, to_xlsx: Any) -> None:
    path = to_xlsx(sheets)
    book = openpyxl.load_workbook(path)
    book["Experts"]["B2"] = "#REF!"
    book["Experts"]["G3"] = "=1+1"
    book["Experts"]["K2"] = time(9, 30)
    book["Requests"]["D3"] = datetime.fromisoformat("2026-07-01T08:30")
    book["Requests"]["Z2"] = "stray"
    book.create_sheet("Notes")["A1"] = "=1+1"
    book.save(path)
    with pytest.raises(InputError) as caught:
        read_plan(path)
    starts = [
        "Experts!B2 (administration): the formula gives #REF!",
        "Experts!K2 (day cost): 09:30:00 is a time of day",
        "Experts!G3 (missions): the formula was never calculated",
        "Requests!D3 (requested on): 2026-07-01 08:30 has a time of day",
        "Notes: no such sheet is known and it is ignored",
        "Requests!Z2: stands under no header and is ignored",
    ]
    assert len(caught.value.faults) == len(starts)
    for fault, start in zip(caught.value.faults, starts, strict=True):
        assert str(fault).startswith(start)


def test_workbook_with_rows_and_columns_off_the_corner(sheets: Any, to_xlsx: Any) -> None:
    path = to_xlsx(sheets)
    digest = read_plan(path).digest
    book = openpyxl.load_workbook(path)
    book["Experts"].insert_rows(1, 2)
    book["Experts"].insert_cols(1)
    book["Experts"]["H5"] = 9
    book.save(path)
    raw = read_raw(path)
    assert raw.tables["Experts"].headers[:2] == ("", "expert")
    assert read_plan(path).digest != digest
    book["Experts"]["H5"] = "x"
    book.save(path)
    assert refusal(path).startswith("Experts!H5 (missions)")


def test_import_is_cheap() -> None:
    code = (
        "import sys, allocator.tables\n"
        "heavy = {'pandas', 'openpyxl', 'numpy', 'rapidfuzz', 'holidays'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
