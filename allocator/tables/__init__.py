"""Plans from workbooks, CSV folders and DataFrames: every fault located, all of them reported together."""

from allocator.tables.build import plan_from_raw
from allocator.tables.raw import RawPlan
from allocator.tables.read import plan_from_frames, read_plan, read_raw
from allocator.tables.schema import SHEETS

__all__ = ["SHEETS", "RawPlan", "plan_from_frames", "plan_from_raw", "read_plan", "read_raw"]
