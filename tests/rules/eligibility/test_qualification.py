"""Profile, topic, status, level and end date of what an expert holds, against the seat."""

from typing import Any

import pytest

from tests.plans_by_hand import broken, day, holds, mission, monday, plan_of, seat


@pytest.mark.parametrize(
    ("held", "asked", "faults"),
    [
        (holds("KEN-01"), seat(), 0),
        (holds("KEN-01", topic="valuation"), seat(), 0),
        (holds("KEN-01", topic="origin"), seat(), 1),
        (holds("KEN-01", topic="origin"), seat(topic="origin"), 0),
        (holds("KEN-01", "TOE"), seat(), 1),
        (holds("KEN-01", status="pre-accredited"), seat(), 0),
        (holds("KEN-01", status="pre-accredited"), seat(status="accredited"), 1),
        (holds("KEN-01", level=3), seat(minimum_level=3), 0),
        (holds("KEN-01", level=3), seat(minimum_level=4), 1),
        (holds("KEN-01", valid_until=day(1, 4)), seat(), 0),
        (holds("KEN-01", valid_until=day(1, 3)), seat(), 1),
    ],
)
def test_qualification(held: Any, asked: Any, faults: int) -> None:
    plan = plan_of(["KEN-01"], ["R1"], qualifications=(held,), seats=(asked,))
    assert len(broken("qualification", plan, mission("R1", monday(1), "KEN-01"))) == faults


def test_qualification_of_the_topic_speaks_before_the_one_for_any() -> None:
    rows = (holds("KEN-01", level=5), holds("KEN-01", topic="valuation", level=1))
    plan = plan_of(["KEN-01"], ["R1"], qualifications=rows, seats=(seat(minimum_level=2),))
    assert broken("qualification", plan, mission("R1", monday(1), "KEN-01"))
