"""Planned against delivered: how far each request has come, and how many have."""

from dataclasses import replace
from datetime import date

import pytest

from allocator import report
from allocator.plan.entities import Decision
from allocator.report.delivery import STAGES, has_news
from allocator.report.result import Result
from tests.plans_by_hand import (
    TWO_SEATS,
    agreement,
    decision,
    mission,
    model_of,
    monday,
    plan_of,
    request,
)
from tests.report.results_by_hand import result_of


def row(code: str, seat: str, who: str, week: int, status: str) -> Decision:
    given = {"seat": seat, "expert": who, "start": monday(week), "agreement": "FUND", "status": status}
    return decision("", code, **given)


@pytest.fixture
def year() -> Result:
    """R1 done three days late and without TZA-01, who had declined; R2 accepted by one of two; R3 a draft;
    R4 to R7 not planned, postponed, cancelled, and done in an earlier period."""
    requests = [
        request("R1", done_on=date(2026, 9, 14), priority=1),
        request("R2", priority=1),
        request("R3", member="MOZ"),
        request("R4", member="MOZ"),
        request("R5", status="postponed", status_reason="elections"),
        request("R6", status="cancelled", status_reason="no need"),
        request("R7", done_on=date(2026, 1, 9)),
    ]
    rows = (
        row("R1", "lead", "KEN-01", 1, "done"), row("R1", "expert", "TZA-01", 1, "declined"),
        row("R1", "expert", "UGA-01", 1, "done"), row("R2", "lead", "KEN-01", 4, "accepted"),
        row("R2", "expert", "TZA-01", 4, "proposed"),
    )  # fmt: skip
    plan = plan_of(["KEN-01", "TZA-01", "UGA-01"], requests, agreements={"FUND": agreement()},
                   seats=TWO_SEATS, decisions=rows)  # fmt: skip
    missions = (
        mission("R2", monday(4), "lead:KEN-01", "expert:TZA-01", agreement="FUND"),
        mission("R3", monday(6), "lead:KEN-01", "expert:UGA-01"),
    )
    return Result.of(result_of(plan, model_of(), *missions))


def test_every_request_of_the_plan_is_at_a_stage(year: Result) -> None:
    rows = {each["request"]: each for each in report.delivery(year).records()}
    assert {code: each["stage"] for code, each in rows.items()} == {
        "R1": "done", "R2": "proposed", "R3": "draft", "R4": "not planned", "R5": "postponed",
        "R6": "cancelled",
    }  # fmt: skip
    assert set(STAGES) >= {each["stage"] for each in rows.values()}
    assert rows["R5"]["reason"] == "elections"
    assert rows["R2"]["planned team"] == ["KEN-01", "TZA-01"] and rows["R2"]["went"] == []


def test_what_is_delivered_is_held_against_what_was_planned(year: Result) -> None:
    """Five working days from Monday end on Friday; it was done on the Monday after."""
    (first, *_) = report.delivery(year).records()
    assert (first["planned start"], first["planned end"]) == ("2026-09-07", "2026-09-11")
    assert (first["delivered on"], first["days late"]) == ("2026-09-14", 3)
    assert (first["planned team"], first["went"]) == (["KEN-01", "TZA-01", "UGA-01"], ["KEN-01", "UGA-01"])
    assert (first["did not go"], first["agreement"]) == (["TZA-01"], "FUND")


def test_the_counts_add_up(year: Result) -> None:
    rows = report.delivery_counts(year).records()
    (total, *rest) = rows
    assert (total["by"], total["asked"], total["done"], total["delivered"]) == ("all", 5, 1, 0.2)
    for by in ("priority", "member", "agreement"):
        own = [each for each in rest if each["by"] == by]
        for column in ("asked", *STAGES):
            assert sum(each[column] for each in own) == total[column]
    assert {each["which"] for each in rest if each["by"] == "agreement"} == {"FUND", "nobody yet"}


def test_they_are_tables_of_the_result(year: Result) -> None:
    assert list(year.delivery["request"]) == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert year.delivery_counts["done"].iloc[0] == 1
    assert year.delivery["days late"].iloc[0] == 3


def test_the_sheets_are_written_once_there_is_something_to_tell(year: Result) -> None:
    assert has_news(year.plan)
    requests = {code: each for code, each in year.plan.requests.items() if code in ("R2", "R3")}
    assert not has_news(replace(year.plan, requests=requests, decisions=()))
