"""What the planner has locked, and what is frozen, stays as it is."""

from dataclasses import replace
from typing import Any

import pytest

from allocator.rules.base import OFF
from tests.plans_by_hand import (
    TWO_SEATS,
    agreement,
    broken,
    day,
    decision,
    mission,
    monday,
    plan_of,
    request,
    settings,
)
from tests.rules.coupling.against_check import (
    a_broken_rule_goes_through_without_rows,
    rows_agree_with_the_check,
)


@pytest.mark.parametrize(
    ("lock", "faults"),
    [
        ({}, 0),
        ({"expert": "KEN-01"}, 0),
        ({"expert": "KEN-01", "seat": "expert"}, 0),
        ({"expert": "KEN-01", "seat": "lead"}, 1),
        ({"expert": "UGA-01"}, 1),
        ({"start": monday(2)}, 0),
        ({"start": monday(3)}, 1),
        ({"agreement": "FUND"}, 0),
        ({"agreement": "OTHER"}, 1),
        ({"expert": "UGA-01", "start": monday(3), "agreement": "OTHER"}, 3),
    ],
)
def test_fixed_person_date_and_payer(lock: dict[str, Any], faults: int) -> None:
    plan = plan_of(
        ["KEN-01", "TZA-01", "UGA-01"],
        ["R1"],
        seats=TWO_SEATS,
        agreements={"FUND": agreement(), "OTHER": agreement("OTHER")},
        decisions=(decision("fixed", "R1", **lock),),
    )
    sent = mission("R1", monday(2), "lead:TZA-01", "expert:KEN-01", agreement="FUND")
    assert len(broken("fixed", plan, sent)) == faults
    assert len(broken("fixed", plan)) == 1  # not served
    unfunded = broken("fixed", plan, sent, funding=OFF)
    assert len(unfunded) == faults - (lock.get("agreement") == "OTHER")


def test_fixed_until_the_frozen_date_as_it_was() -> None:
    rows = (
        decision("previous", "R1", expert="KEN-01", start=monday(1)),
        decision("previous", "R2", expert="KEN-01", start=monday(4)),
    )
    plan = plan_of(
        ["KEN-01", "TZA-01"],
        ["R1", "R2", "R3"],
        settings=settings(frozen_until=monday(4)),
        decisions=rows,
    )
    kept = mission("R1", monday(1), "KEN-01")
    assert not broken("fixed", plan, kept)  # R2 starts on the day itself: free
    assert not broken("fixed", plan, kept, mission("R3", monday(4), "TZA-01"))
    assert len(broken("fixed", plan)) == 1
    assert len(broken("fixed", plan, mission("R1", monday(2), "KEN-01"))) == 1
    assert len(broken("fixed", plan, mission("R1", monday(1), "TZA-01"))) == 1
    assert len(broken("fixed", plan, kept, mission("R3", monday(3), "TZA-01"))) == 1
    assert len(broken("fixed", plan, kept, mission("R2", monday(3), "KEN-01"))) == 1
    assert not broken("fixed", replace(plan, settings=settings()))


def test_a_lock_before_the_frozen_date_may_stand_there() -> None:
    """Before: a frozen row turned from `previous` to `fixed` made the plan infeasible."""
    row = decision("fixed", "R1", expert="KEN-01", start=monday(1))
    plan = plan_of(["KEN-01"], ["R1"], settings=settings(frozen_until=monday(4)), decisions=(row,))
    assert not broken("fixed", plan, mission("R1", monday(1), "KEN-01"))
    assert len(broken("fixed", plan, mission("R1", monday(2), "KEN-01"))) == 1


def test_fixed_does_not_freeze_what_is_delivered() -> None:
    row = decision("previous", "R1", expert="KEN-01", start=monday(1))
    done = request("R1", done_on=day(1, 4))
    plan = plan_of(["KEN-01"], [done], settings=settings(frozen_until=monday(4)), decisions=(row,))
    assert not broken("fixed", plan)


def test_rows_of_fixed_agree_with_the_check() -> None:
    rows_agree_with_the_check("fixed")


def test_without_rows_a_broken_fixed_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    a_broken_rule_goes_through_without_rows("fixed", monkeypatch)
