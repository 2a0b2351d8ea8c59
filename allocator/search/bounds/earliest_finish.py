"""A bound on the earliest finish, without a solver: chains of missions, and the work of sets of people.

The longest chain is the critical path. What people of a set must do, and nobody else can, is work of the set:
what cannot begin before a day, and is followed by at least so many days more, ends no earlier than if all of
the set shared it evenly (energetic reasoning: Erschler and Lopez, 1990). Missions of which no two leave each
other enough people follow one another.
"""

from dataclasses import dataclass

import numpy as np

from allocator.matrix import Linear, Matrix, Tightened
from allocator.problem import Bools, Ints
from allocator.search.schedules.order import Order

_SETS = 512  # of people, at most, that are looked at


def finish_bound(
    matrix: Matrix, tightened: Tightened, order: Order, frozen: tuple[tuple[Linear, int], ...]
) -> int:
    """The least day after the last mission, counted from the plan's first day, of points that cost no more
    than `frozen` says in the tiers before, within tightened bounds."""
    work = _work(matrix, tightened, order, frozen)
    if not len(work.head):
        return 0
    found = int((work.head + work.days + work.after).max())
    shares = _shares(matrix, tightened, work)
    return max(found, _one_by_one(work, shares), *(_evenly_shared(work, *share) for share in shares))


@dataclass(frozen=True)
class _Work:
    """Requests that must be served: `head`, the first day on which each can begin; `days`, that it takes at
    least; `after`, from its end to that of the longest chain behind it."""

    request: Ints
    head: Ints
    days: Ints
    after: Ints


def _work(
    matrix: Matrix, tightened: Tightened, order: Order, frozen: tuple[tuple[Linear, int], ...]
) -> _Work:
    problem = matrix.columns.problem
    start = np.flatnonzero(tightened.upper[matrix.columns.y] > 0)
    count = len(problem.requests)
    head, days = np.full(count, 1 << 20), np.full(count, 1 << 20)
    np.minimum.at(head, problem.start_request[start], problem.start_day[start])
    np.minimum.at(
        days, problem.start_request[start], problem.start_last[start] - problem.start_day[start] + 1
    )
    must = must_be_served(matrix, tightened, frozen) & (head < 1 << 20)
    kept = must[order.before] & must[order.after]
    order = Order(order.before[kept], order.after[kept], order.gap[kept])
    request = np.flatnonzero(must)
    after = order.tails(days) - days
    return _Work(request, order.heads(head, days)[request], days[request], after[request])


def must_be_served(matrix: Matrix, tightened: Tightened, frozen: tuple[tuple[Linear, int], ...]) -> Bools:
    """Which requests are served by every point within the bounds that costs no more than some form's limit:
    without one of them, the best starts of all others are not enough."""
    columns, problem = matrix.columns, matrix.columns.problem
    must = np.zeros(len(problem.requests), dtype=bool)
    must[problem.start_request[tightened.lower[columns.y] > 0]] = True
    for form, limit in frozen:
        price = np.zeros(matrix.shape[1], dtype=np.int64)
        price[form.column] = form.coefficient
        least = np.minimum(price * tightened.lower, price * tightened.upper)
        start = np.zeros(len(must), dtype=np.int64)
        np.minimum.at(start, problem.start_request, least[columns.y])
        others = int(least[len(columns.y) :].sum()) + form.constant
        must |= int(start.sum()) - start + others > limit
    return must


def _shares(matrix: Matrix, tightened: Tightened, work: _Work) -> list[tuple[Ints, int]]:
    """Per set of people, how many of them each request needs at least, and how many there are."""
    if not _one_at_a_time(matrix, tightened):
        return []
    able = _able(matrix, tightened)
    problem = matrix.columns.problem
    own = np.isin(problem.seat_request, work.request)
    named = list(dict.fromkeys(people for people, needed in zip(able, own, strict=True) if needed and people))
    place = np.searchsorted(work.request, problem.seat_request)
    found = []
    for people in _unions(named):
        inside = [q for q, those in enumerate(able) if own[q] and those | people == people]
        needed = np.bincount(place[inside], problem.seat_count[inside], len(work.request))
        found.append((needed.astype(np.int64), people.bit_count()))
    return found


def _one_at_a_time(matrix: Matrix, tightened: Tightened) -> bool:
    """Whether spans keep everybody who may be sent on one mission at a time, on all its days."""
    columns, problem = matrix.columns, matrix.columns.problem
    free = tightened.upper[columns.z] > 0
    for block in matrix.blocks:
        spans = block.spans
        if spans is None or block.kind != "expert" or (spans.capacity > 1).any():
            continue
        start = columns.z_start[spans.column - len(columns.y)]
        whole = (spans.first <= problem.start_day[start]) & (spans.last >= problem.start_last[start])
        free[spans.column[whole] - len(columns.y)] = False
    return not free.any()


def _able(matrix: Matrix, tightened: Tightened) -> list[int]:
    """Per seat, who may take it at some start, as bits."""
    columns = matrix.columns
    taken = np.flatnonzero(tightened.upper[columns.z] > 0)
    experts = max(1, len(columns.problem.experts))
    able = [0] * len(columns.problem.seats)
    for pair in np.unique(columns.z_seat[taken] * experts + columns.z_expert[taken]).tolist():
        able[pair // experts] |= 1 << pair % experts
    return able


def _unions(named: list[int]) -> list[int]:
    """The sets named and their unions, or so many of them; and all together."""
    sets = dict.fromkeys(named)
    every = 0
    for people in named:
        every |= people
        if len(sets) <= _SETS:
            sets |= dict.fromkeys(people | other for other in list(sets))
    return [*list(sets)[:_SETS], every]


def _evenly_shared(work: _Work, places: Ints, people: int) -> int:
    """The finish if the people share what needs them evenly: of all that begins no earlier than some day and
    is followed by no less than some days, whichever says most."""
    heads, head = np.unique(work.head, return_inverse=True)
    afters, after = np.unique(work.after, return_inverse=True)
    load = np.zeros((len(heads), len(afters)), dtype=np.int64)
    np.add.at(load, (head, after), places * work.days)
    load = load[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1]
    ends = heads[:, None] - (-load // people) + afters
    return int(np.where(load > 0, ends, 0).max(initial=0))


def _one_by_one(work: _Work, shares: list[tuple[Ints, int]]) -> int:
    """The finish of requests of which no two can go on at a time, in sets grown from each by those that last
    longest."""
    exclusive = np.zeros((len(work.request), len(work.request)), dtype=bool)
    for places, people in shares:
        some = places > 0
        exclusive |= (places[:, None] + places > people) & some[:, None] & some
    np.fill_diagonal(exclusive, val=False)
    found = 0
    for seed in range(len(work.request)):
        clique, left = [seed], exclusive[seed].copy()
        while left.any():
            clique.append(int(np.argmax(np.where(left, work.days, -1))))
            left &= exclusive[clique[-1]]
        found = max(found, int(work.head[clique].min() + work.days[clique].sum() + work.after[clique].min()))
    return found
