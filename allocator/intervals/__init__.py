"""The matrix with people and dates apart: a formulation by intervals, small where starts are many."""

from allocator.intervals.formulate import formulate
from allocator.intervals.formulation import Formulation

__all__ = ["Formulation", "formulate"]
