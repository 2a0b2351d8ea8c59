"""Energetic reasoning over sets of people: implied cumulative resources. They cut off no point, but bounds on
the makespan, and so proofs of an early finish, rest on them."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from allocator.matrix.intervals.activities import Activity, Owned, Resource
from allocator.matrix.intervals.conflicts import conflicts
from allocator.matrix.intervals.variables import Row, Space
from allocator.problem.rows import NO_LIMIT

_SETS = 1024  # of people, at most, that are looked at


@dataclass(frozen=True)
class _Demand:
    """So many of some candidates, and so of these people, are busy while the request goes on."""

    request: int
    places: int
    candidates: frozenset[int]
    people: frozenset[int]
    before: int
    after: int


def demands(space: Space, rows: list[Row], activities: Owned) -> list[Resource]:
    """Resources of whole sets of people, each of whom is one at a time by `activities`.

    A row Σ taken >= n · served keeps n of its people busy on the days that all of them would be. So whatever
    needs people of a set alone takes no more than the set has, at any time.
    """
    found = _demands(space, rows, activities)
    tightest: dict[tuple[tuple[Activity, ...], tuple[int, ...]], Resource] = {}
    for people in _sets(found):
        resource = _resource(space, people, found)
        key = resource.activities, resource.demand
        known = tightest.get(key)
        if sum(resource.demand) > resource.capacity < (known.capacity if known else NO_LIMIT):
            tightest[key] = resource
    shares = _undominated(list(tightest.values()))
    return shares + conflicts(space, shares)


def _undominated(resources: list[Resource]) -> list[Resource]:
    """The resources without those that another one implies: as much of everything, and no more capacity."""
    wanted = list(dict.fromkeys(activity for resource in resources for activity in resource.activities))
    place = {activity: i for i, activity in enumerate(wanted)}
    demand = np.zeros((len(resources), len(wanted)), dtype=np.int64)
    for i, resource in enumerate(resources):
        demand[i, [place[activity] for activity in resource.activities]] = resource.demand
    capacity = np.array([resource.capacity for resource in resources], dtype=np.int64)
    kept: list[Resource] = []
    for i in range(len(resources)):
        implies = (demand >= demand[i]).all(axis=1) & (capacity <= capacity[i])
        implies[i] = False
        if not implies.any():
            kept.append(resources[i])
    return kept


def _demands(space: Space, rows: list[Row], activities: Owned) -> list[_Demand]:
    """The rows that keep people busy."""
    busy = {
        int(v): (int(w), int(b), int(a))
        for v, w, b, a in zip(
            activities.variable, activities.who, activities.before, activities.after, strict=True
        )
        if not activities.left[w]
    }
    first, end = int(space.served[0]), int(space.served[-1]) if space.requests else -1
    found = []
    for row in rows:
        if row.when >= 0 or row.lower != 0 or row.upper not in (0, NO_LIMIT):
            continue
        served = [
            (int(v), int(a)) for v, a in zip(row.variable, row.coefficient, strict=True) if first <= v <= end
        ]
        people = [int(v) for v in row.variable if not first <= v <= end]
        ones = all(
            a == 1 for v, a in zip(row.variable, row.coefficient, strict=True) if not first <= v <= end
        )
        if len(served) != 1 or served[0][1] >= 0 or not ones or not all(v in busy for v in people):
            continue
        own = [busy[v] for v in people]
        found.append(
            _Demand(
                served[0][0] - first, -served[0][1], frozenset(people), frozenset(w for w, _, _ in own),
                min(b for _, b, _ in own), min(a for _, _, a in own),
            )
        )  # fmt: skip
    return found


def _sets(found: list[_Demand]) -> list[frozenset[int]]:
    """The sets of people that rows name and all unions of them, or so many; and all people together."""
    named = list(dict.fromkeys(demand.people for demand in found))
    sets = dict.fromkeys(named)
    for people in named:
        sets |= dict.fromkeys(people | other for other in list(sets))
        if len(sets) > _SETS:
            break
    return [*list(sets)[:_SETS], frozenset().union(*named)]


def _resource(space: Space, people: frozenset[int], found: list[_Demand]) -> Resource:
    """What is asked of people of this set alone, request by request."""
    places: dict[tuple[int, int, int], int] = defaultdict(int)
    counted: dict[int, frozenset[int]] = defaultdict(frozenset)
    for demand in found:
        if demand.people <= people and not (demand.candidates & counted[demand.request]):
            counted[demand.request] |= demand.candidates
            places[demand.request, demand.before, demand.after] += demand.places
    activities = tuple(Activity((int(space.served[r]),), r, b, a) for r, b, a in places)
    return Resource(activities, tuple(places.values()), len(people), implied=True)
