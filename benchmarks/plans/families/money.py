"""Journeys, agreements and their budgets."""

import numpy as np

from allocator.plan.reference import members
from benchmarks.plans.chance import between, monday, stream
from benchmarks.plans.families.asks import Ask
from benchmarks.plans.families.people import Row, amount
from benchmarks.plans.families.shape import Shape
from benchmarks.plans.families.topics import topics_of
from benchmarks.plans.world import ASKING, FAR

HEADERS = ("agreement", "kind", "funders", "beneficiaries", "topics", "from", "to", "budget")
LARGEST = 10**9  # of a budget
_JOURNEY = 5  # days' cost of one


def journeys(shape: Shape, seed: int) -> list[Row]:
    """From every region to every region; far ones take a day more."""
    rng = stream(seed, "journeys")
    return [
        (home, goal, amount(rng, shape) * (1 if shape.huge else _JOURNEY), 2 if (home, goal) in FAR else None)
        for home in sorted(ASKING)
        for goal in sorted(ASKING)
    ]


def agreements(shape: Shape, seed: int, asks: list[Ask]) -> list[Row]:
    """One for all, others for some regions or topics, with an even share of what is asked as budget."""
    rng = stream(seed, "agreements")
    regions, topics = sorted(ASKING), topics_of(shape)
    terms: list[tuple[set[str], set[str]]] = [(set(), set())]
    while len(terms) < shape.agreements:
        places = {str(code) for code in rng.choice(regions, size=between(rng, 1, 3), replace=False)}
        some = rng.choice(topics, size=max(1, len(topics) // 2), replace=False)
        terms.append((places, {str(topic) for topic in some} if rng.random() < 0.4 else set()))
    pays = np.array([[_may_pay(term, ask) for ask in asks] for term in terms])
    share = np.array([_expected(shape, ask) for ask in asks]) / pays.sum(axis=0) * pays
    return [
        _row(rng, shape, number, term, float(asked))
        for number, (term, asked) in enumerate(zip(terms, share.sum(axis=1), strict=True), start=1)
    ]


def _row(
    rng: np.random.Generator, shape: Shape, number: int, term: tuple[set[str], set[str]], asked: float
) -> Row:
    places, topics = (";".join(sorted(part)) for part in term)
    budget = min(LARGEST, max(1, round(shape.plenty * rng.uniform(0.7, 1.4) * asked)))
    until = monday(between(rng, 26, 48)) if number > 1 and rng.random() < 0.25 else None
    return f"F{number:02d}", "fund", f"F{number:02d}", places, topics, monday(0), until, budget


def _may_pay(term: tuple[set[str], set[str]], ask: Ask) -> bool:
    places, topics = term
    return (not places or members()[ask.member].region in places) and (not topics or ask.topic in topics)


def _expected(shape: Shape, ask: Ask) -> float:
    """What a mission costs about: where amounts are huge, what a cheap one does."""
    least, most = shape.amounts
    if shape.huge:
        return ask.kind.team * ask.kind.days * float(np.sqrt(least * most)) * 30
    return ask.kind.team * (ask.kind.days + 2 + _JOURNEY) * (least + most) / 2
