"""A bound without a solver: a request starts once at most, a seat is taken as often as it has places."""

import numpy as np

from allocator.matrix import Linear, Matrix, Tightened


def ground_bound(matrix: Matrix, tightened: Tightened, cost: Linear) -> int:
    """A lower bound on a cost: the best start of each request, the best people of each seat, each alone."""
    columns, problem = matrix.columns, matrix.columns.problem
    price = np.zeros(matrix.shape[1], dtype=np.int64)
    price[cost.column] = cost.coefficient
    price[tightened.upper == 0] = 0
    start = np.zeros(len(problem.requests), dtype=np.int64)
    np.minimum.at(start, problem.start_request, price[columns.y])
    place = np.zeros(len(problem.seats), dtype=np.int64)
    np.minimum.at(place, columns.z_seat, price[columns.z])
    rest = slice(len(columns.y) + len(columns.z), None)
    free = np.minimum(price[rest] * tightened.lower[rest], price[rest] * tightened.upper[rest])
    return int(start.sum() + place @ problem.seat_count + free.sum()) + cost.constant
