"""Linear programs with large numbers scaled by powers of two, before they go to a solver."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from allocator.solvers.children.jobs import HighsJob

_LARGE = float(1 << 20)  # beyond which tolerances of 1e-7 say little, and numbers are scaled
_USUAL = float(1 << 10)


def balanced(job: HighsJob) -> tuple[HighsJob, NDArray[np.float64]]:
    """A linear program with large numbers scaled, and by what its duals are to be multiplied.

    Columns are counted in units of what they reach, rows divided by their largest coefficient, and the cost
    by its own; what is of the usual size stays as it is.
    """
    count = len(job.lower)
    column = _power(np.maximum(np.abs(job.column_lower), np.abs(job.column_upper)))
    coefficient = job.coefficient * column[job.column]
    row_of = np.repeat(np.arange(count), np.diff(job.first))
    largest = np.zeros(count)
    np.maximum.at(largest, row_of, np.abs(coefficient))
    row, cost = _power(largest), job.cost * column
    unit = _power(np.abs(cost).max(initial=0.0, keepdims=True))[0]
    scaled = replace(
        job,
        cost=cost / unit,
        coefficient=coefficient / row[row_of],
        lower=job.lower / row,
        upper=job.upper / row,
        column_lower=job.column_lower / column,
        column_upper=job.column_upper / column,
    )
    return scaled, unit / row


def _power(size: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power of two that brings a size to what is usual; 1 for what is not large."""
    found: NDArray[np.float64] = np.exp2(np.rint(np.log2(np.maximum(size, _LARGE) / _USUAL)))
    return np.where(size > _LARGE, found, 1.0)
