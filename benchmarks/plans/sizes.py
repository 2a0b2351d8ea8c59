"""The six sizes and the knobs that say how tight a plan is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Size:
    """How much a plan holds.

    A larger programme distinguishes more topics, so that a seat has some dozen candidates at every size and
    not ever more. `fields` are the topics of reform (profile CMA), `procedures` those of the experts (TOE)
    and trainers (ET). `spells` are the releases of most experts in the year, least and most;
    `topics_held` is the share of experts with one, two and three topics: large pools are specialists,
    released once or twice. `plenty` scales quotas and budgets: 1 is about what is asked.
    """

    experts: int
    requests: int
    fields: int
    procedures: int
    agreements: int
    spells: tuple[int, int] = (2, 4)
    topics_held: tuple[float, float, float] = (0.3, 0.4, 0.3)
    plenty: float = 1.0


SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "S": Size(experts=60, requests=40, fields=2, procedures=5, agreements=6, spells=(3, 4), plenty=1.2),
        # a typical year
        "T": Size(experts=160, requests=130, fields=4, procedures=9, agreements=12),
        # a large year
        "G": Size(experts=400, requests=320, fields=8, procedures=24, agreements=20, plenty=0.9),
        "M": Size(experts=600, requests=500, fields=9, procedures=32, agreements=26, plenty=0.9),
        "L": Size(
            experts=3000, requests=2500, fields=12, procedures=40, agreements=60,
            spells=(1, 2), topics_held=(0.8, 0.2, 0.0),
        ),
        "XL": Size(
            experts=10_000, requests=10_000, fields=12, procedures=40, agreements=90,
            spells=(1, 2), topics_held=(0.8, 0.2, 0.0),
        ),
    }
)  # fmt: skip
