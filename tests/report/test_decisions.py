"""Which of the planner's decisions the sheet `Assignments` keeps, and where."""

from collections.abc import Iterator
from typing import Any

import pytest

from allocator import report
from allocator.plan.entities import Agreement
from tests.plans_by_hand import decision, mission, model_of, monday, plan_of, settings
from tests.report.results_by_hand import explained_by_hand, result_of

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def _explained() -> Iterator[None]:
    with explained_by_hand():
        yield


TEAM = mission("R1", monday(2), "KEN-01", agreement="A")


def written(*decisions: Any, **changes: Any) -> list[Row]:
    agreement = Agreement(agreement="A", kind="fund", funders=("X",))
    plan = plan_of(
        ["KEN-01", "UGA-01"], ["R1", "R2"], decisions=decisions, agreements={"A": agreement}, **changes
    )
    table = report.assignments(result_of(plan, model_of(), TEAM))
    return [dict(zip(table.headers, row, strict=True)) for row in table.rows]


def test_a_lock_of_the_whole_row_stays_in_place() -> None:
    whole = decision(
        "fixed", "R1", seat="lead", expert="KEN-01", start=monday(2), agreement="A", status="accepted"
    )
    (row,) = written(whole)
    assert (row["decision"], row["status"]) == ("fixed", "accepted")


@pytest.mark.parametrize(
    ("given", "locks"),
    [
        ({}, ("request",)),
        ({"expert": "KEN-01"}, ("expert",)),
        ({"start": monday(2)}, ("start",)),
        ({"agreement": "A", "seat": "lead"}, ("seat", "agreement")),
    ],
)
def test_a_smaller_lock_shows_on_its_row_and_does_not_grow(given: Row, locks: tuple[str, ...]) -> None:
    (row,) = written(decision("fixed", "R1", status="proposed", **given))
    assert (row["expert"], row["start"], row["status"]) == ("KEN-01", monday(2), "proposed")
    assert (row["decision"], row["locks"]) == ("fixed", locks)


def test_smaller_locks_of_one_row_are_held_together() -> None:
    (row,) = written(decision("fixed", "R1", expert="KEN-01"), decision("fixed", "R1", start=monday(2)))
    assert (row["decision"], row["locks"]) == ("fixed", ("expert", "start"))


def test_a_lock_that_no_row_holds_follows_below() -> None:
    """Of a request that is not served, which only a result changed by hand can have."""
    row, lock = written(decision("fixed", "R2", expert="UGA-01"))
    assert (row["decision"], lock["decision"], lock["request"]) == (None, "fixed", "R2")
    assert lock["reason"] == "kept from the input"


def test_exclusions_are_kept() -> None:
    row, nobody, person = written(decision("excluded", "R2"), decision("excluded", "R1", expert="UGA-01"))
    assert row["expert"] == "KEN-01"
    assert (nobody["request"], nobody["decision"], nobody["expert"]) == ("R2", "excluded", None)
    assert person["expert"] == "UGA-01"


def test_previous_rows_give_way_but_for_how_far_they_are_agreed() -> None:
    before = decision("previous", "R1", expert="KEN-01", start=monday(2), status="ticketed")
    (row,) = written(before, decision("previous", "R2", expert="UGA-01", start=monday(5)))
    assert (row["decision"], row["status"]) == (None, "ticketed")


def test_another_date_is_not_agreed() -> None:
    before = decision("previous", "R1", expert="KEN-01", start=monday(3), status="ticketed")
    (row,) = written(before)
    assert row["status"] == "draft"


def test_what_is_frozen_stays_previous() -> None:
    before = decision("previous", "R1", expert="KEN-01", start=monday(2), status="ticketed")
    (row,) = written(before, settings=settings(frozen_until=monday(4)))
    assert (row["decision"], row["status"]) == ("previous", "ticketed")


def test_how_far_it_is_agreed_is_kept_without_a_decision() -> None:
    """Before: a planner's `accepted` was lost when the workbook was fed back without a decision beside it."""
    (row,) = written(decision("", "R1", expert="KEN-01", start=monday(2), status="accepted"))
    assert (row["decision"], row["status"]) == (None, "accepted")
