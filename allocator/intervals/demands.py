"""What sets of people can do at a time: implied, but what proofs of an early finish live on."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from allocator.intervals.activities import Activity, Owned, Resource
from allocator.intervals.space import Row, Space
from allocator.rows import NO_LIMIT

_SETS = 64  # of people, at most, for which it is said


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
    resources: dict[tuple[Activity, ...], Resource] = {}
    for people in _sets(found):
        resource = _resource(space, people, found)
        known = resources.get(resource.activities)
        if sum(resource.demand) > resource.capacity and (
            known is None or known.demand != resource.demand or known.capacity > resource.capacity
        ):
            resources[resource.activities] = resource
    return list(resources.values())


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
    """The sets of people that rows name, unions of them while there are few, and all people."""
    named = list(dict.fromkeys(demand.people for demand in found))
    sets = dict.fromkeys(named)
    for size in range(2, len(named)):
        unions = [frozenset().union(*chosen) for chosen in _some(named, size)]
        sets |= dict.fromkeys(unions)
        if len(sets) >= _SETS:
            break
    sets = dict.fromkeys(list(sets)[:_SETS])
    sets[frozenset().union(*named)] = None
    return list(sets)


def _some(named: list[frozenset[int]], size: int) -> list[tuple[frozenset[int], ...]]:
    """The first combinations of a size, no more than are wanted in all."""
    return [chosen for chosen, _ in zip(combinations(named, size), range(_SETS), strict=False)]


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
