"""The one matrix: columns from candidates and starts, rows from rules, objectives from goals."""

from allocator.matrix.build import build_matrix
from allocator.matrix.grain import grains
from allocator.matrix.matrix import (
    Linear,
    Matrix,
    System,
    TierObjective,
    slice_of,
    with_dependents,
)
from allocator.matrix.payments import Payments, payments_of
from allocator.matrix.points import Searched, complete, point_of
from allocator.matrix.portions import activity_bounds, furthest, of_portions
from allocator.matrix.relevant import part_of, relevant_rows
from allocator.matrix.tighten import Tightened, tighten, tightened_by

__all__ = [
    "Linear",
    "Matrix",
    "Payments",
    "Searched",
    "System",
    "TierObjective",
    "Tightened",
    "activity_bounds",
    "build_matrix",
    "complete",
    "furthest",
    "grains",
    "of_portions",
    "part_of",
    "payments_of",
    "point_of",
    "relevant_rows",
    "slice_of",
    "tighten",
    "tightened_by",
    "with_dependents",
]
