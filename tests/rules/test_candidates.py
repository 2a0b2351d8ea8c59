"""Candidates and eligibility checks agree over tiny plans: whoever the checks let go, on each date."""

from random import Random

import numpy as np
import pytest

from allocator.plan import Plan
from allocator.plan.allocation import Allocation, Assignment, Mission
from allocator.plan.policy import CoordinationModel, Level
from allocator.problem import build_problem
from allocator.rules.base import HARD, SOFT
from allocator.rules.candidates import STANDS, find_candidates
from allocator.rules.eligibility import ELIGIBILITY
from tests.points import model_with
from tests.tiny_plans import COUPLING_CODES, tiny_plan


@pytest.mark.parametrize("seed", range(30))
def test_candidates_are_who_the_checks_let_go(seed: int) -> None:
    plan = tiny_plan(9000 + seed, COUPLING_CODES[seed % len(COUPLING_CODES)])
    random = Random(seed)
    levels = {
        module.RULE.code: random.choice(sorted(module.RULE.levels))
        for module in ELIGIBILITY
        if len(module.RULE.levels) > 1
    }
    model = model_with("served", **levels)
    problem = build_problem(plan, model)
    found = find_candidates(problem)
    allowed = {
        (int(found.seat[c]), int(found.expert[c]), int(start))
        for c, lo, hi in zip(found.owner, found.lo, found.hi, strict=True)
        for start in range(lo, hi)
    }
    assert len(allowed) == int((found.hi - found.lo).sum())  # no stretch twice
    days = [problem.date_of(n) for n in range(problem.day_number(plan.settings.end) + 1)]
    for q, seat_ in enumerate(problem.seats):
        r = int(problem.seat_request[q])
        code = problem.requests[r].request
        own = range(problem.start_offset[r], problem.start_offset[r + 1])
        start_on = {problem.date_of(int(problem.start_day[s])): s for s in own}
        for e, who in enumerate(problem.experts):
            fired_at = []
            stands = False
            for on in days:
                place = Assignment(code, seat_.seat, who)
                alone = Allocation((Mission(request=code, start=on, team=(place,)),))
                fired = faults(plan, model, alone)
                hard = [rule for rule, level in fired if level is HARD]
                fired_at.append((on, hard))
                ok = (q, e, start_on.get(on, -1)) in allowed
                assert ok == (not hard), (code, seat_.seat, who, on, hard)
                stands |= ok
                if ok:
                    soft = {rule for rule, level in fired if level is SOFT}
                    pair = np.flatnonzero((found.seat == q) & (found.expert == e))
                    assert soft == {rule for rule, marks in found.charges.items() if marks[pair].all()}
            fell = int(found.fell_to[q, e])
            assert (fell == STANDS) == stands
            if not stands:
                rule = ELIGIBILITY[fell].RULE.code
                order = [module.RULE.code for module in ELIGIBILITY]
                firsts = {min(hard, key=order.index) for _, hard in fired_at if hard}
                assert rule in firsts, (rule, firsts)
                assert all(order.index(first) <= fell for first in firsts)


def faults(plan: Plan, model: CoordinationModel, alone: Allocation) -> list[tuple[str, Level]]:
    """What the eligibility checks say about one person on one mission."""
    return [(v.rule, v.level) for module in ELIGIBILITY for v in module.check(plan, model, alone)]
