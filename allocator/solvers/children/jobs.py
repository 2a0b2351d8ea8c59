"""What solver processes are asked: plain arrays and numbers, which travel."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Doubles = NDArray[np.float64]
States = NDArray[np.int8]

#: Bounds that do not bind, in the range of CP-SAT.
LEAST, MOST = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class RowArrays:
    """Rows one after the other: row i has the entries `first[i]` to `first[i + 1]`, and lower[i] <= row i <=
    upper[i]."""

    first: NDArray[Any]
    variable: NDArray[Any]
    coefficient: Ints
    lower: Ints
    upper: Ints


@dataclass(frozen=True)
class Cost:
    """Σ coefficient · variable, to be minimised."""

    variable: Ints
    coefficient: Ints


@dataclass(frozen=True)
class Settings:
    """How CP-SAT works. It ends at the moment `until` of `time.monotonic()`, which all processes share.

    With a `leader`, one of its subsolvers, of two workers the first is the leader and the other searches
    neighbourhoods. `in_step` makes workers wait for each other, so that the same work has the same outcome.
    With `relaxed`, all constraints are in the linear relaxation, not those alone that are thought to pay.
    """

    until: float | None
    work: int | None
    workers: int
    seed: int
    presolve: bool
    in_step: bool
    leader: str | None = None
    relaxed: bool = False


@dataclass(frozen=True)
class ProgramJob:
    """A program for CP-SAT; its points are the values of all variables."""

    rows: RowArrays
    lower: Ints
    upper: Ints
    cost: Cost | None
    hint: Ints | None
    settings: Settings


@dataclass(frozen=True)
class ResourceArrays:
    """Activities of which at most `capacity` go on at a time, each with (variables of which one says that it
    takes place, request, days before its first day, days after its last day)."""

    activities: tuple[tuple[tuple[int, ...], int, int, int], ...]
    demand: tuple[int, ...]
    capacity: int


@dataclass(frozen=True)
class IntervalJob:
    """An interval formulation for CP-SAT; its points are the values of the variables that it told first.

    Variables are numbered as in `allocator.matrix.intervals.variables`. The open starts of request r, with
    their first and last days, are `start_first[r]` to `start_first[r + 1]`; the days on which candidate c can
    be taken are those from `taken_first[c]`. `nowhere` are the first and last day that stand for not served.
    An occasion is (variable, request, days of the other starts). `ties` has a line per column that stays:
    column, start, request, day, variable of the candidate taken. Row i holds where `when[i]` is `value[i]`,
    or always if it is -1. Nothing dearer than the hint is looked for.
    """

    width: int
    requests: int
    candidates: int
    lower: Ints
    upper: Ints
    start_first: Ints
    first_day: Ints
    last_day: Ints
    nowhere: tuple[Ints, Ints]
    taken_request: Ints
    taken_first: Ints
    taken_day: Ints
    occasions: tuple[tuple[int, int, Ints], ...]
    ties: Ints
    rows: RowArrays
    when: Ints
    value: NDArray[np.bool_]
    resources: tuple[ResourceArrays, ...]
    cost: Cost | None
    hint: Ints | None
    settings: Settings


@dataclass(frozen=True)
class HighsJob:
    """min cost x, lower <= A x <= upper, column bounds, for HiGHS; A row by row, infinite bounds as IEEE has
    them.

    `whole` asks for whole-number columns, by branch and cut, which need not find what costs more than the
    `cutoff`. Otherwise it is a linear program, solved by the simplex method, or by the interior point method
    without a vertex, unless it is to `cross` over to one. With `basis`, the states of columns and rows in
    HiGHS' numbers, it starts there; the basis reached is told where one is given, be it empty. HiGHS ends at
    the moment `until` of `time.monotonic()`.
    """

    cost: Doubles
    column_lower: Doubles
    column_upper: Doubles
    lower: Doubles
    upper: Doubles
    first: NDArray[np.int32]
    column: NDArray[np.int32]
    coefficient: Doubles
    whole: bool
    interior: bool
    until: float | None
    threads: int
    seed: int
    basis: tuple[States, States] | None = None
    cutoff: float | None = None
    cross: bool = False
