"""The administration lets the expert go on every day from departure to return."""

from dataclasses import replace
from datetime import date

import pytest

from allocator.plan.entities import Availability, Travel
from tests.plans_by_hand import broken, mission, monday, visit


def spell(first: date, last: date) -> Availability:
    return Availability(expert="KEN-01", first=first, last=last)


@pytest.mark.parametrize(
    ("spells", "faults"),
    [
        ([], 0),
        ([spell(date(2026, 9, 6), date(2026, 9, 12))], 0),
        ([spell(date(2026, 9, 7), date(2026, 9, 12))], 1),
        ([spell(date(2026, 9, 6), date(2026, 9, 11))], 1),
        ([spell(date(2026, 9, 6), date(2026, 9, 9)), spell(date(2026, 9, 10), date(2026, 9, 12))], 0),
        ([spell(date(2026, 9, 6), date(2026, 9, 9)), spell(date(2026, 9, 11), date(2026, 9, 12))], 1),
    ],
)
def test_release_from_departure_to_return(spells: list[Availability], faults: int) -> None:
    plan = replace(visit(), availability=tuple(spells))
    assert len(broken("release", plan, mission("R1", monday(1), "KEN-01"))) == faults


def test_release_uses_the_travel_days_of_the_regions() -> None:
    plan = replace(visit(), availability=(spell(date(2026, 9, 5), date(2026, 9, 13)),))
    for days, faults in [(2, 0), (3, 1)]:
        travel = (Travel(from_region="ESA", to_region="ESA", cost=0, days=days),)
        distant = replace(plan, travel=travel)
        assert len(broken("release", distant, mission("R1", monday(1), "KEN-01"))) == faults
