"""Spans as optional intervals under unary and cumulative resources: each lasts from the first to the last day
of a request, extended by fixed days (travel, report, rest)."""

from dataclasses import dataclass

import numpy as np

from allocator.matrix.intervals.variables import Space
from allocator.problem import Bools, Ints
from allocator.problem.rows import Spans


@dataclass(frozen=True)
class Activity:
    """From `before` days before a request's first day to `after` days after its last one, where one of the
    variables `present` is 1. No two of them ever are."""

    present: tuple[int, ...]
    request: int
    before: int
    after: int


@dataclass(frozen=True)
class Resource:
    """Activities of which at most `capacity` go on at a time, each taking `demand`.

    An `implied` one says nothing that the others do not say together.
    """

    activities: tuple[Activity, ...]
    demand: tuple[int, ...]
    capacity: int
    implied: bool = False


@dataclass(frozen=True)
class Owned:
    """Activities of one `Spans`, activity i of subject `who[i]`; subjects in `left` keep their rows."""

    who: Ints
    variable: Ints
    request: Ints
    before: Ints
    after: Ints
    group: Ints
    left: Bools

    def __len__(self) -> int:
        return len(self.who)


def owned(space: Space, spans: Spans) -> Owned:
    """The activities of spans: one per (subject, candidate) or (subject, request), where the spans of all its
    open starts begin and end equally long before and after the mission."""
    problem = space.matrix.columns.problem
    keep = np.flatnonzero(space.open_column[spans.column])
    column, who, group = spans.column[keep], spans.who[keep], spans.group[keep]
    start, variable = space.start_of_column[column], space.whole[column]
    before = problem.start_day[start] - spans.first[keep]
    after = spans.last[keep] - problem.start_last[start]
    distinct, position, count = np.unique(
        np.stack([who, variable, before, after, group]), axis=1, return_index=True, return_counts=True
    )
    uneven = count != space.starts_of_whole[variable[position]]
    left = np.zeros(len(spans.capacity), dtype=bool)
    left[distinct[0, uneven]] = True
    who, variable, before, after, group = distinct
    return Owned(who, variable, problem.start_request[start[position]], before, after, group, left)


def resources(activities: Owned, capacity: Ints) -> list[Resource]:
    """One per subject that has more groups than its capacity: a group never stands twice on a day."""
    found: list[Resource] = []
    order = np.lexsort(
        (activities.after, activities.before, activities.request, activities.group, activities.who)
    )
    cuts = np.flatnonzero(np.diff(activities.who[order])) + 1
    for own in np.split(order, cuts):
        if not len(own):
            continue
        who = int(activities.who[own[0]])
        if activities.left[who] or len(np.unique(activities.group[own])) <= capacity[who]:
            continue
        merged = _merged(activities, own)
        found.append(Resource(merged, (1,) * len(merged), int(capacity[who])))
    return found


def _merged(activities: Owned, own: Ints) -> tuple[Activity, ...]:
    """The activities, those of one group and request that cover the same days as one."""
    shape = np.stack(
        [activities.group[own], activities.request[own], activities.before[own], activities.after[own]]
    )
    parts = np.split(own, np.flatnonzero((np.diff(shape, axis=1) != 0).any(axis=0)) + 1)
    return tuple(
        Activity(
            tuple(int(v) for v in activities.variable[part]), int(activities.request[part[0]]),
            int(activities.before[part[0]]), int(activities.after[part[0]]),
        )
        for part in parts
    )  # fmt: skip
