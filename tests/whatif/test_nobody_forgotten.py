"""Nobody is disturbed without a row on Changes: random events on tiny plans, seen by the sheet itself."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from types import MappingProxyType

import allocator
from allocator import report
from allocator.errors import InfeasibleError, InputError
from allocator.inputs.previous import with_previous
from allocator.plan import Plan
from allocator.plan.allocation import Allocation
from allocator.plan.entities import EXCLUDED, Closure, Decision
from tests.tiny_plans import COUPLING_CODES, tiny_model, tiny_plan
from tests.whatif.test_repairs import EVENTS

PLANS = int(os.environ.get("ALLOCATOR_REPAIRED_PLANS", "40"))
Place = tuple[str, str]


def somebody_is_gone(pick: Random, plan: Plan) -> Plan:
    """From every sheet."""
    gone = pick.choice(sorted(plan.experts))
    sheets = {
        name: tuple(row for row in getattr(plan, name) if row.expert != gone)
        for name in ("qualifications", "availability", "interest", "history", "decisions")
    }
    people = MappingProxyType({code: each for code, each in plan.experts.items() if code != gone})
    return replace(plan, experts=people, **sheets)


def an_agreement_is_lost(pick: Random, plan: Plan) -> Plan:
    named = {code for request in plan.requests.values() for code in request.agreements}
    named |= {row.agreement for row in plan.decisions}
    spare = sorted(set(plan.agreements or ()) - named)
    if not spare:
        return plan
    gone = pick.choice(spare)
    left = {code: each for code, each in (plan.agreements or {}).items() if code != gone}
    return replace(plan, agreements=MappingProxyType(left))


def a_member_closes(pick: Random, plan: Plan) -> Plan:
    host = pick.choice(sorted(plan.members))
    first = plan.settings.start + timedelta(days=pick.randrange(14))
    row = Closure(member=host, first=first, last=first + timedelta(days=9), reason="election")
    return replace(plan, closures=(*plan.closures, row))


def somebody_is_excluded(pick: Random, plan: Plan) -> Plan:
    request, person = pick.choice(plan.open_requests).request, pick.choice(sorted(plan.experts))
    row = Decision(request=request, expert=person, decision=EXCLUDED)
    return replace(plan, decisions=(*plan.decisions, row))


MORE: tuple[Callable[[Random, Plan], Plan], ...] = (
    *EVENTS, somebody_is_gone, an_agreement_is_lost, a_member_closes, somebody_is_excluded,
)  # fmt: skip


def where(allocation: Allocation) -> dict[Place, tuple[object, ...]]:
    return {
        (place.request, place.expert): (mission.start, mission.agreement, place.seat)
        for mission, place in allocation.assignments()
    }


def test_everybody_disturbed_has_a_row_with_words_and_a_reason() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(PLANS):
        focus, pick = COUPLING_CODES[seed % len(COUPLING_CODES)], Random(seed)
        model = tiny_model(seed, focus)
        try:
            agreed = allocator.solve(tiny_plan(seed, focus), model, time_limit=None, workers=1)
            plan = with_previous(MORE[seed % len(MORE)](pick, agreed.plan), agreed)
            result = allocator.solve(plan, model, time_limit=None, workers=1)
        except (InfeasibleError, InputError):
            continue
        then, now = where(agreed.allocation), where(result.allocation)
        touched = {place for place in then.keys() | now.keys() if then.get(place) != now.get(place)}
        told: set[Place] = set()
        for row in report.changes(result).records():
            kinds[row["change"]] += 1
            if row["change"] == "kept":
                continue
            people = {row[side].partition(" (")[0] for side in ("expert before", "expert now") if row[side]}
            told |= {(row["request"], person) for person in people}
            assert all(any(text.startswith(who) for text in row["who must be told"]) for who in people)
            assert row["in words"]
            assert row["why"] or row["change"] == "new"
            assert "did you mean" not in str(row["why"])
        assert told == touched, (seed, told ^ touched)
        left = [" left" in (row["in words"] or "") for row in report.changes(result).records()]
        assert left == sorted(left, reverse=True)  # those who left stand first
    assert {"other person", "not served any more", "other payer", "new"} <= set(kinds), kinds
