"""The administration lets the expert go on every day from departure to return."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from allocator.plan.entities import Availability, Travel
from allocator.problem import build_problem
from allocator.rules.candidates import find_candidates
from tests.plans_by_hand import administration, broken, expert, mission, model_of, monday, visit


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


BACK = date(2026, 9, 12)  # from the mission of the first Monday


@pytest.mark.parametrize(
    ("since", "faults"), [(BACK + timedelta(days=1), 0), (BACK, 1), (date(2020, 1, 1), 1)]
)
@pytest.mark.parametrize("who", ["person", "administration"])
@pytest.mark.parametrize("rows", [(), (spell(date(2026, 9, 1), date(2026, 12, 1)),)])
def test_a_withdrawal_ends_every_release(
    since: date, faults: int, who: str, rows: tuple[Availability, ...]
) -> None:
    plan = replace(visit(), availability=rows)
    if who == "person":
        plan = replace(plan, experts={**plan.experts, "KEN-01": expert("KEN-01", withdrawn_from=since)})
    else:
        left = {"KEN": administration("KEN", withdrawn_from=since)}
        plan = replace(plan, administrations={**plan.administrations, **left})
    found = broken("release", plan, mission("R1", monday(1), "KEN-01"))
    assert [each.message for each in found] == [
        f"KEN-01 has withdrawn from {since}, back home on 2026-09-12" for _ in range(faults)
    ]
    problem = build_problem(plan, model_of())
    candidates = find_candidates(problem)
    own = candidates.expert == problem.expert_index["KEN-01"]
    first = int(problem.start_day[candidates.lo[own[candidates.owner]]].min(initial=10**6))
    assert (first == problem.day_number(monday(1))) == (faults == 0)
