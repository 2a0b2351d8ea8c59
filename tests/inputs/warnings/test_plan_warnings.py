"""Warnings about how the sheets work together: each fires where it should, once, and not one step before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import allocator

Find = Callable[[Any], list[str]]
Change = tuple[str, int, dict[str, Any]]


def two_places(sheets: Any, *people: str) -> None:
    """R1 asks for two people of different countries. These qualify beside ZMB-01; WCO-01 for R2 only."""
    sheets["Seats"][0]["count"] = 2
    sheets["Request seats"][0] |= {"topic": "brewing", "count": 1}
    sheets["Qualifications"][1]["topic"] = "brewing"
    for code in people:
        employer = code.split("-")[0]
        sheets["Experts"].append({"expert": code, "administration": employer, "languages": "en"})
        sheets["Qualifications"].append({"expert": code, "profile": "TOE", "topic": "valuation"})


# fmt: off
DOUBTS: dict[str, tuple[list[Change], str]] = {
    "window too short": (
        [("Requests", 0, {"earliest start": date(2026, 9, 7), "latest end": date(2026, 9, 9)})],
        ("Requests row 1 (latest end): 4 working days do not fit from 2026-09-07 to 2026-09-09, which has 3; "
        "widen the window"),
    ),
    "days longer than the plan": (
        [("Requests", 1, {"days": 300})],
        "Requests row 2 (days): 300 working days do not fit from 2026-07-01 to 2027-06-30, which has 261; ",
    ),
    "no start day in the window": (
        [("Requests", 0, {"earliest start": date(2026, 9, 8), "latest end": date(2026, 9, 16),
          "preferred start": None})],
        ("Requests row 1 (latest end): no start day of the plan (Mon) leaves 4 working days from 2026-09-08 "
        "to 2026-09-16; widen the window"),
    ),
    "always closed": (
        [
            ("Closures", 0, {"member": "UGA", "from": date(2026, 9, 1), "to": date(2026, 11, 30)}),
            ("Requests", 0, {"latest end": date(2026, 11, 20)}),
        ],
        ("Requests row 1 (latest end): every mission of 4 working days from 2026-09-01 to 2026-11-20 meets a "
        "closure of KEN, UGA, TZA; widen the window"),
    ),
    "no time for notice": (
        [("Requests", 0, {"requested on": date(2026, 11, 20)})],
        ("Requests row 1 (requested on): the last possible start, 2026-11-23, comes sooner than the journey "
        "and the plan's 14 days of notice allow; widen the window"),
    ),
    "frozen": (
        [("Plan", 7, {"value": date(2027, 6, 29)}), ("Requests", 0, {"done on": date(2026, 6, 1)})],
        ("Requests row 2 (mission type): the last possible start, 2027-06-21, is before frozen until, "
        "2027-06-29; widen the window"),
    ),
    "no start day works": (
        [("Plan", 3, {"value": "Sat"}), ("Members", 0, {"working days": None})],
        ("Plan row 4 (start days): no mission can start: none of them is a working day, and those are Mon, "
        "Tue, Wed, Thu, Fri"),
    ),
    "predecessor ends too late": (
        [("Requests", 1, {"latest end": date(2026, 10, 9)})],
        ("Requests row 2 (after): R1 ends on 2026-09-10 at the earliest, and with 28 gap days the last "
        "possible start, 2026-10-05, is too early; widen a window or shorten the gap"),
    ),
    "predecessor was delivered too late": (
        [
            ("Requests", 2, {"done on": date(2026, 10, 1)}),
            ("Requests", 1, {"after": "R0", "latest end": date(2026, 10, 9)}),
            ("went", 0, {"request": "R0", "expert": "ZMB-01", "agreement": "AG1", "decision": "previous"}),
        ],
        "Requests row 2 (after): R0 ends on 2026-10-01 at the earliest, and with 28 gap days the last ",
    ),
    "no qualification": (
        [("Qualifications", 1, {"expert": "ZMB-01"})],
        "Experts row 2 (expert): has no row in Qualifications and cannot be sent; add one",
    ),
    "a topic that nobody asks for": (
        [("Qualifications", 1, {"topic": "brewing"})],
        "Experts row 2 (expert): holds no profile and topic that an open request asks for; the person ",
    ),
    "too low a level": (
        [("Qualifications", 1, {"level": 1, "status": "pre-accredited"})],
        "Experts row 2 (expert): holds a profile and topic that are asked for, but with no status, level or ",
    ),
    "valid for too short a time": (
        [("Qualifications", 1, {"valid until": date(2026, 7, 10)})],
        "Experts row 2 (expert): holds a profile and topic that are asked for, but with no status, level or ",
    ),
    "expired": (
        [("Qualifications", 1, {"valid until": date(2026, 6, 30)})],
        "Qualifications row 2 (valid until): is before the plan starts on 2026-07-01; the row counts for ",
    ),
    "released too early": (
        [("Availability", 0, {"from": date(2026, 1, 1), "to": date(2026, 6, 30)})],
        "Experts row 1 (expert): is never released in the plan, 2026-07-01 to 2027-06-30: every row in ",
    ),
    "same country": (
        [("two", 0, {"people": ["ZMB-02"]})],
        ("Requests row 1 (pairing): asks for 2 people of different countries, but who qualifies and "
        "speaks en comes from: expert ZMB"),
    ),
    "too few people": (
        [("two", 0, {"people": []})],
        ("Requests row 1 (pairing): asks for 2 people of different countries, but who qualifies and "
        "speaks en comes from: expert ZMB"),
    ),
    "nobody speaks it": (
        [("two", 0, {"people": ["MUS-01"]}), ("Requests", 0, {"languages": "pt"})],
        ("Requests row 1 (pairing): asks for 2 people of different countries, but who qualifies and "
        "speaks pt comes from: expert nowhere, for there is nobody"),
    ),
    "agreement over before": (
        [("new", 0, {"to": date(2026, 6, 30)})],
        "Agreements row 2 (to): is before the plan starts on 2026-07-01; the agreement pays for nothing",
    ),
    "agreement after the plan": (
        [("new", 0, {"from": date(2027, 7, 1)})],
        "Agreements row 2 (from): is after the plan ends on 2027-06-30; the agreement pays for nothing",
    ),
    "beneficiaries who ask for nothing": (
        [("new", 0, {"beneficiaries": "EUR;MUS"})],
        "Agreements row 2 (beneficiaries): no open request comes from there, so the agreement pays for ",
    ),
    "topics that nobody asks for": (
        [("new", 0, {"topics": "brewing"})],
        "Agreements row 2 (topics): no open request asks for one of them, so the agreement pays for nothing",
    ),
    "requests that name others": (
        [("new", 0, {}), ("Requests", 1, {"agreements": "AG1"})],
        "Agreements row 2 (agreement): every open request that it could pay for names other agreements, so ",
    ),
    "dates without a mission": (
        [("new", 0, {"from": date(2026, 7, 7), "to": date(2026, 7, 11)})],
        "Agreements row 2 (to): no mission of the requests that it could pay for lies inside its dates, so ",
    ),
    "providers without people": (
        [("new", 0, {"providers": "SWE"})],
        "Agreements row 2 (providers): employ no expert of the plan, so nobody can go under the agreement",
    ),
    "budget too small": (
        [("new", 0, {"budget": 3799})],
        "Agreements row 2 (budget): the cheapest mission that it could pay for costs 3,800 EUR; raise it",
    ),
    "nobody pays": (
        [("Agreements", 0, {"beneficiaries": "KEN"}), ("Requests", 1, {"member": "UGA"})],
        "Requests row 2 (request): no agreement pays for UGA on 'valuation' inside the request's window",
    ),
    "the payers named cannot": (
        [("Agreements", 0, {"from": date(2027, 1, 1)})],
        "Requests row 1 (agreements): none of them can pay: compare beneficiaries, topics and dates in ",
    ),
}
# fmt: on


@pytest.mark.parametrize("name", DOUBTS)
def test_a_doubt_is_told_once_and_where_it_stands(sheets: Any, find: Find, name: str) -> None:
    changes, start = DOUBTS[name]
    sheets["Assignments"] = []
    sheets["Interest"] = []
    for sheet, row, cells in changes:
        if sheet == "two":
            two_places(sheets, *cells["people"])
        elif sheet == "went":
            sheets["Assignments"].append(cells)
        elif sheet == "new":
            new = {"agreement": "AG2", "kind": "fund", "funders": "FRA", **cells}
            sheets["Agreements"].append(new)
        else:
            sheets[sheet][row].update(cells)
    faults = find(sheets)
    assert [fault for fault in faults if fault.startswith(start)], faults
    assert len(faults) == 1, faults


# fmt: off
QUIET: dict[str, list[Change]] = {
    "the window just fits": [
        ("Requests", 0, {"earliest start": date(2026, 9, 7), "latest end": date(2026, 9, 10)}),
    ],
    "the follow-up just fits": [("Requests", 1, {"latest end": date(2026, 10, 16)})],
    "a window that another check names": [
        ("Requests", 1, {"earliest start": date(2026, 1, 1), "latest end": date(2026, 6, 1)}),
    ],
    "budget just enough": [("new", 0, {"budget": 3800})],
    "valid until the last day": [("Qualifications", 1, {"valid until": date(2026, 9, 10)})],
    "another country": [("two", 0, {"people": ["MUS-01"]})],
    "no country is shared with nobody": [
        ("Administrations", 0, {"country": None}), ("two", 0, {"people": ["WCO-02"]}),
    ],
    "excluded by the planner": [
        ("Requests", 1, {"days": 300}), ("exclude", 0, {"request": "R2"}),
    ],
    "agreed before the frozen date": [
        ("Plan", 7, {"value": date(2027, 6, 22)}),
        ("previous", 0, {"request": "R2", "start": date(2027, 6, 21)}),
    ],
}
# fmt: on


@pytest.mark.parametrize("name", QUIET)
def test_no_false_alarm(sheets: Any, find: Find, name: str) -> None:
    sheets["Assignments"] = [{"request": "R1", "start": date(2026, 9, 7), "decision": "fixed"}]
    for sheet, row, cells in QUIET[name]:
        if sheet == "two":
            two_places(sheets, *cells["people"])
        elif sheet == "new":
            sheets["Agreements"].append({"agreement": "AG2", "kind": "fund", "funders": "FRA", **cells})
        elif sheet in ("exclude", "previous"):
            kind = {"exclude": "excluded", "previous": "previous"}[sheet]
            sheets["Assignments"].append({"decision": kind, **cells})
        else:
            sheets[sheet][row].update(cells)
    told = [fault for fault in find(sheets) if "the request cannot be served" not in fault]
    assert told == []


def test_one_cause_is_told_once_along_a_chain(sheets: Any, find: Find) -> None:
    """R2 cannot be served; that R3 and R4 after it cannot either goes without saying."""
    sheets["Requests"][1]["latest end"] = date(2026, 10, 9)
    for code, before in (("R3", "R2"), ("R4", "R3;R0")):
        sheets["Requests"].append({**sheets["Requests"][1], "request": code, "after": before})
    assert [fault.split(":")[0] for fault in find(sheets)] == ["Requests row 2 (after)"]


def test_a_chain_adds_up(sheets: Any, find: Find) -> None:
    """R1 ends on 10 September at the earliest, R2 29 days later at least (12 to 16 October), so R3 starts on
    16 November at the earliest."""
    sheets["Requests"].append({**sheets["Requests"][1], "request": "R3", "after": "R2"})
    sheets["Requests"][3]["latest end"] = date(2026, 11, 20)
    assert find(sheets) == []
    sheets["Requests"][3]["latest end"] = date(2026, 11, 19)
    (fault,) = find(sheets)
    assert fault.startswith("Requests row 4 (after): R2 ends on 2026-10-16 at the earliest")


def test_releases_outside_the_plan_are_one_warning(sheets: Any, find: Find) -> None:
    for month in (1, 2, 3):
        sheets["Availability"].append(
            {"expert": "ZMB-01", "from": date(2026, month, 1), "to": date(2026, month, 20)}
        )
    assert find(sheets) == [
        (
            "Availability row 2 (to): is before the plan starts on 2026-07-01; the row releases "
            "nobody in this plan; also in row 3, row 4"
        )
    ]


@pytest.mark.parametrize(
    ("sheet", "column"),
    [("Seats", "profile"), ("Seats", "mission type"), ("Requests", "mission type"), ("Requests", "member"),
     ("Requests", "topic"), ("Qualifications", "expert"), ("Qualifications", "topic"),
     ("Experts", "administration"), ("Experts", "languages"), ("Mission types", "days")],
)  # fmt: skip
def test_a_fault_has_no_echo(sheets: Any, find: Find, sheet: str, column: str) -> None:
    """What a cell with a fault might have said is no reason for a warning."""
    for row in sheets[sheet]:
        row[column] = "a\x07b"
    (fault,) = find(sheets)
    assert "control character" in fault or "§" in fault or "a\\x07b" in fault, fault


def test_agreements_without_a_row_pay_for_nothing(sheets: Any, to_frames: Any) -> None:
    """Before: nothing could be served, and nobody was told why."""
    import pandas as pd

    frames = to_frames({name: rows for name, rows in sheets.items() if name != "Agreements"})
    frames["Agreements"] = pd.DataFrame(columns=["agreement", "kind", "funders"])
    plan_or_faults = _faults(frames)
    assert any(f.place == "Agreements" and "nobody can pay" in f.message for f in plan_or_faults)


def test_a_ticket_without_a_decision_is_doubted(sheets: Any, to_frames: Any) -> None:
    row = {"request": "R1", "expert": sheets["Experts"][0]["expert"], "decision": None, "status": "ticketed"}
    found = _faults(to_frames({**sheets, "Assignments": [row]}))
    assert [f.column for f in found if "without a decision nothing keeps it" in f.message] == ["status"]


def _faults(frames: Any) -> Any:
    try:
        return allocator.Plan.from_tables(frames).warnings
    except allocator.InputError as error:
        return error.faults
