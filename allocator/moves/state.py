"""One point of the matrix that changes column by column, compiled: activities, what is broken, tier values.

Functions on plain arrays, since a compiled class would be compiled anew in every process. `State` holds the
arrays that change; `tally` holds single numbers: broken rows, entries of the log, waiting columns.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from allocator.matrix import System
from allocator.moves.arrays import (
    COLUMN_ROW,
    COLUMN_SIZE,
    COLUMN_START,
    DEFINED,
    DEFINED_START,
    DEFINER,
    DEFINER_SIZE,
    DEFINER_START,
    GREATEST,
    LOWER,
    ROW_LOWER,
    ROW_UPPER,
    UPPER,
    Arrays,
)
from allocator.problem import Bools, Ints

BROKEN, LOGGED, WAITING = 0, 1, 2
_LONGEST_MOVE = 1 << 20  # changes of columns between two acceptances; a move has hundreds
_MOST_STEPS = 100_000  # of auxiliary columns that follow from each other; none needs more


class State(NamedTuple):
    """A point `x`, the activity of every row, the cost of every tier, and how to go back.

    `log[k]` is the k-th change since the last `accept`: a column and what it was.
    """

    x: Ints
    activity: Ints
    value: Ints
    tally: Ints
    log: Ints
    waiting: Ints
    waits: Bools


def state_of(arrays: Arrays, system: System, x: Ints, constants: Ints) -> State:
    """The state at a point of the system that the arrays hold; `constants` are those of the tiers."""
    activity = system.rows @ x
    broken = int(((activity < system.lower) | (activity > system.upper)).sum())
    return State(
        x=x.copy(),
        activity=activity,
        value=x @ arrays.cost + constants,
        tally=np.array([broken, 0, 0], dtype=np.int64),
        log=np.zeros((_LONGEST_MOVE, 2), dtype=np.int64),
        waiting=np.zeros(len(x), dtype=np.int64),
        waits=np.zeros(len(x), dtype=np.bool_),
    )


@njit(cache=True, nogil=True)
def change(a: Arrays, s: State, column: int, value: int) -> None:
    """Give a column a value; auxiliary columns that may follow wait for `settle`."""
    pool, at = a.pool, a.at
    step = value - s.x[column]
    if step == 0:
        return
    s.log[s.tally[LOGGED], 0] = column
    s.log[s.tally[LOGGED], 1] = s.x[column]
    s.tally[LOGGED] += 1
    _move(a, s, column, step)
    for k in range(pool[at[COLUMN_START] + column], pool[at[COLUMN_START] + column + 1]):
        row = pool[at[COLUMN_ROW] + k]
        for d in range(pool[at[DEFINED_START] + row], pool[at[DEFINED_START] + row + 1]):
            other = pool[at[DEFINED] + d]
            if other != column and not s.waits[other]:
                s.waits[other] = True
                s.waiting[s.tally[WAITING]] = other
                s.tally[WAITING] += 1


@njit(cache=True, nogil=True)
def _move(a: Arrays, s: State, column: int, step: int) -> None:
    pool, at = a.pool, a.at
    s.x[column] += step
    for t in range(len(s.value)):
        s.value[t] += step * a.cost[column, t]
    for k in range(pool[at[COLUMN_START] + column], pool[at[COLUMN_START] + column + 1]):
        row = pool[at[COLUMN_ROW] + k]
        old = s.activity[row]
        new = old + step * pool[at[COLUMN_SIZE] + k]
        s.activity[row] = new
        was = old < pool[at[ROW_LOWER] + row] or old > pool[at[ROW_UPPER] + row]
        now = new < pool[at[ROW_LOWER] + row] or new > pool[at[ROW_UPPER] + row]
        if now and not was:
            s.tally[BROKEN] += 1
        elif was and not now:
            s.tally[BROKEN] -= 1


@njit(cache=True, nogil=True)
def settle(a: Arrays, s: State) -> None:
    """Bring every waiting auxiliary column to the least (greatest) value that its rows leave it."""
    steps = 0
    while s.tally[WAITING] > 0 and steps < _MOST_STEPS:
        steps += 1
        first = 0
        for k in range(1, s.tally[WAITING]):
            if s.waiting[k] < s.waiting[first]:
                first = k
        column = s.waiting[first]
        s.tally[WAITING] -= 1
        s.waiting[first] = s.waiting[s.tally[WAITING]]
        s.waits[column] = False
        change(a, s, column, _followed(a, s, column))
    while s.tally[WAITING] > 0:  # not reached by any goal or rule there is
        s.tally[WAITING] -= 1
        s.waits[s.waiting[s.tally[WAITING]]] = False


@njit(cache=True, nogil=True)
def _followed(a: Arrays, s: State, column: int) -> int:
    """The value that an auxiliary column takes beside the others."""
    pool, at = a.pool, a.at
    value = pool[at[UPPER] + column] if pool[at[GREATEST] + column] else pool[at[LOWER] + column]
    for k in range(pool[at[DEFINER_START] + column], pool[at[DEFINER_START] + column + 1]):
        row, size = pool[at[DEFINER] + k], pool[at[DEFINER_SIZE] + k]
        rest = s.activity[row] - size * s.x[column]
        from_below = (size > 0) != (pool[at[GREATEST] + column] > 0)
        limit = pool[at[ROW_LOWER] + row] if from_below else pool[at[ROW_UPPER] + row]
        if pool[at[GREATEST] + column]:
            value = min(value, (limit - rest) // size)
        else:
            value = max(value, -((rest - limit) // size))
    followed: int = max(pool[at[LOWER] + column], min(pool[at[UPPER] + column], value))
    return followed


@njit(cache=True, nogil=True)
def undo(a: Arrays, s: State, mark: int) -> None:
    """Take back every change since the log had `mark` entries."""
    while s.tally[LOGGED] > mark:
        s.tally[LOGGED] -= 1
        k = s.tally[LOGGED]
        column = s.log[k, 0]
        _move(a, s, column, s.log[k, 1] - s.x[column])


@njit(cache=True, nogil=True)
def accept(s: State) -> None:
    """Make what was changed the state to go on from."""
    s.tally[LOGGED] = 0
