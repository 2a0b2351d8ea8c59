"""Results as files: a workbook for planners, CSV and JSON for programs; and the files to start with."""

from allocator.export.comparison_workbook import write_comparison
from allocator.export.csv_folder import write_csv
from allocator.export.iati import write_iati
from allocator.export.json_file import write_json
from allocator.export.starter import write_starter
from allocator.export.workbook import write_workbook

__all__ = ["write_comparison", "write_csv", "write_iati", "write_json", "write_starter", "write_workbook"]
