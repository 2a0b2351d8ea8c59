"""Rows over z and y as rows over who is taken and who is served, exactly."""

import numpy as np

from allocator.intervals.space import Entries, Space
from allocator.problem import Ints


def collapse(space: Space, entries: Entries) -> Entries:
    """The entries with all starts of a candidate, or of a request, put together.

    Where its coefficient is the same at every open start, it moves to the variable `taken` (`served`).
    Otherwise the commonest coefficient moves there if every start has one, and columns that differ keep the
    difference; if some start has none, all columns stay. Shut columns are left out. Other columns stay.
    """
    columns = space.matrix.columns
    variable = entries.variable
    first_z, first_f = len(columns.y), len(columns.y) + len(columns.z)
    is_y = variable < first_z
    is_z = (variable >= first_z) & (variable < first_f)
    y, z, rest = entries.of(is_y), entries.of(is_z), entries.of(~is_y & ~is_z)
    y = y.of(space.open_start[y.variable])
    z = z.of(space.open_z[z.variable - first_z])
    parts = [
        rest,
        *_together(y, columns.problem.start_request[y.variable], space.served, space.starts_left),
        *_together(z, columns.z_candidate[z.variable - first_z], space.taken, space.starts_of_candidate),
    ]
    return Entries(
        row=np.concatenate([part.row for part in parts]),
        variable=np.concatenate([part.variable for part in parts]),
        coefficient=np.concatenate([part.coefficient for part in parts]),
    )


def _together(entries: Entries, owner: Ints, whole: Ints, starts: Ints) -> tuple[Entries, Entries]:
    """What all starts of an owner share, on the variable `whole[owner]`; what single columns have beyond."""
    if not len(owner):
        return entries, entries
    pair, place = np.unique(entries.row * len(whole) + owner, return_inverse=True)
    row, owner = np.divmod(pair, len(whole))
    common = _commonest(place, entries.coefficient, len(pair))
    common[np.bincount(place, minlength=len(pair)) < starts[owner]] = 0
    beyond = entries.coefficient - common[place]
    own = beyond != 0
    some = common != 0
    return (
        Entries(row[some], whole[owner[some]], common[some]),
        Entries(entries.row[own], entries.variable[own], beyond[own]),
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
