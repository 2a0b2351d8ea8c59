"""The coupling rules in the order of the model files: each joins decisions."""

from allocator.rules.coupling import (
    agreement_provider,
    fixed,
    full_team,
    funding,
    holidays,
    member_capacity,
    mentoring,
    one_mission,
    pairing,
    release_quota,
    sequence,
    workload,
)

COUPLING = (
    full_team,
    one_mission,
    workload,
    release_quota,
    member_capacity,
    holidays,
    sequence,
    pairing,
    mentoring,
    funding,
    agreement_provider,
    fixed,
)
