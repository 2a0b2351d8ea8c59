"""The rows of Assignments of what has been delivered: read whatever is decided in them, held against the day
on which it was done, and missed where they are not there."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from allocator.inputs.plan_file import Plan

DONE = date(2026, 9, 4)  # R1, four working days: from Tuesday

Find = Callable[[Any], list[str]]
Row = dict[str, Any]


def row(**cells: Any) -> Row:
    return {"request": "R1", "seat": "expert", "expert": "ZMB-01", "agreement": "AG1", **cells}


@pytest.fixture
def done(sheets: Any) -> Any:
    """The clean sheets after R1 has been delivered by ZMB-01 at the expense of AG1; R2 follows."""
    sheets["Requests"][0] |= {"done on": DONE, "earliest start": None, "latest end": None}
    sheets["Requests"][0] |= {"preferred start": None, "other members": None, "pairing": None}
    sheets["Assignments"] = [row(decision=None)]
    return sheets


@pytest.mark.parametrize("decision", [None, "fixed", "previous"])
def test_whatever_is_decided_a_row_says_who_went(done: Any, find: Find, decision: str | None) -> None:
    done["Assignments"] = [row(decision=decision, start=date(2026, 9, 1)), row(request="R2", decision=None)]
    assert find(done) == []
    (mission,) = Plan.from_tables(frames(done)).delivered.missions
    assert (mission.request, mission.start, mission.agreement) == ("R1", date(2026, 9, 1), "AG1")
    assert [(place.seat, place.expert) for place in mission.team] == [("expert", "ZMB-01")]


def test_who_is_excluded_did_not_go(done: Any) -> None:
    done["Assignments"] = [row(decision="excluded", expert="WCO-01", seat=None, agreement=None)]
    (mission,) = Plan.from_tables(frames(done)).delivered.missions
    assert mission.team == ()


def frames(sheets: Any) -> Any:
    import pandas as pd

    return {name: pd.DataFrame(rows, dtype=object) for name, rows in sheets.items()}


BAD: dict[str, tuple[list[Row], str]] = {
    "start after the end": (
        [row(start=date(2026, 9, 7))],
        "Assignments row 1 (start): 2026-09-07 is after 2026-09-04, when it was done (Requests row 1)",
    ),
    "two starts": (
        [row(start=date(2026, 9, 1)), row(start=date(2026, 8, 31))],
        "Assignments row 2 (start): 2026-08-31 contradicts 2026-09-01 at Assignments row 1; keep what",
    ),
    "two in one place": (
        [row(), row(expert="WCO-01")],
        "Assignments row 2 (expert): the seat expert of R1 has 1 place, for ZMB-01, WCO-01; keep those",
    ),
    "too many without a seat": (
        [row(seat=None), row(expert="WCO-01", seat=None)],
        "Assignments row 2 (expert): the team of R1 has 1 place, for ZMB-01, WCO-01; keep those who went",
    ),
    "unknown expert": ([row(expert="ZMB-77")], "Assignments row 1 (expert): 'ZMB-77' has no row in Experts"),
    "unknown seat": ([row(seat="lead")], "Assignments row 1 (seat): R1 has no seat 'lead', but expert"),
    "unknown payer": (
        [row(agreement="AG7")],
        "Assignments row 1 (agreement): 'AG7' has no row in Agreements",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_have_happened_is_refused_at_its_cell(done: Any, find: Find, name: str) -> None:
    rows, says = BAD[name]
    done["Assignments"] = [{"decision": None, **each} for each in rows]
    (fault,) = [fault for fault in find(done) if fault.startswith("Assignments")]
    assert fault.startswith(says), fault


DOUBTS: dict[str, tuple[Callable[[Any], None], str]] = {
    "nobody": (
        lambda sheets: sheets["Assignments"].clear(),
        "Requests row 1 (done on): no row of Assignments says who went and who paid, so nobody's missions",
    ),
    "half a team": (
        lambda sheets: sheets["Seats"][0].update({"count": 2}),
        "Requests row 1 (done on): Assignments names 1 of 2 people who went (ZMB-01); add the others",
    ),
    "no payer": (
        lambda sheets: sheets["Assignments"][0].update({"agreement": None}),
        "Requests row 1 (done on): no row of Assignments says who paid, so no budget is less for it",
    ),
    "another length": (
        lambda sheets: sheets["Assignments"][0].update({"start": date(2026, 8, 31)}),
        "Assignments row 1 (start): 4 working days from 2026-08-31 end on 2026-09-03; done on says",
    ),
    "beyond a limit": (
        lambda sheets: sheets["Experts"][0].update({"days": 3}),
        "Experts row 1 (days): 3 is less than what is delivered already, 4",
    ),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_not_known_is_told(done: Any, name: str) -> None:
    change, says = DOUBTS[name]
    change(done)
    found = [str(fault) for fault in Plan.from_tables(frames(done)).warnings]
    assert any(fault.startswith(says) for fault in found), found


def test_what_was_done_before_the_plan_needs_no_rows(done: Any, find: Find) -> None:
    done["Requests"][0]["done on"] = date(2026, 6, 26)
    done["Assignments"] = []
    assert find(done) == []


def test_the_journeys_of_those_who_went_have_a_price(done: Any, find: Find) -> None:
    done["Requests"] = [each for each in done["Requests"] if each["request"] == "R1"]
    done["Request seats"], done["Travel"] = [], [done["Travel"][0] | {"from region": "AMS"}]
    assert any("has no row from" in fault and "on R1" in fault for fault in find(done))
