"""A plan under a coordination model as arrays: requests, experts, seats, starts, qualifications, payers."""

from allocator.problem.arrays import FOREVER, Bools, Doubles, Ints
from allocator.problem.problem import Problem, build_problem

__all__ = ["FOREVER", "Bools", "Doubles", "Ints", "Problem", "build_problem"]
