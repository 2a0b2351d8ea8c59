"""What the made plans draw from: shares by region, topics, mission types, journeys. No figure is a record's;
they are shaped by what the WCO publishes of its programmes (most help goes to Africa, most accredited experts
work in English or French, a few topics make up half of all requests)."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from allocator.plan.reference import members

#: Share of the requests that come from each region, and of the experts that it releases.
ASKING: Mapping[str, float] = {"AMS": 0.13, "AP": 0.15, "ESA": 0.26, "EUR": 0.11, "MENA": 0.09, "WCA": 0.26}
SENDING: Mapping[str, float] = {"AMS": 0.12, "AP": 0.14, "ESA": 0.2, "EUR": 0.28, "MENA": 0.08, "WCA": 0.18}

#: Members that send and do not ask.
DONORS = frozenset(
    {
        "AND", "ARE", "AUS", "AUT", "BEL", "BHR", "BMU", "BRN", "CAN", "CHE", "CHN", "CYP", "CZE",
        "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR", "GRC", "HKG", "HRV", "HUN", "IRL", "ISL",
        "ISR", "ITA", "JPN", "KOR", "KWT", "LTU", "LUX", "LVA", "MAC", "MLT", "NLD", "NOR", "NZL",
        "POL", "PRT", "QAT", "RUS", "SGP", "SVK", "SVN", "SWE", "USA",
    }
)  # fmt: skip

#: Share of experts who work in a language beyond those of their administration.
SECOND_LANGUAGES: Mapping[str, float] = {
    "en": 0.55, "fr": 0.2, "es": 0.11, "ru": 0.08, "pt": 0.06, "ar": 0.06,
}  # fmt: skip

#: Languages of few experts, who are asked for many topics.
RARE_LANGUAGES = frozenset({"ar", "es", "pt", "ru"})

#: Topics of reform, the most asked first.
FIELDS = (
    "modernization", "integrity", "HRM", "leadership", "project-management", "stakeholders",
    "performance-measurement", "gender-equality", "communication", "change-management", "tariff-policy",
    "donor-engagement",
)  # fmt: skip

#: Topics of procedures, the most asked first.
PROCEDURES = (
    "risk-management", "PCA", "valuation", "HS", "time-release-study", "AEO", "origin", "transit",
    "e-commerce", "advance-rulings", "single-window", "border-management", "data-analytics", "IPR",
    "laboratories", "passenger-controls", "drug-detection", "non-intrusive-inspection", "green-customs",
    "free-zones", "air-cargo", "disaster-relief", "strategic-trade", "cultural-heritage", "CITES",
    "revenue-forecasting", "intelligence", "investigation", "money-laundering", "express-cargo", "postal",
    "rail", "maritime", "warehouses", "drawback", "temporary-admission", "motor-vehicles", "textiles",
    "agriculture", "excise",
)  # fmt: skip

#: days, level, report days, then seats: name, profile, count, status, minimum level
TYPES: Mapping[str, tuple[int, str, int, tuple[tuple[str, str, int, str, int], ...]]] = {
    "diagnostic": (8, "strategic", 3, (("lead", "CMA", 1, "accredited", 3), ("adviser", "CMA", 1, "any", 1))),
    "strategic-planning": (
        5, "strategic", 2, (("lead", "CMA", 1, "accredited", 3), ("adviser", "CMA", 1, "any", 1)),
    ),
    "evaluation": (5, "strategic", 3, (("lead", "CMA", 1, "accredited", 3), ("adviser", "CMA", 1, "any", 1))),
    "advice": (5, "tactical", 1, (("adviser", "CMA", 2, "any", 1),)),
    "workshop": (5, "operational", 0, (("expert", "TOE", 2, "any", 1),)),
    "support": (
        8, "operational", 1, (("lead", "TOE", 1, "accredited", 2), ("expert", "TOE", 1, "any", 1)),
    ),
    "clinic": (5, "operational", 0, (("expert", "TOE", 1, "accredited", 2),)),
    "regional-workshop": (
        5, "operational", 0, (("lead", "TOE", 1, "accredited", 3), ("expert", "TOE", 2, "any", 1)),
    ),
    "train-the-trainer": (
        10, "operational", 0, (("lead", "ET", 1, "accredited", 2), ("expert", "TOE", 1, "any", 1)),
    ),
}  # fmt: skip

#: Share of each mission type among requests outside chains: on reform, and on procedures.
ON_FIELDS: Mapping[str, float] = {"advice": 0.75, "diagnostic": 0.25}
ON_PROCEDURES: Mapping[str, float] = {
    "workshop": 0.42, "support": 0.3, "clinic": 0.14, "regional-workshop": 0.06, "train-the-trainer": 0.08,
}  # fmt: skip

#: EUR there and back from the row's region to AMS, AP, ESA, EUR, MENA, WCA.
JOURNEYS: Mapping[str, tuple[int, ...]] = {
    "AMS": (800, 2400, 2300, 1500, 1900, 2200),
    "AP": (2400, 1000, 1700, 1700, 1500, 2200),
    "ESA": (2300, 1700, 800, 1400, 1200, 1300),
    "EUR": (1500, 1700, 1400, 600, 900, 1300),
    "MENA": (1900, 1500, 1200, 900, 600, 1200),
    "WCA": (2200, 2200, 1300, 1300, 1200, 900),
}
#: Routes on which the journey takes two days each way.
FAR = frozenset({("AMS", "AP"), ("AMS", "ESA"), ("AMS", "WCA"), ("AP", "AMS"), ("AP", "WCA"), ("ESA", "AMS"),
                 ("WCA", "AMS"), ("WCA", "AP")})  # fmt: skip
#: EUR a day of an expert of each region, and of the Secretariat.
DAY_COSTS: Mapping[str, int] = {
    "AMS": 330, "AP": 310, "ESA": 250, "EUR": 360, "MENA": 270, "WCA": 240, "WCO": 160,
}  # fmt: skip


@cache
def beneficiaries() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Members that ask, and the share of the requests each has: its region's, spread evenly."""
    return _spread([code for code in members() if code not in DONORS], ASKING)


@cache
def senders() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Members that send, and the share of the experts each has: its region's, skewed to a few large pools."""
    return _spread(list(members()), SENDING)


def _spread(codes: list[str], shares: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    regions = [members()[code].region for code in codes]
    weight = np.array([shares[region] / regions.count(region) for region in regions])
    return tuple(codes), tuple(float(w) for w in weight / weight.sum())


def popularity(topics: tuple[str, ...]) -> tuple[float, ...]:
    """Share of each topic, falling with its rank."""
    weight = 1 / (np.arange(len(topics)) + 4.0)
    return tuple(float(w) for w in weight / weight.sum())
