"""Dual ascent over whole missions, compiled: prices of the rows, and what requests would cost under them.

All numbers are floats that hold whole numbers where a bound is meant: exact below 2^53.
"""

from allocator.moves.arrays import (
    COLUMN_EVEN,
    COLUMN_ROW,
    COLUMN_SIZE,
    COLUMN_START,
    FIRST_AUXILIARY,
    FIRST_PAYER,
    FIRST_START,
    GROUP_FIRST,
    PAYER_START,
    PLACES,
    REQUEST_START,
    REQUESTS,
    START_GROUP,
    Arrays,
)  # fmt: skip
from allocator.moves.machine import compiled
from allocator.problem import Doubles

_FAR = 1e300


@compiled
def weigh(a: Arrays, scale: float, even: Doubles, uneven: Doubles, reduced: Doubles) -> None:
    """What each base item costs in the first tier, times `scale`, with the prices of its rows."""
    at, fixed = a.at, a.fixed
    for item in range(at[FIRST_AUXILIARY]):
        cost = scale * a.cost[item, 0]
        first, middle = fixed[at[COLUMN_START] + item], fixed[at[COLUMN_EVEN] + item]
        for k in range(first, middle):
            cost += even[fixed[at[COLUMN_ROW] + k]]
        for k in range(middle, fixed[at[COLUMN_START] + item + 1]):
            price = uneven[fixed[at[COLUMN_ROW] + k]]
            if price != 0.0:
                cost += price * a.exact[at[COLUMN_SIZE] + k]
        reduced[item] = cost


@compiled
def answer(a: Arrays, reduced: Doubles, even: Doubles, uneven: Doubles) -> float:
    """The cheapest missions under reduced costs, each request alone; how much every row counts of them is
    added to `even` and `uneven`. Returns what they cost: no mission costs 0."""
    at, fixed = a.at, a.fixed
    total = 0.0
    for request in range(at[REQUESTS]):
        payer, paid = -1, 0.0
        for p in range(fixed[at[PAYER_START] + request], fixed[at[PAYER_START] + request + 1]):
            if payer < 0 or reduced[at[FIRST_PAYER] + p] < paid:
                payer, paid = p, reduced[at[FIRST_PAYER] + p]
        best, least = -1, 0.0
        for start in range(fixed[at[REQUEST_START] + request], fixed[at[REQUEST_START] + request + 1]):
            cost = paid + _team(a, reduced, even, uneven, start, False)
            if cost < least:
                best, least = start, cost
        if best >= 0:
            total += least
            _team(a, reduced, even, uneven, best, True)
            if payer >= 0:
                _count(a, at[FIRST_PAYER] + payer, even, uneven)
    return float(total)


@compiled
def _team(a: Arrays, reduced: Doubles, even: Doubles, uneven: Doubles, start: int, count: bool) -> float:
    """The cheapest people for every seat at a start, and the start; they are counted if that is asked."""
    at, fixed = a.at, a.fixed
    cost = reduced[at[FIRST_START] + start]
    if count:
        _count(a, at[FIRST_START] + start, even, uneven)
    for group in range(fixed[at[START_GROUP] + start], fixed[at[START_GROUP] + start + 1]):
        last, position = -_FAR, -1
        for _ in range(fixed[at[PLACES] + group]):
            chosen, least = -1, _FAR
            for item in range(fixed[at[GROUP_FIRST] + group], fixed[at[GROUP_FIRST] + group + 1]):
                value = reduced[item]
                if value < least and (value > last or (value == last and item > position)):
                    chosen, least = item, value
            cost += least
            last, position = least, chosen
            if count:
                _count(a, chosen, even, uneven)
    return float(cost)


@compiled
def _count(a: Arrays, item: int, even: Doubles, uneven: Doubles) -> None:
    at, fixed = a.at, a.fixed
    first, middle = fixed[at[COLUMN_START] + item], fixed[at[COLUMN_EVEN] + item]
    for k in range(first, middle):
        even[fixed[at[COLUMN_ROW] + k]] += 1.0
    for k in range(middle, fixed[at[COLUMN_START] + item + 1]):
        uneven[fixed[at[COLUMN_ROW] + k]] += a.exact[at[COLUMN_SIZE] + k]
