"""Mission days that meet days on which a Member is closed."""

from collections.abc import Mapping

import numpy as np

from allocator.plan.calendar import working_days
from allocator.problem.arrays import Ints
from allocator.problem.problem import Problem, among


def met_days(problem: Problem, closed: Mapping[str, set[int]]) -> Ints:
    """Per start, how many of its mission days are closed for some Member that takes part.

    `closed` gives the closed days of each Member as days of the plan.
    """
    settings = problem.plan.settings
    length = settings.end.toordinal() - settings.start.toordinal() + 1
    weekday = (np.arange(length) + settings.start.weekday()) % 7
    met = np.zeros(len(problem.start_day), dtype=np.int64)
    for r, request in enumerate(problem.requests):
        days = set().union(*(closed.get(member, set()) for member in problem.plan.members_of(request)))
        inside = [day for day in days if 0 <= day < length]
        if not inside:
            continue
        counts = np.zeros(length + 1, dtype=np.int64)
        counts[np.array(inside) + 1] = 1
        counts[1:] *= among(weekday, working_days(problem.plan, request.member))
        total = np.cumsum(counts)
        own = slice(problem.start_offset[r], problem.start_offset[r + 1])
        met[own] = total[problem.start_last[own] + 1] - total[problem.start_day[own]]
    return met
