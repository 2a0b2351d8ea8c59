"""One small plan that fills every sheet and column, and its three forms."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from allocator.errors import Fault, InputError
from allocator.inputs.plan_file import plan_from_frames

Sheets = dict[str, list[dict[str, Any]]]

START, END = date(2026, 7, 1), date(2027, 6, 30)


def full_plan() -> Sheets:
    """A valid plan in which every column of every sheet has a value."""
    settings = {
        "title": "Small", "start": START, "end": END, "start days": "Mon", "working days": "Mon-Fri",
        "currency": "EUR", "notice days": 14, "frozen until": date(2026, 8, 1),
    }  # fmt: skip
    return {
        "Plan": [{"key": key, "value": value} for key, value in settings.items()],
        "Members": [
            {
                "member": "KEN",
                "name": "Kenya",
                "region": "ESA",
                "languages": "en",
                "missions at once": 2,
                "working days": "Mon-Fri",
            },
        ],
        "Closures": [
            {"member": "KEN", "from": date(2026, 12, 24), "to": date(2027, 1, 2), "reason": "Feast"}
        ],
        "Administrations": [
            {
                "administration": "WCO",
                "name": "Secretariat",
                "region": "EUR",
                "country": "BEL",
                "away at once": 4,
                "days": 90,
                "withdrawn from": date(2027, 6, 1),
            },
        ],
        "Experts": [
            {
                "expert": "ZMB-01",
                "administration": "ZMB",
                "languages": "en;fr",
                "name": "A. Banda",
                "source": "pool",
                "gender": "f",
                "missions": 3,
                "minimum missions": 1,
                "days": 30,
                "rest days": 7,
                "day cost": 200,
                "withdrawn from": date(2027, 6, 1),
                "note": "Free from July",
            },
            {
                "expert": "WCO-01",
                "administration": "WCO",
                "languages": "en",
                "name": "B. Peeters",
                "source": "secretariat",
                "gender": "m",
                "missions": 4,
                "minimum missions": 0,
                "days": 40,
                "rest days": 7,
                "day cost": 0,
                "withdrawn from": None,
                "note": "Lead",
            },
        ],
        "Qualifications": [
            {
                "expert": "ZMB-01",
                "profile": "TOE",
                "topic": "valuation",
                "status": "accredited",
                "level": 4,
                "valid until": date(2027, 12, 31),
            },
            {"expert": "WCO-01", "profile": "TOE", "topic": "*"},
        ],
        "Availability": [
            {"expert": "ZMB-01", "from": START, "to": date(2026, 12, 31), "status": "tentative"},
        ],
        "Mission types": [
            {
                "mission type": "diagnostic",
                "days": 5,
                "level": "strategic",
                "travel days": 1,
                "report days": 2,
            },
        ],
        "Seats": [
            {
                "mission type": "diagnostic",
                "seat": "expert",
                "profile": "TOE",
                "topic": "valuation",
                "count": 1,
                "status": "any",
                "minimum level": 2,
            },
        ],
        "Requests": [
            {
                "request": "R1",
                "member": "KEN",
                "mission type": "diagnostic",
                "requested on": date(2026, 3, 1),
                "topic": "valuation",
                "languages": "en",
                "priority": 1,
                "earliest start": date(2026, 9, 1),
                "latest end": date(2026, 12, 1),
                "days": 4,
                "preferred start": date(2026, 9, 7),
                "after": None,
                "gap days": 0,
                "pairing": "required",
                "agreements": "AG1",
                "other members": "UGA;TZA",
                "done on": None,
                "status": "open",
                "status reason": None,
                "expected result": "Report",
                "indicator": "Accepted",
            },
            {
                "request": "R2",
                "member": "KEN",
                "mission type": "diagnostic",
                "requested on": date(2026, 3, 1),
                "topic": "valuation",
                "after": "R1",
                "gap days": 28,
            },
            {
                "request": "R0",
                "member": "KEN",
                "mission type": "diagnostic",
                "requested on": date(2025, 3, 1),
                "topic": "valuation",
                "done on": date(2025, 9, 1),
            },
        ],
        "Request seats": [
            {
                "request": "R2",
                "seat": "lead",
                "profile": "TOE",
                "topic": "valuation",
                "count": 2,
                "status": "accredited",
                "minimum level": 1,
            },
        ],
        "Interest": [{"expert": "ZMB", "request": "R1", "interest": -2}],
        "Agreements": [
            {
                "agreement": "AG1",
                "kind": "tripartite",
                "funders": "SWE",
                "name": "One",
                "providers": "ZMB;WCO",
                "beneficiaries": "ESA;MUS",
                "topics": "valuation",
                "from": START,
                "to": END,
                "budget": 20000,
            },
        ],
        "Travel": [
            {"from region": "ESA", "to region": "ESA", "cost": 900, "days": 1},
            {"from region": "EUR", "to region": "ESA", "cost": 1900, "days": 2},
        ],
        "History": [{"expert": "WCO-01", "member": "KEN", "last date": date(2024, 5, 1)}],
        "Assignments": [
            {
                "request": "R1",
                "seat": "expert",
                "expert": "ZMB-01",
                "start": date(2026, 9, 7),
                "agreement": "AG1",
                "decision": "fixed",
                "status": "proposed",
                "locks": "seat;expert;start;agreement",
                "status reason": "asked in May",
            },
        ],
    }


@pytest.fixture
def sheets() -> Sheets:
    """A fresh copy of the full plan."""
    return full_plan()


def frames(sheets: Sheets) -> dict[str, pd.DataFrame]:
    return {name: pd.DataFrame(rows, dtype=object) for name, rows in sheets.items()}


def headers(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(header for row in rows for header in row))


def write_csv(sheets: Sheets, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headers(rows))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_xlsx(sheets: Sheets, path: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(headers(rows))
        for row in rows:
            sheet.append([row.get(header) for header in headers(rows)])
    book.save(path)
    return path


def faults_of(sheets: Sheets) -> tuple[Fault, ...]:
    """Every fault of the plan in these sheets: errors, or the warnings of a plan that stands."""
    try:
        return plan_from_frames(frames(sheets)).warnings
    except InputError as error:
        return error.faults


@pytest.fixture
def find() -> Callable[[Sheets], list[str]]:
    """The faults of a plan, as lines."""
    return lambda sheets: [str(fault) for fault in faults_of(sheets)]


@pytest.fixture
def to_frames() -> Callable[[Sheets], dict[str, pd.DataFrame]]:
    return frames


@pytest.fixture
def to_csv(tmp_path: Path) -> Callable[[Sheets], Path]:
    return lambda sheets: write_csv(sheets, tmp_path / "plan")


@pytest.fixture
def to_xlsx(tmp_path: Path) -> Callable[[Sheets], Path]:
    return lambda sheets: write_xlsx(sheets, tmp_path / "plan.xlsx")
