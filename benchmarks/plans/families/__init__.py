"""Plans of other kinds: twelve families, each bending one thing of a typical plan, and mixes of them."""

from benchmarks.plans.families.bends import CLOSED, FAMILIES, MIX, OPEN, shape_of
from benchmarks.plans.families.generate import make_family_plan, make_family_tables, make_shaped_plan
from benchmarks.plans.families.shape import Shape

__all__ = [
    "CLOSED",
    "FAMILIES",
    "MIX",
    "OPEN",
    "Shape",
    "make_family_plan",
    "make_family_tables",
    "make_shaped_plan",
    "shape_of",
]
