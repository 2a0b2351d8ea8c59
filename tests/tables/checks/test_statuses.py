"""Statuses of people and requests: what they mean, and each contradiction at its cell."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from allocator.inputs.plan_file import Plan

Find = Callable[[Any], list[str]]
Row = dict[str, Any]


def row(**cells: Any) -> Row:
    return {
        "request": "R1", "seat": "expert", "expert": "ZMB-01", "start": date(2026, 9, 1), "agreement": "AG1",
        "decision": None, "status": "ticketed", "status reason": None, **cells,
    }  # fmt: skip


def plan_of(sheets: Any) -> Plan:
    return Plan.from_tables({name: pd.DataFrame(rows, dtype=object) for name, rows in sheets.items()})


@pytest.fixture
def free(sheets: Any) -> Any:
    """The clean sheets, nothing being decided."""
    sheets["Requests"][0] |= {"other members": None, "pairing": None, "preferred start": None}
    sheets["Assignments"] = []
    return sheets


def test_what_is_done_is_delivered_on_the_last_working_day(free: Any, find: Find) -> None:
    free["Assignments"] = [row(status="done")]
    plan = plan_of(free)
    assert plan.requests["R1"].days == 4
    assert plan.requests["R1"].done_on == date(2026, 9, 4)  # Tuesday to Friday
    (mission,) = plan.delivered.missions
    assert (mission.start, mission.experts) == (date(2026, 9, 1), ("ZMB-01",))
    assert "R1" not in {request.request for request in plan.open_requests}


def test_its_own_done_on_speaks_before_the_start(free: Any) -> None:
    free["Assignments"] = [row(status="done")]
    free["Requests"][0]["done on"] = date(2026, 9, 8)
    assert plan_of(free).requests["R1"].done_on == date(2026, 9, 8)


def test_who_declined_did_not_go(free: Any) -> None:
    free["Assignments"] = [row(status="done"), row(status="declined", expert="WCO-01", seat=None)]
    (mission,) = plan_of(free).delivered.missions
    assert mission.experts == ("ZMB-01",)


def test_a_cancelled_request_is_not_asked_any_more(free: Any, find: Find) -> None:
    free["Requests"][0] |= {"status": "cancelled", "status reason": "elections"}
    free["Requests"][1] |= {"after": None}
    plan = plan_of(free)
    assert not plan.is_open("R1") and "R1" not in {request.request for request in plan.open_requests}


def test_a_postponed_request_stays_open_and_is_not_served(free: Any) -> None:
    free["Requests"][0] |= {"status": "postponed"}
    plan = plan_of(free)
    assert plan.is_open("R1") and plan.not_to_serve == {"R1"}


BAD: dict[str, tuple[Callable[[Any], None], list[str]]] = {}


def bad(*messages: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Enter a change of the sheets with the faults that it has."""

    def enter(change: Callable[[Any], None]) -> Callable[[Any], None]:
        BAD[change.__name__] = change, list(messages)
        return change

    return enter


@bad(
    "Assignments row 2 (status): is proposed, but R1 is done (Assignments row 1): write done for all who went"
)
def done_in_part(sheets: Any) -> None:
    sheets["Assignments"] = [row(status="done"), row(status="proposed", expert="WCO-01", seat=None)]


@bad("Assignments row 2 (status): is draft, but R1 is done (Assignments row 1)")
def done_beside_a_draft(sheets: Any) -> None:
    sheets["Assignments"] = [row(status="done"), row(status="draft", expert="WCO-01", seat=None)]


@bad("Assignments row 1 (status): is done, but no row says when; give the start of R1, or its done on")
def done_without_a_day(sheets: Any) -> None:
    sheets["Assignments"] = [row(status="done", start=None)]


@bad("Assignments row 1 (decision): is excluded, and done; keep one of the two")
def done_and_excluded(sheets: Any) -> None:
    sheets["Assignments"] = [row(status="done", decision="excluded")]


@bad("Assignments row 1 (decision): locks ZMB-01, who has declined (Assignments row 1); clear one of the two")
def declined_and_fixed(sheets: Any) -> None:
    sheets["Assignments"] = [row(status="declined", decision="fixed")]


@bad("Assignments row 2 (status): is done, but ZMB-01 has declined (Assignments row 1); keep one of the two")
def declined_and_done(sheets: Any) -> None:
    sheets["Assignments"] = [row(status="declined"), row(status="done")]


@bad("Assignments row 1 (status): is declined, but names nobody; write who has declined")
def nobody_declined(sheets: Any) -> None:
    sheets["Assignments"] = [row(status="declined", expert=None)]


@bad(
    "Assignments row 1 (decision): locks R1, which is postponed (Requests row 1); clear this cell, or set R1"
)
def locked_and_postponed(sheets: Any) -> None:
    sheets["Requests"][0]["status"] = "postponed"
    sheets["Assignments"] = [row(decision="fixed")]


@bad("Assignments row 1 (status): is done, but R1 is cancelled (Requests row 1); correct one of the two")
def done_and_cancelled(sheets: Any) -> None:
    sheets["Requests"][0]["status"] = "cancelled"
    sheets["Requests"][1]["after"] = None
    sheets["Assignments"] = [row(status="done")]


@bad("Requests row 1 (status): is cancelled, and done on 2026-09-04 at Requests row 1; clear one of the two")
def delivered_and_cancelled(sheets: Any) -> None:
    sheets["Requests"][0] |= {"status": "cancelled", "done on": date(2026, 9, 4)}


@bad("Requests row 2 (after): waits for R1, which is cancelled (Requests row 1); take R1 out, or cancel this")
def after_what_is_cancelled(sheets: Any) -> None:
    sheets["Requests"][0]["status"] = "cancelled"
    sheets["Requests"][1]["after"] = "R1"


@bad("Requests row 1 (status): 'canceled' is not possible here; did you mean cancelled?")
def misspelt(sheets: Any) -> None:
    sheets["Requests"][0]["status"] = "canceled"


@pytest.mark.parametrize("name", BAD)
def test_a_contradiction_is_told_at_its_cell(free: Any, find: Find, name: str) -> None:
    change, expected = BAD[name]
    change(free)
    found = [line for line in find(free) if "status" in line or "declined" in line or "cancelled" in line
             or "done" in line or "postponed" in line]  # fmt: skip
    for message in expected:
        assert any(line.startswith(message) for line in found), (message, find(free))
