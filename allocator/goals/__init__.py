"""The goals: what an allocation is measured by. One module each, same shape."""

from allocator.goals import (
    accreditation,
    balance,
    continuity,
    cost,
    experts_used,
    finish,
    fit,
    interest,
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
    experts_used,
    finish,
)
