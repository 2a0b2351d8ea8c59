"""Sheets from workbooks, CSV folders and DataFrames as records, every fault located."""

from allocator.tables.raw import RawPlan
from allocator.tables.read import read_raw
from allocator.tables.schema import SHEETS

__all__ = ["SHEETS", "RawPlan", "read_raw"]
