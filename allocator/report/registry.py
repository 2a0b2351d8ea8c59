"""The sheets of the output, found where `allocator.tables.written_sheets` names them."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from allocator.report.output_sheet import OutputSheet
from allocator.tables.written_sheets import WRITTEN_SHEETS


def _sheet_in(module: str) -> OutputSheet:
    sheet: OutputSheet = import_module(f"allocator.report.{module}").SHEET
    return sheet


#: Every output sheet by its name, in the order of the workbook.
SHEETS: Mapping[str, OutputSheet] = MappingProxyType(
    {name: _sheet_in(module) for name, module in WRITTEN_SHEETS.items()}
)
