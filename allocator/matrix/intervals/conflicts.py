"""Implied disjunctives: cliques of requests of which no two can go on at a time, whichever resource has no
room for both."""

from collections import defaultdict

import numpy as np

from allocator.matrix.intervals.activities import Activity, Resource
from allocator.matrix.intervals.variables import Space
from allocator.problem import Bools, Ints


def conflicts(space: Space, resources: list[Resource]) -> list[Resource]:
    """Sets of requests that exclude one another pairwise, grown from each request by those that last longest.

    `resources` are shares of sets of people; all their activities stand for the whole of a request. The days
    taken are those that every resource takes.
    """
    before: dict[int, int] = defaultdict(lambda: space.width)
    after: dict[int, int] = defaultdict(lambda: space.width)
    for resource in resources:
        for activity in resource.activities:
            before[activity.request] = min(before[activity.request], activity.before)
            after[activity.request] = min(after[activity.request], activity.after)
    requests = sorted(before)
    exclusive = _exclusive(requests, resources)
    days = [int(space.unserved[1][r] - space.unserved[0][r]) + before[r] + after[r] for r in requests]
    cliques = {_grown(seed, exclusive, np.array(days, dtype=np.int64)) for seed in range(len(requests))}
    whole = [Activity((int(space.served[r]),), r, before[r], after[r]) for r in requests]
    return [
        Resource(tuple(whole[i] for i in clique), (1,) * len(clique), 1, implied=True)
        for clique in sorted(cliques)
        if len(clique) > 1
    ]


def _exclusive(requests: list[int], resources: list[Resource]) -> Bools:
    """(requests x requests): whether some resource has no room for both."""
    place = {request: i for i, request in enumerate(requests)}
    exclusive = np.zeros((len(requests), len(requests)), dtype=bool)
    for resource in resources:
        demand = np.zeros(len(requests), dtype=np.int64)
        own = [place[activity.request] for activity in resource.activities]
        np.maximum.at(demand, own, resource.demand)
        some = demand > 0
        exclusive |= (demand[:, None] + demand > resource.capacity) & some[:, None] & some
    np.fill_diagonal(exclusive, val=False)
    return exclusive


def _grown(seed: int, exclusive: Bools, days: Ints) -> tuple[int, ...]:
    """A set that holds `seed`, the longest first, until nothing excludes all of it."""
    clique, able = [seed], exclusive[seed].copy()
    while able.any():
        longest = int(np.argmax(np.where(able, days, -1)))
        clique.append(longest)
        able &= exclusive[longest]
    return tuple(sorted(clique))
