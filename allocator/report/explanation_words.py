"""An explanation as lines: the sheet Unserved and the terminal show the same."""

from typing import TYPE_CHECKING

from allocator.errors import first_of
from allocator.rules.base import rule_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.results.explanation import CheapestChange, Explanation, SeatFunnel
    from allocator.results.interval import Interval

#: Obstacles that a sheet shows; `allocator explain` shows all.
MOST_OBSTACLES = 5


def funnel_words(funnel: "SeatFunnel") -> str:
    """How the experts thin out: `lead (2 places): 1 of 12 experts; fell to qualification 9, release 2`."""
    places = f" ({funnel.places} places)" if funnel.places > 1 else ""
    fell = ", ".join(f"{rule_name(code)} {number}" for code, number in funnel.fell.items() if number)
    left = f"{funnel.seat}{places}: {len(funnel.candidates)} of {funnel.experts} experts"
    parts = (
        left,
        f"fell to {fell}" if fell else "",
        f"declined: {', '.join(funnel.declined)}" if funnel.declined else "",
    )
    return "; ".join(filter(None, parts))


def obstacle_words(explanation: "Explanation", most: int = MOST_OBSTACLES) -> list[str]:
    """The obstacles with the starts that each blocks, the greatest first, the last line for the rest."""
    lines = (f"{each.sentence} ({each.starts} of {each.of} starts)" for each in explanation.obstacles)
    return first_of(lines, most)


def change_words(change: "CheapestChange") -> str:
    """What to change, at which price, and what comes of it."""
    what = f"{change.what[0].upper()}{change.what[1:]}"
    return f"{what} ({price_words(change.price)}); {change.verified}."


def price_words(price: "Interval") -> str:
    """The price of a change, and whether a cheaper one may exist by which no more is lost, and which does
    without the dearest part of those told before it."""
    if price.settled:
        return f"price {price}, nothing cheaper loses as little"
    if not price.low:
        return f"price {price.high:,}, cheaper ones may exist"
    return f"price {price.high:,}, nothing below {price.low:,} exists"


def explanation_lines(explanation: "Explanation") -> "Iterator[str]":
    """An explanation in words, one thought per line."""
    yield f"{explanation.request}: {explanation.summary}"
    if explanation.grade != "served":
        yield f"Grade: {explanation.grade}."
    if explanation.trade is not None:
        yield explanation.trade.sentence
    yield from _listed("What would serve it, the cheapest first:", map(change_words, explanation.changes))
    yield from _listed("Who is left for each seat:", map(funnel_words, explanation.seats))
    yield from _listed("What stands in the way:", obstacle_words(explanation, len(explanation.obstacles)))
    yield from _listed(
        "Who else could have gone:",
        (f"{each.seat}: {each.expert} instead of {each.instead_of}" for each in explanation.runners_up),
    )
    if explanation.note:
        yield explanation.note


def _listed(heading: str, lines: "Iterator[str] | list[str]") -> "Iterator[str]":
    lines = list(lines)
    if lines:
        yield heading
        yield from (f"  {line}" for line in lines)
