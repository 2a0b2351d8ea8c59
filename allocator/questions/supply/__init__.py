"""Supply against demand: what a plan asks for and offers, told before anything is solved."""

from allocator.questions.supply.picture import (
    Impossible,
    Lever,
    Minimum,
    Need,
    Person,
    ScarceSeat,
    ServedBound,
    SupplyAndDemand,
)
from allocator.questions.supply.survey import supply_against_demand

__all__ = [
    "Impossible",
    "Lever",
    "Minimum",
    "Need",
    "Person",
    "ScarceSeat",
    "ServedBound",
    "SupplyAndDemand",
    "supply_against_demand",
]
