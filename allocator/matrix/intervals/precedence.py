"""Disaggregated precedence rows over the starts of two requests, recognised as one end-before-start row."""

import numpy as np

from allocator.matrix.intervals.single_start_rows import MatrixRows
from allocator.matrix.intervals.variables import Row, Space
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT


def precedences(space: Space, rows: MatrixRows) -> tuple[list[Row], Bools]:
    """Precedences that say the same as some of the rows, and which rows those are.

    Looked for are rows Σ y over the first starts of one request <= Σ y over the first starts of another. All
    rows of a pair together say how late the other may begin at most, for each start of the one. Where that is
    `last day of the other + gap <= first day of the one` for some gap, two rows say it.
    """
    first, second = _pairs(space, rows)
    found: list[Row] = []
    replaced = np.zeros(len(rows), dtype=bool)
    several = np.flatnonzero(first >= 0)
    order = several[np.lexsort((second[several], first[several]))]
    change = (np.diff(first[order]) != 0) | (np.diff(second[order]) != 0)
    for own in np.split(order, np.flatnonzero(change) + 1):
        if not len(own):
            continue
        one, other = int(first[own[0]]), int(second[own[0]])
        latest = _latest(space, rows, own, one, other)
        gap = None if latest is None else _gap(space, one, other, latest)
        if gap is not None:
            found += _rows(space, one, other, gap)
            replaced[own] = True
    return found, replaced


def _pairs(space: Space, rows: MatrixRows) -> tuple[Ints, Ints]:
    """Per row, the request whose starts have coefficient 1 and the one whose starts have -1; -1 for rows that
    are not of this form."""
    problem = space.matrix.columns.problem
    none = np.iinfo(np.int64).max
    only_y = np.bincount(rows.row[rows.column >= len(problem.start_day)], minlength=len(rows)) == 0
    fits = only_y & (rows.upper == 0) & (rows.lower <= -NO_LIMIT)
    entry = fits[rows.row]
    row, coefficient = rows.row[entry], rows.coefficient[entry]
    request = problem.start_request[rows.column[entry]]
    odd = np.abs(coefficient) != 1
    fits[row[odd]] = False
    sides = []
    for sign in (1, -1):
        least, most = np.full(len(rows), none), np.full(len(rows), -1, dtype=np.int64)
        own = coefficient == sign
        np.minimum.at(least, row[own], request[own])
        np.maximum.at(most, row[own], request[own])
        fits &= least == most
        sides.append(most)
    fits &= sides[0] != sides[1]
    return np.where(fits, sides[0], -1), np.where(fits, sides[1], -1)


def _latest(space: Space, rows: MatrixRows, own: Ints, one: int, other: int) -> Ints | None:
    """Per open start of `one`, how many of the first open starts of `other` are early enough; None where
    some row is not about first starts, or some start has no row."""
    mine, theirs = space.starts(one), space.starts(other)
    row, entry = rows.entries(own)
    column, sign = rows.column[entry], rows.coefficient[entry]
    counts = []
    for starts, wanted in ((mine, 1), (theirs, -1)):
        side = sign == wanted
        position = np.searchsorted(starts, column[side])
        furthest = np.full(len(own), -1, dtype=np.int64)
        np.maximum.at(furthest, row[side], position)
        count = np.bincount(row[side], minlength=len(own))
        if (furthest + 1 != count).any():
            return None
        counts.append(count)
    latest = np.full(len(mine), len(theirs) + 1, dtype=np.int64)
    np.minimum.at(latest, counts[0] - 1, counts[1])
    latest = np.minimum.accumulate(latest[::-1])[::-1]
    return None if (latest > len(theirs)).any() else latest


def _gap(space: Space, one: int, other: int, latest: Ints) -> int | None:
    """A gap with which just the first `latest[k]` starts of `other` end in time for start k of `one`."""
    problem = space.matrix.columns.problem
    day, last = problem.start_day[space.starts(one)], problem.start_last[space.starts(other)]
    if (np.diff(day) < 0).any() or (np.diff(last) < 0).any():
        return None
    some, short = latest > 0, latest < len(last)
    most = (day[some] - last[latest[some] - 1]).min(initial=NO_LIMIT)
    least = (day[short] - last[latest[short]]).max(initial=-NO_LIMIT) + 1
    if most < NO_LIMIT:
        return int(most) if least <= most else None
    return int(least)


def _rows(space: Space, one: int, other: int, gap: int) -> list[Row]:
    served = int(space.served[one])
    after = Row(
        np.array([space.day[one], space.last[other]]), np.array([1, -1]), gap, NO_LIMIT, when=served
    )  # fmt: skip
    both = Row(np.array([served, space.served[other]]), np.array([1, -1]), -NO_LIMIT, 0)
    return [after, both]
