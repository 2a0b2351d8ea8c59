"""The formats of a form: what is shown is grey, what is to be filled in is yellow."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from allocator.inputs.round.parts import OPEN_FILL

_INK, _LINE = "#1F2933", "#B8C1CC"
_BASE = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "top", "num_format": "@"}
_CELL = {**_BASE, "text_wrap": True, "border": 1, "border_color": _LINE}
_HEADER = {**_CELL, "bold": True, "valign": "vcenter"}
_FILLED_IN = {"bg_color": f"#{OPEN_FILL}", "locked": False}
#: A heavier line above the first row of each person or mission.
_BEGINS = {"top": 2, "top_color": "#52606D"}


@dataclass(frozen=True)
class FormStyles:
    """The formats of one workbook. Where there are two, the second is for the row with which a person's, or a
    mission's, begin."""

    book: Workbook

    @cached_property
    def shown(self) -> tuple[Format, Format]:
        """Cells that inform."""
        return self._pair({})

    @cached_property
    def open_cell(self) -> tuple[Format, Format]:
        """Cells to be filled in with words."""
        return self._pair(_FILLED_IN)

    @cached_property
    def day(self) -> tuple[Format, Format]:
        """Cells to be filled in with a date."""
        return self._pair({**_FILLED_IN, "num_format": "yyyy-mm-dd", "align": "left"})

    @cached_property
    def header(self) -> Format:
        """Headers of what informs."""
        return self._format(_HEADER, {"bg_color": "#1D3557", "font_color": "#FFFFFF"})

    @cached_property
    def open_header(self) -> Format:
        """Headers of what is to be filled in."""
        return self._format(_HEADER, {"bg_color": "#FFD95A"})

    @cached_property
    def title(self) -> Format:
        """Whose form it is."""
        return self._format(_BASE, {"bold": True, "font_size": 15})

    @cached_property
    def plain(self) -> Format:
        """A text on several lines."""
        return self._format(_BASE, {"text_wrap": True})

    @cached_property
    def plain_line(self) -> Format:
        """A text on one line."""
        return self._format(_BASE, {"font_size": 11})

    @cached_property
    def lead(self) -> Format:
        """What is asked."""
        return self._format(_BASE, {"font_size": 11, "text_wrap": True, "bg_color": "#E8F1EB"})

    @cached_property
    def number(self) -> Format:
        """The number of a step."""
        return self._format(_BASE, {"bold": True, "font_size": 11, "num_format": "0", "align": "center"})

    @cached_property
    def identity(self) -> Format:
        """The line by which a sheet is known again."""
        return self._format(_BASE, {"font_size": 8, "font_color": "#7B8794"})

    @cached_property
    def link(self) -> Format:
        """A way to another sheet."""
        return self._format(_BASE, {"bold": True, "underline": 1, "font_color": "#1D3557"})

    def _pair(self, given: dict[str, Any]) -> tuple[Format, Format]:
        return self._format(_CELL, given), self._format(_CELL, {**given, **_BEGINS})

    def _format(self, base: dict[str, Any], given: dict[str, Any]) -> Format:
        return self.book.add_format({**base, **given})
