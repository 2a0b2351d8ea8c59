"""The one matrix: columns from candidates and starts, rows from rules, objectives from goals."""

from allocator.matrix.build import build_matrix
from allocator.matrix.matrix import Linear, Matrix, TierObjective
from allocator.matrix.tighten import Tightened, tighten

__all__ = ["Linear", "Matrix", "TierObjective", "Tightened", "build_matrix", "tighten"]
