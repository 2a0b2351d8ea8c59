"""What only takes away from a plan: told of every kind of change, and true of what can be served."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from typing import Any

import pytest

import allocator
from allocator.plan import Plan
from allocator.plan.entities import Closure, Decision
from allocator.plan.policy import Term, Tier
from allocator.plan.restriction import only_takes_away
from tests.plans_by_hand import agreement, decision, expert, model_of, monday, plan_of
from tests.tiny_plans import COUPLING_CODES, Points, tiny_model, tiny_plan


def changed(plan: Plan, sheet: str, key: str, **cells: Any) -> Plan:
    """The plan with some cells of one row changed."""
    rows = getattr(plan, sheet)
    return replace(plan, **{sheet: MappingProxyType({**rows, key: replace(rows[key], **cells)})})


def without(plan: Plan, sheet: str, key: str) -> Plan:
    """The plan without a row."""
    rows = {code: row for code, row in getattr(plan, sheet).items() if code != key}
    named = {
        name: tuple(row for row in getattr(plan, name) if getattr(row, "request", "") != key)
        for name in ("decisions", "request_seats", "interest")
    }
    return replace(plan, **{sheet: MappingProxyType(rows), **named})


@pytest.fixture
def plan() -> Plan:
    return plan_of(
        ["KEN-01", expert("TZA-01", missions=2)], ["R1", "R2"], agreements={"A": agreement("A", budget=9)}
    )


def test_what_takes_away(plan: Plan) -> None:
    assert only_takes_away(plan, plan)
    later = plan.requests["R1"].earliest_start or plan.settings.start
    for less in (
        changed(plan, "experts", "KEN-01", withdrawn_from=monday(3), name="x"),
        changed(plan, "experts", "TZA-01", missions=1),
        changed(plan, "experts", "KEN-01", days=3),
        changed(plan, "administrations", "KEN", withdrawn_from=monday(3)),
        changed(plan, "administrations", "KEN", away_at_once=1),
        changed(plan, "agreements", "A", budget=5),
        changed(plan, "agreements", "A", last=monday(5)),
        changed(plan, "requests", "R1", earliest_start=later + timedelta(7)),
        without(plan, "requests", "R2"),
        replace(plan, closures=(Closure(member="MOZ", first=monday(1), last=monday(2)),)),
        replace(plan, decisions=(decision("excluded", "R1", expert="KEN-01"),)),
        replace(plan, decisions=(decision("previous", "R1", expert="KEN-01", start=monday(2)),)),
    ):
        assert only_takes_away(plan, less)
        assert less == plan or not only_takes_away(less, plan) or less.decisions


def declined(kind: str) -> Decision:
    return decision(kind, "R1", expert="KEN-01", status="declined")


def test_a_decline_takes_away_and_one_taken_back_gives(plan: Plan) -> None:
    """Before: a row that was declined said nothing, and the bound with it was taken for that without it."""
    alone = without(plan, "requests", "R2")
    model = replace(model_of(), tiers=(Tier((Term("served"),)),))
    row = declined("previous")
    less = replace(alone, decisions=(row, replace(row, expert="TZA-01")))
    again = replace(less, decisions=tuple(replace(row, status="accepted") for row in less.decisions))
    assert only_takes_away(again, less)
    assert not only_takes_away(less, again)
    agreed = allocator.solve(less, model, time_limit=10, workers=1)
    assert (agreed.goals[0].value, agreed.goals[0].bound) == (0, 0)
    found = allocator.solve(again, model, start=agreed, time_limit=10, workers=1)
    assert found.goals[0].value == found.goals[0].bound != 0


def test_what_gives(plan: Plan) -> None:
    locked = replace(plan, decisions=(decision("fixed", "R1", expert="KEN-01"),))
    followed = changed(plan, "requests", "R1", after=("R2",))
    for before, after in (
        (plan, changed(plan, "experts", "TZA-01", missions=3)),
        (plan, changed(plan, "experts", "TZA-01", missions=None)),
        (plan, changed(plan, "agreements", "A", budget=None)),
        (plan, changed(plan, "agreements", "A", last=None, budget=10)),
        (plan, changed(plan, "requests", "R1", priority=1)),
        (plan, changed(plan, "experts", "KEN-01", rest_days=0)),
        (plan, replace(plan, settings=replace(plan.settings, end=date(2026, 12, 25)))),
        (locked, plan),
        (without(plan, "requests", "R2"), plan),
        (followed, changed(without(plan, "requests", "R2"), "requests", "R1", after=())),
        (changed(plan, "experts", "KEN-01", withdrawn_from=monday(3)), plan),
        (replace(plan, settings=replace(plan.settings, frozen_until=monday(3))), plan),
        (plan, replace(plan, agreements=None)),
        *((replace(plan, decisions=(declined(kind),)), plan) for kind in ("previous", "", "excluded")),
        (locked, replace(plan, decisions=(replace(locked.decisions[0], status="declined"),))),
    ):
        assert not only_takes_away(before, after)


def _event(pick: Random, plan: Plan) -> Plan:
    """Something happens, which may give as well as take."""
    request, code = pick.choice(plan.open_requests), pick.choice(sorted(plan.experts))
    start = request.earliest_start or plan.settings.start
    some = sorted(plan.agreements or {})
    events = [
        lambda: changed(plan, "experts", code, withdrawn_from=pick.choice([plan.settings.start, monday(3)])),
        lambda: changed(
            plan, "experts", code, missions=pick.choice([0, 1, 2, None]), days=pick.choice([5, 8, None])
        ),
        lambda: changed(
            plan, "requests", request.request, earliest_start=start + timedelta(pick.choice([-7, 7]))
        ),
        lambda: without(plan, "requests", request.request),
        lambda: changed(plan, "agreements", some[0], budget=pick.choice([0, 100, None])) if some else plan,
        lambda: replace(
            plan, closures=(*plan.closures, Closure(member=request.member, first=monday(2), last=monday(3)))
        ),
        lambda: replace(plan, decisions=tuple(_other_rows(plan, pick))),
    ]
    return pick.choice(events)()


def _other_rows(plan: Plan, pick: Random) -> list[Decision]:
    return [row for row in plan.decisions if pick.random() < 0.5]


def test_no_more_can_be_served_where_it_only_takes_away() -> None:
    held = 0
    for seed in range(42):
        focus, pick = COUPLING_CODES[seed % len(COUPLING_CODES)], Random(seed)
        model = replace(tiny_model(seed, focus), tiers=(Tier((Term("served"),)),))
        before = tiny_plan(seed, focus)
        after = _event(pick, before)
        if after == before or not only_takes_away(before, after):
            continue
        best, left = Points(before, model).best(), Points(after, model).best()
        if best is not None and left is not None:
            assert left <= best, seed
            held += 1
        assert best is not None or left is None
    assert held > 5
