"""The six sizes and the knobs that say how tight a plan is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Size:
    """How much a plan holds.

    A larger programme distinguishes more topics, so that a seat has some dozen candidates at every size and
    not ever more. `fields` are the topics of reform (profile CMA), `procedures` those of the experts (TOE)
    and trainers (ET). `plenty` scales quotas and budgets: 1 is what is asked, spread evenly.
    """

    experts: int
    requests: int
    fields: int
    procedures: int
    agreements: int
    plenty: float = 1.0


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "S": Size(experts=60, requests=40, fields=2, procedures=5, agreements=6),
        "T": Size(experts=160, requests=130, fields=4, procedures=9, agreements=12),  # a typical year
        "G": Size(experts=400, requests=320, fields=6, procedures=18, agreements=20),  # a large year
        "M": Size(experts=600, requests=500, fields=7, procedures=24, agreements=26),
        "L": Size(experts=3000, requests=2500, fields=12, procedures=40, agreements=60),
        "XL": Size(experts=10_000, requests=10_000, fields=12, procedures=40, agreements=90),
    }
)
