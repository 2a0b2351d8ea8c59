"""The same plan from a workbook, CSV files and DataFrames; and files that are none."""

import csv
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from allocator.errors import InputError
from allocator.inputs.plan_file import Plan, plan_from_frames, read_plan
from allocator.tables import read_raw


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


@pytest.mark.parametrize(
    ("delimiter", "encoding", "first", "end"),
    [
        (";", "utf-8", "sep=;\n", "\n"),
        ("^", "utf-8", "sep=^\r\n", "\r\n"),
        ("\t", "utf-16", "", "\r\n"),
        ("|", "utf-8-sig", "", "\r"),
        (";", "utf-8", "The experts of 2026, as agreed\n\n", "\n"),
    ],
)
def test_csv_in_other_forms(
    sheets: Any, to_csv: Any, delimiter: str, encoding: str, first: str, end: str
) -> None:
    sheets["Experts"][0]["note"] = "one\x85two, three"
    folder = to_csv(sheets)
    digest = read_plan(folder).digest
    file = folder / "Experts.csv"
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
    with file.open("w", encoding=encoding, newline="") as target:
        target.write(first)
        csv.writer(target, delimiter=delimiter, lineterminator=end).writerows(rows)
    plan = read_plan(folder)
    assert plan.digest == digest
    if first.startswith("The"):
        assert "Experts.csv line 3: the headers are taken from this row" in str(plan.warnings[0])


def test_a_csv_file_too_large(sheets: Any, to_csv: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allocator.tables.csv_folder.LARGEST_FILE", 10)
    assert "is larger than 0 MB; this is not a sheet of a plan" in refusal(to_csv(sheets))
    monkeypatch.undo()
    monkeypatch.setattr("allocator.tables.csv_folder.MOST_CELLS", 1)
    assert "holds more than 1 cells; this is not a sheet of a plan" in refusal(to_csv(sheets))


def test_odd_types_in_frames(sheets: Any, to_frames: Any) -> None:
    digest = plan_from_frames(to_frames(sheets)).digest
    frames = to_frames(sheets)
    experts, requests = frames["Experts"], frames["Requests"]
    experts["source"] = pd.Categorical(["pool", "secretariat"])
    experts["missions"] = pd.array([3, 4], dtype="Int8")
    experts["days"] = [Decimal(30), Decimal("40.0")]
    experts["languages"] = [np.array(["en", "fr"]), ["en", None]]
    experts["gender"] = pd.array(["f", "m"], dtype="string")
    requests["requested on"] = pd.to_datetime(["2026-03-01", "2026-03-01", "2025-03-01"]).tz_localize(
        "Asia/Tokyo"
    )
    requests["earliest start"] = [pd.Period("2026-09-01", freq="D"), pd.NaT, pd.NA]
    requests["latest end"] = [np.datetime64("2026-12-01T00:00:00.000000000"), None, float("nan")]
    assert plan_from_frames(frames).digest == digest


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (pd.Period("2026-07", freq="M"), "is a period of more than a day"),
        (pd.Timedelta("3h"), "is a time of day"),
        (np.timedelta64(3, "h"), "is a time of day"),
        (time(9, 30), "is a time of day"),
        (b"x", "holds a kind of value that no cell has"),
        ({"a": 1}, "holds a kind of value that no cell has"),
        ([1, {}], "holds a kind of value that no cell has"),
        (pd.Interval(0, 1), "holds a kind of value that no cell has"),
        (3 + 4j, "holds a kind of value that no cell has"),
        pytest.param(10**5000, "is a number of more than 18 digits", id="a huge number"),
        (pd.Timestamp("2026-07-01T08:30:00.123456789"), "2026-07-01 08:30 has a time of day"),
    ],
)
def test_no_cell_in_frames(sheets: Any, to_frames: Any, value: Any, message: str) -> None:
    frames = to_frames(sheets)
    frames["Closures"] = frames["Closures"].astype(object)
    frames["Closures"].at[0, "from"] = value
    with pytest.raises(InputError) as caught:
        plan_from_frames(frames)
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"Closures row 1 (from): {message}")


def test_labels_on_two_levels(sheets: Any, to_frames: Any) -> None:
    frames = to_frames(sheets)
    frames["History"].columns = pd.MultiIndex.from_product([["a"], frames["History"].columns])
    with pytest.raises(InputError, match="History: has column labels on 2 levels; one level is right"):
        plan_from_frames(frames)


def test_headers_below_titles_and_beside_blanks(sheets: Any, to_csv: Any) -> None:
    folder = to_csv(sheets)
    digest = read_plan(folder).digest
    for name in ("Experts", "Plan"):
        file = folder / f"{name}.csv"
        lines = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join(["Our plan", "", *(f",{line}" for line in lines)]), encoding="utf-8")
    plan = read_plan(folder)
    assert plan.digest == digest
    assert [str(warning).split(":")[0] for warning in plan.warnings] == [
        "Experts.csv line 3",
        "Plan.csv line 3",
    ]


def test_invisible_characters_in_headers_codes_and_names(sheets: Any, to_csv: Any) -> None:
    digest = read_plan(to_csv(sheets)).digest
    sheets["Experts"] = [
        {("ex\u00adpert\u200b" if key == "expert" else f" {key}\xa0"): value for key, value in row.items()}
        for row in sheets["Experts"]
    ]
    sheets["History"][0]["expert"] = "\u200eWCO-01\u200f"
    sheets["History\ufeff"] = sheets.pop("History")
    folder = to_csv(sheets)
    (folder / "History.csv").unlink()
    assert read_plan(folder).digest == digest


def test_lines_are_counted_over_cells_of_several_lines(sheets: Any, to_csv: Any) -> None:
    sheets["Experts"][0]["note"] = "one\ntwo\n\nthree"
    sheets["Experts"][1]["missions"] = "x"
    assert refusal(to_csv(sheets)).startswith("Experts.csv line 6 (missions): 'x' is not a whole number")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"expert,languages\nA,\0\n", "Experts.csv line 2: holds null characters"),
        (b"\xff\xfeexper", "Experts.csv: is not UTF-16 text"),
        (b"PK\x03\x04", "Experts.csv: is an Excel workbook by another name"),
        (b'expert,administration,languages\nA,"B"C,en\n', "Experts.csv line 2: is not well-formed CSV"),
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
        ("plan.doc", "neither a workbook"), ("plan.csv", "give the folder"), ("plan", "neither a workbook"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(b"x")
        assert message in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"expert,administration", "is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a workbook"),
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
        "Requests!Z1: the column has no header, but holds 'stray' at Requests!Z2",
        "Requests!D3 (requested on): 2026-07-01 08:30 has a time of day",
        "Notes: no such sheet is known and it is ignored",
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
