"""What is said to be at stake, against every mission that can be listed."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from allocator.inputs.round.chasing import Stake, stakes
from allocator.inputs.round.parts import PartName
from allocator.inputs.round.states import Key, States, month_key
from allocator.plan import Plan
from allocator.plan.entities import Availability
from allocator.plan.policy import CoordinationModel
from tests.plans_by_hand import model_of, plan_of
from tests.tiny_plans import Points, missions_of, tiny_model, tiny_plan

Answered = dict[str, set[tuple[PartName, Key]]]
_DAY = timedelta(days=1)


def some_answers(plan: Plan, pick: random.Random) -> Answered:
    """Half of the questions about releases answered."""
    answered: Answered = {}
    for person in plan.experts.values():
        for month in States(plan).months:
            if pick.random() < 0.5:
                own = answered.setdefault(person.administration, set())
                own.add(("releases", (person.expert, month_key(month))))
    return answered


def without_doubtful(plan: Plan, administration: str, answered: Answered) -> Plan:
    """The plan day by day: of one administration, or of all, only days that are confirmed and answered."""
    settings, rows = plan.settings, list[Availability]()
    first = settings.start.replace(day=1)
    days = [first + number * _DAY for number in range(-31, (settings.end - first).days + 62)]
    months = {(month.year, month.month) for month in States(plan).months}
    for person in plan.experts.values():
        own = [row for row in plan.availability if row.expert == person.expert]
        if administration not in ("", person.administration):
            rows += own
            continue
        keys = answered.get(person.administration, set())
        sure = [
            day
            for day in days
            if any(row.first <= day <= row.last and row.status == "confirmed" for row in own)
            and ((day.year, day.month) not in months
                 or ("releases", (person.expert, f"{day:%Y-%m}")) in keys)
        ]  # fmt: skip
        rows += [Availability(expert=person.expert, first=day, last=day) for day in sure]
        rows.append(Availability(expert=person.expert, first=date(2000, 1, 1), last=date(2000, 1, 1)))
    return replace(plan, availability=tuple(rows))


def is_served_nowhere(plan: Plan, model: CoordinationModel, code: str) -> bool:
    """Whether a request, or one that it follows, has no mission at all."""
    ask = plan.requests[code]
    before = [each for each in ask.after if plan.requests[each].done_on is None]
    return not missions_of(plan, model, ask) or any(is_served_nowhere(plan, model, each) for each in before)


@pytest.mark.parametrize("seed", range(40))
def test_no_mission_serves_what_is_said_to_be_lost(seed: int) -> None:
    plan, model = tiny_plan(seed), tiny_model(seed)
    answered = some_answers(plan, random.Random(seed))
    for administration, stake in stakes(plan, model, answered).items():
        without = without_doubtful(plan, administration, answered)
        assert all(is_served_nowhere(without, model, code) for code in stake.lost), (seed, administration)
        assert stake.weight <= stake.touched_weight


def best_served(plan: Plan, model: CoordinationModel) -> int:
    """The most weight that any allocation serves, from the list of all."""
    points = Points(plan, model).allocations
    weights = (
        sum(model.priorities[plan.requests[mission.request].priority] for mission in allocation.missions)
        for allocation, broken in points
        if not broken
    )
    return max(weights)


@pytest.mark.parametrize("seed", range(20))
def test_the_best_allocation_loses_no_more_than_is_said(seed: int) -> None:
    """Of plans without locks and minimum missions."""
    plan, model = tiny_plan(seed), tiny_model(seed)
    free = {code: replace(person, minimum_missions=0) for code, person in plan.experts.items()}
    plan = replace(plan, decisions=(), experts=free)
    answered = some_answers(plan, random.Random(seed))
    best = best_served(plan, model)
    for administration, stake in stakes(plan, model, answered).items():
        without = best_served(without_doubtful(plan, administration, answered), model)
        assert best - without <= stake.touched_weight, (seed, administration)


def test_something_is_lost_in_some_of_these_plans() -> None:
    found = []
    for seed in range(40):
        plan = tiny_plan(seed)
        own = stakes(plan, tiny_model(seed), some_answers(plan, random.Random(seed)))
        found += [stake for code, stake in own.items() if code and stake.lost]
    assert len(found) >= 10


def test_who_alone_can_go_and_has_not_answered_is_at_stake_with_the_request() -> None:
    plan = plan_of(["KEN-01", "UGA-01"], ["R1"])
    only_kenya = plan_of(["KEN-01"], ["R1"])
    model = model_of()
    assert stakes(only_kenya, model, {})["KEN"].lost == ("R1",)
    both = stakes(plan, model, {})
    assert both["KEN"].lost == both["UGA"].lost == ()
    assert both[""].lost == ("R1",)


def test_who_has_confirmed_is_not_at_stake() -> None:
    sheets = {
        "availability": (Availability(expert="KEN-01", first=date(2026, 9, 1), last=date(2026, 12, 31)),)
    }
    plan = plan_of(["KEN-01"], ["R1"], **sheets)
    months = {("releases", ("KEN-01", f"2026-{month:02}")) for month in (9, 10, 11, 12)}
    found: dict[str, Stake] = stakes(plan, model_of(), {"KEN": months})  # type: ignore[dict-item]
    assert "KEN" not in found
    months.discard(("releases", ("KEN-01", "2026-10")))
    assert stakes(plan, model_of(), {"KEN": months})["KEN"].lost == ()  # type: ignore[dict-item]
