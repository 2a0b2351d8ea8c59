"""The goals: what an allocation is measured by. One module each, same shape."""

from allocator.goals import (
    accreditation,
    balance,
    continuity,
    cost,
    dates_moved,
    days_moved,
    experts_used,
    finish,
    fit,
    interest,
    longest_move,
    payers_changed,
    people_changed,
    preferred_dates,
    regions,
    served,
    stability,
)

GOALS = (
    served,
    accreditation,
    fit,
    interest,
    continuity,
    preferred_dates,
    cost,
    balance,
    regions,
    stability,
    people_changed,
    dates_moved,
    days_moved,
    longest_move,
    payers_changed,
    experts_used,
    finish,
)

#: Codes of the goals that compare with a previous allocation.
COMPARING = frozenset(goal.GOAL.code for goal in GOALS if goal.GOAL.compares)
