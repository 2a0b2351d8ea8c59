"""Releases that stop at days off, so that no journey or stay over a weekend fits into them."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np

from allocator.plan import Plan
from allocator.plan.days_off import with_days_off
from allocator.problem import Ints
from allocator.questions.supply.filtering import Filtered
from allocator.rules.candidates import Candidates, find_candidates


def stopped_by_weekends(found: Filtered) -> tuple[str, ...]:
    """The experts who could go on more starts if their releases took in the days off around them: those with
    releases that only days off part, and those who as it is can go nowhere."""
    plan = found.problem.plan
    if not plan.availability:
        return ()
    parted = np.array([_parted(plan, code) for code in found.problem.experts], dtype=bool)
    now = _starts(found.candidates)
    if not (parted | (now == 0)).any():
        return ()
    then = _starts(find_candidates(replace(found.problem, plan=with_days_off(plan))))
    stopped = np.flatnonzero((then > now) & (parted | (now == 0)))
    return tuple(found.problem.experts[e] for e in stopped)


def _starts(candidates: Candidates) -> Ints:
    """Per expert, the starts of all seats together."""
    starts = np.zeros(len(candidates.problem.experts), dtype=np.int64)
    np.add.at(starts, candidates.expert[candidates.owner], candidates.hi - candidates.lo)
    return starts


def _parted(plan: Plan, code: str) -> bool:
    """Whether nothing but days off lies between two releases of an expert."""
    spells = plan.availability_of.get(code, ())
    for (_, last), (first, _) in pairwise(spells):
        between = ((last + timedelta(days=n)).weekday() for n in range(1, (first - last).days))
        if not plan.settings.working_days.intersection(between):
            return True
    return False
