"""A program handed to HiGHS."""

from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Arrays:
    """min cost x, lower <= A x <= upper, column bounds; A row by row. Plain arrays, so that it can travel.

    `whole` asks for whole-number columns. Infinite bounds are IEEE infinities.
    """

    cost: NDArray[np.float64]
    column_lower: NDArray[np.float64]
    column_upper: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: NDArray[np.float64]
    whole: bool


_LARGE = float(1 << 20)  # beyond which tolerances of 1e-7 say little, and numbers are scaled
_USUAL = float(1 << 10)


def balanced(arrays: Arrays) -> tuple[Arrays, NDArray[np.float64]]:
    """A linear program with large numbers scaled by powers of two, and by what its duals are to be
    multiplied.

    Columns are counted in units of what they reach, rows divided by their largest coefficient, and the cost
    by its own; what is of the usual size stays as it is.
    """
    count = len(arrays.lower)
    reach = np.maximum(np.abs(arrays.column_lower), np.abs(arrays.column_upper))
    column = _power(reach)
    value = arrays.value * column[arrays.index]
    row_of = np.repeat(np.arange(count), np.diff(arrays.start))
    largest = np.zeros(count)
    np.maximum.at(largest, row_of, np.abs(value))
    row, cost = _power(largest), arrays.cost * column
    unit = _power(np.abs(cost).max(initial=0.0, keepdims=True))[0]
    scaled = replace(
        arrays, cost=cost / unit, value=value / row[row_of], lower=arrays.lower / row, upper=arrays.upper /
        row, column_lower=arrays.column_lower / column, column_upper=arrays.column_upper / column,
    )  # fmt: skip
    return scaled, unit / row


def _power(size: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power of two that brings a size to what is usual; 1 for what is not large."""
    found: NDArray[np.float64] = np.exp2(np.rint(np.log2(np.maximum(size, _LARGE) / _USUAL)))
    return np.where(size > _LARGE, found, 1.0)


class _Silent(highspy.Highs):
    """HiGHS without the banner that it prints while it sets up its callbacks."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def loaded(arrays: Arrays, *, seconds: float | None, threads: int, seed: int) -> highspy.Highs:
    """A silent HiGHS with the program and its limits set."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = len(arrays.lower), len(arrays.cost)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = arrays.cost, arrays.column_lower, arrays.column_upper
    lp.row_lower_, lp.row_upper_ = arrays.lower, arrays.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = arrays.start, arrays.index, arrays.value
    if arrays.whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(arrays.cost)
    solver: highspy.Highs = _Silent()  # type: ignore[no-untyped-call]
    solver.HandleUserInterrupt = True  # so that another thread may cancel
    solver.setOptionValue("threads", threads)
    solver.setOptionValue("random_seed", seed)
    if seconds is not None:
        solver.setOptionValue("time_limit", max(0.01, seconds))
    solver.passModel(lp)
    return solver
