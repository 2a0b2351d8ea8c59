"""Agreements: who pays for whom, for what, until when, and how much."""

import numpy as np

from allocator.plan.reference import members
from benchmarks.plans.asks import Ask
from benchmarks.plans.chance import DAY, between, monday, pick, stream
from benchmarks.plans.people import SECRETARIAT, Row
from benchmarks.plans.sizes import Size
from benchmarks.plans.world import (
    ASKING,
    DAY_COSTS,
    FIELDS,
    JOURNEYS,
    PROCEDURES,
    TYPES,
    beneficiaries,
    senders,
)

PAYERS = 3.0  # agreements that may pay for a request, about, beside the Secretariat's
EARMARKED = 0.5  # of the agreements name topics: half of all
WITH_PROVIDERS = 0.25  # of the agreements say whose experts go
SHORT = 0.3  # of the agreements end within the year, or begin in it
BUDGET = (0.8, 1.5)  # of an even share of what is asked, before `Size.plenty`
STEP = 500  # budgets are rounded to it

HEADERS = (
    "agreement", "kind", "funders", "providers", "beneficiaries", "topics", "from", "to", "budget",
)  # fmt: skip


def make_agreements(size: Size, seed: int, asks: list[Ask]) -> list[Row]:
    """Funds and agreements with earmarks; the last one is the Secretariat's, open to all."""
    rng = stream(seed, "agreements")
    terms = [_terms(rng, size) for _ in range(size.agreements - 1)] + [((), ())]
    eligible = _eligible(terms, asks)
    cost = np.array([expected_cost(ask) for ask in asks])
    share = cost / eligible.sum(axis=0) * eligible
    return [
        _row(rng, f"A{number:03d}" if places else SECRETARIAT, places, topics, size.plenty * asked)
        for number, ((places, topics), asked) in enumerate(
            zip(terms, share.sum(axis=1), strict=True), start=1
        )
    ]


def _row(
    rng: np.random.Generator, code: str, places: tuple[str, ...], topics: tuple[str, ...], asked: float
) -> Row:
    """An agreement whose even share of what is asked is `asked`; who has no earmark pays all year."""
    providers = _providers(rng) if places and rng.random() < WITH_PROVIDERS else ()
    scale = BUDGET[0] + (BUDGET[1] - BUDGET[0]) * rng.random()
    budget = STEP * max(10, round(scale * asked / STEP))
    since, until = _dates(rng) if places else (monday(0), None)
    kind = "multipartite" if providers else "fund"
    return code, kind, code, ";".join(providers), ";".join(places), ";".join(topics), since, until, budget


def expected_cost(ask: Ask) -> float:
    """What a mission costs about, in EUR: an average journey and day cost for each place of its team."""
    days, _, _, seats = TYPES[ask.mission_type]
    region = sorted(ASKING).index(members()[ask.member].region)
    journey = float(np.mean([costs[region] for costs in JOURNEYS.values()]))
    daily = float(np.mean(list(DAY_COSTS.values()))) + 20
    return sum(count for _, _, count, _, _ in seats) * (journey + days * daily)


def _terms(rng: np.random.Generator, size: Size) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beneficiaries and topics: as wide as it takes for a request to have `PAYERS` payers on average."""
    reach = PAYERS / (size.agreements - 1) * (0.6 + 0.8 * rng.random())
    topics: tuple[str, ...] = ()
    if rng.random() < EARMARKED:
        known = FIELDS[: size.fields] + PROCEDURES[: size.procedures]
        chosen = rng.permutation(len(known))[: max(1, len(known) // 2)]
        topics, reach = tuple(sorted(known[i] for i in chosen)), 2 * reach
    regions = sorted(ASKING)
    order = [regions[i] for i in rng.choice(6, size=6, replace=False, p=[ASKING[r] for r in regions])]
    places: list[str] = []
    for region in order:
        if reach < 0.5 * ASKING[region]:
            break
        if reach >= ASKING[region]:
            places.append(region)
        else:
            places += _some(rng, region, reach / ASKING[region])
        reach -= ASKING[region]
    return tuple(places or _some(rng, order[0], reach / ASKING[order[0]])), topics


def _some(rng: np.random.Generator, region: str, share: float) -> list[str]:
    """A share of the Members of a region that ask, at least two."""
    own = [code for code in beneficiaries()[0] if members()[code].region == region]
    chosen = rng.permutation(len(own))[: max(2, round(share * len(own)))]
    return sorted(own[i] for i in chosen)


def _eligible(terms: list[tuple[tuple[str, ...], tuple[str, ...]]], asks: list[Ask]) -> np.ndarray:
    """(agreements x requests): beneficiary and topic fit."""
    region = {code: member.region for code, member in members().items()}
    return np.array(
        [
            [
                (not places or ask.member in places or region[ask.member] in places)
                and (not topics or ask.topic in topics)
                for ask in asks
            ]
            for places, topics in ((set(p), set(t)) for p, t in terms)
        ]
    )


def _providers(rng: np.random.Generator) -> tuple[str, ...]:
    """The Secretariat and some twenty administrations."""
    codes, shares = senders()
    chosen = rng.choice(len(codes), size=between(rng, 15, 30), replace=False, p=shares)
    return (SECRETARIAT, *sorted(codes[i] for i in chosen))


def _dates(rng: np.random.Generator) -> tuple[object, object]:
    """Most run all year; some end in the autumn or begin in spring."""
    if rng.random() >= SHORT:
        return monday(0), None
    if pick(rng, (0.7, 0.3)) == 0:
        return monday(0), monday(between(rng, 34, 46)) - DAY
    return monday(between(rng, 6, 16)), None
