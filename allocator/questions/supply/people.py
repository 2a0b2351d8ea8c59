"""Experts against what is asked of them: who is needed, who is asked for more than is released."""

from collections import defaultdict

import numpy as np

from allocator.problem import Ints
from allocator.questions.supply.filtering import Filtered
from allocator.questions.supply.needs import Reckoning
from allocator.questions.supply.picture import Person


def people_of(found: Filtered, reckoning: Reckoning, falls: Ints) -> tuple[Person, ...]:
    """All experts, the scarcest first: those on whom most weight rests, then those asked for most beyond
    their days."""
    problem, candidates = found.problem, found.candidates
    load = problem.request_days * 1.0
    seat_load = load[problem.seat_request] * problem.seat_count / np.maximum(1, candidates.per_seat)
    asked = np.bincount(candidates.expert, weights=seat_load[candidates.seat], minlength=len(problem.experts))
    seats = np.bincount(candidates.expert, minlength=len(problem.experts))
    needed = _needed(found)
    people = [
        Person(
            expert=code,
            administration=problem.plan.experts[code].administration,
            seats=int(seats[e]),
            needed_by=tuple(problem.requests[r].request for r in needed[e]),
            needed_weight=int(problem.request_weight[needed[e]].sum()),
            days_asked=int(np.rint(asked[e])),
            days_released=int(reckoning.expert_days[e]),
            bound_falls=int(falls[e]),
            has_release=code in problem.plan.availability_of,
        )
        for e, code in enumerate(problem.experts)
    ]
    return tuple(sorted(people, key=_rank))


def _rank(person: Person) -> tuple[float, ...]:
    pressure = person.days_asked / max(1, person.days_released)
    return -max(person.bound_falls, person.needed_weight), -pressure, -person.seats


def _needed(found: Filtered) -> dict[int, Ints]:
    """Per expert, the possible requests that have nobody to spare for a seat of theirs without the expert."""
    problem, candidates = found.problem, found.candidates
    tight = candidates.per_seat == problem.seat_count
    requests = problem.seat_request[candidates.seat]
    chosen = tight[candidates.seat] & found.open_requests[requests]
    needed: dict[int, set[int]] = defaultdict(set)
    for expert, request in zip(candidates.expert[chosen], requests[chosen], strict=True):
        needed[int(expert)].add(int(request))
    none: Ints = np.empty(0, dtype=np.int64)
    return defaultdict(lambda: none, {e: np.array(sorted(own), dtype=np.int64) for e, own in needed.items()})
