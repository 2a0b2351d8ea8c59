"""Rows that are linear in the end of one request (such as the makespan), written over its end variable."""

import numpy as np

from allocator.matrix.intervals.single_start_rows import MatrixRows
from allocator.matrix.intervals.variables import Row, Space
from allocator.problem import Bools, Ints
from allocator.problem.rows import NO_LIMIT


def over_last_days(space: Space, rows: MatrixRows) -> tuple[list[Row], Bools]:
    """Rows over all starts of one request and other columns, weighing slope · last day + constant: the same
    over the last day where the request is served, and over the other columns alone where it is not. Also
    returns which rows those are."""
    columns = space.matrix.columns
    count, starts = len(rows), len(columns.y)
    is_y = rows.column < starts
    is_z = ~is_y & (rows.column < starts + len(columns.z))
    request = columns.problem.start_request[np.where(is_y, rows.column, 0)]
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, -1, dtype=np.int64)
    np.minimum.at(first, rows.row[is_y], request[is_y])
    np.maximum.at(last, rows.row[is_y], request[is_y])
    fits = (first == last) & (np.bincount(rows.row[is_z], minlength=count) == 0)
    fits &= np.bincount(rows.row[is_y], minlength=count) == space.starts_left[np.maximum(last, 0)]
    begin = np.searchsorted(rows.row, np.arange(count + 1))
    found: list[Row] = []
    replaced = np.zeros(count, dtype=bool)
    for row in np.flatnonzero(fits):
        own = np.arange(begin[row], begin[row + 1])
        mine, rest = own[is_y[own]], own[~is_y[own]]
        line = _line(columns.problem.start_last[rows.column[mine]], rows.coefficient[mine])
        if line is not None:
            replaced[row] = True
            bounds = int(rows.lower[row]), int(rows.upper[row])
            found += _both(space, int(last[row]), line, rows.column[rest], rows.coefficient[rest], bounds)
    return found, replaced


def _both(
    space: Space, request: int, line: tuple[int, int], column: Ints, weight: Ints, bounds: tuple[int, int]
) -> list[Row]:
    """The row where the request is served, and where it is not."""
    (slope, constant), (lower, upper) = line, bounds
    served = int(space.served[request])
    with_last = Row(
        np.append(column, space.last[request]), np.append(weight, slope),
        lower - constant if lower > -NO_LIMIT else lower,
        upper - constant if upper < NO_LIMIT else upper, when=served,
    )  # fmt: skip
    return [with_last, Row(column, weight, lower, upper, when=served, value=False)]


def _line(day: Ints, weight: Ints) -> tuple[int, int] | None:
    """(slope, constant) with weight = slope · day + constant on all days; None where they are on no line."""
    order = np.argsort(day, kind="stable")
    day, weight = day[order], weight[order]
    width, rise = int(day[-1] - day[0]), int(weight[-1] - weight[0])
    if not rise or not width or rise % width:
        return None
    slope = rise // width
    constant = int(weight[0]) - slope * int(day[0])
    return (slope, constant) if (slope * day + constant == weight).all() else None
