"""Made plans of six sizes, from sixty experts to ten thousand. Nobody in them exists."""

from benchmarks.plans.generate import make_plan, make_tables
from benchmarks.plans.plain import make_plain_plan, plain_model
from benchmarks.plans.sizes import SIZES, Size

__all__ = ["SIZES", "Size", "make_plain_plan", "make_plan", "make_tables", "plain_model"]
