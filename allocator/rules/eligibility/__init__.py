"""The eligibility rules in the order of the model files: each drops candidates, or charges them when soft."""

from allocator.rules.eligibility import (
    excluded,
    language,
    neighbour,
    own_country,
    qualification,
    regional_peer,
    release,
    window,
)

ELIGIBILITY = (
    window,
    excluded,
    qualification,
    own_country,
    language,
    neighbour,
    regional_peer,
    release,
)
