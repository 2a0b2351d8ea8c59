"""Aggregation over starts: rows over the time-indexed columns z and y as rows over who is taken and who is
served, by the substitution Σ z over the starts of a candidate = taken, Σ y = served. It is exact."""

import numpy as np

from allocator.matrix.intervals.variables import Space, Terms
from allocator.problem import Ints


def aggregated(space: Space, entries: Terms) -> Terms:
    """The entries with all starts of a candidate, or of a request, put together.

    Where its coefficient is the same at every open start, it moves to the variable `taken` (`served`).
    Otherwise the commonest coefficient moves there if every start has one, and columns that differ keep the
    difference; if some start has none, all columns stay. Shut columns are left out. Other columns stay.
    """
    entries = entries.of(space.open_column[entries.variable])
    timed = space.start_of_column[entries.variable] >= 0
    shared, beyond = _together(space, entries.of(timed))
    parts = entries.of(~timed), shared, beyond
    return Terms(
        row=np.concatenate([part.row for part in parts]),
        variable=np.concatenate([part.variable for part in parts]),
        coefficient=np.concatenate([part.coefficient for part in parts]),
    )


def _together(space: Space, entries: Terms) -> tuple[Terms, Terms]:
    """What all starts share, on the variable that they are together; what single columns have beyond."""
    if not len(entries.row):
        return entries, entries
    pair, place = np.unique(entries.row * space.extra + space.whole[entries.variable], return_inverse=True)
    row, variable = np.divmod(pair, space.extra)
    common = _commonest(place, entries.coefficient, len(pair))
    common[np.bincount(place, minlength=len(pair)) < space.starts_of_whole[variable]] = 0
    beyond = entries.coefficient - common[place]
    some, own = common != 0, beyond != 0
    return (
        Terms(row[some], variable[some], common[some]),
        Terms(entries.row[own], entries.variable[own], beyond[own]),
    )


def _commonest(group: Ints, value: Ints, groups: int) -> Ints:
    """The commonest value of each group; the least of them where several are equally common."""
    order = np.lexsort((value, group))
    group, value = group[order], value[order]
    new = np.concatenate([[True], (group[1:] != group[:-1]) | (value[1:] != value[:-1])])
    begin = np.flatnonzero(new)
    length = np.diff(np.concatenate([begin, [len(group)]]))
    best = np.lexsort((-value[begin], length, group[begin]))
    commonest = np.zeros(groups, dtype=np.int64)
    commonest[group[begin][best]] = value[begin][best]  # the last one written is the longest run
    return commonest
