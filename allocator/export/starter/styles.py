"""The formats that the starter workbook has besides those of `allocator.export.styles`."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from xlsxwriter import Workbook
from xlsxwriter.format import Format

_BASE = {"font_name": "Calibri", "font_size": 10, "font_color": "#1F2933", "valign": "top"}
_HEADER = {**_BASE, "text_wrap": True, "valign": "vcenter"}


@dataclass(frozen=True)
class StarterStyles:
    """The formats of one workbook."""

    book: Workbook

    NAVY: ClassVar[str] = "#1D3557"
    BLUE: ClassVar[str] = "#A9BCD0"
    GREY: ClassVar[str] = "#8A94A0"

    @cached_property
    def required(self) -> Format:
        """Headers and keys of what must be filled in."""
        return self._format(_HEADER, {"bold": True, "font_color": "#FFFFFF", "bg_color": self.NAVY})

    @cached_property
    def optional(self) -> Format:
        """Headers and keys of what may stay blank."""
        return self._format(_HEADER, {"bg_color": "#DCE5EE"})

    @cached_property
    def example(self) -> Format:
        """Rows that are still as the examples are; a conditional format."""
        return self.book.add_format({"font_color": self.GREY, "italic": True})

    @cached_property
    def missing(self) -> Format:
        """Blank cells of a row that must be filled in; a conditional format."""
        return self.book.add_format({"bg_color": "#FFE08A"})

    @cached_property
    def list_header(self) -> Format:
        """Headers of the sheet Lists."""
        return self._format(_HEADER, {"bold": True, "bg_color": "#E4E7EB"})

    @cached_property
    def plain(self) -> Format:
        """Text on the sheets that guide."""
        return self._format(_BASE, {"num_format": "@"})

    @cached_property
    def help(self) -> Format:
        """What a setting says, beside it."""
        return self._format(_BASE, {"font_color": "#52606D", "text_wrap": True})

    @cached_property
    def step(self) -> Format:
        """Sentences of the guide."""
        return self._format(_BASE, {"font_size": 11, "text_wrap": True})

    @cached_property
    def number(self) -> Format:
        """The number before a sentence of the guide."""
        return self._format(_BASE, {"font_size": 11, "bold": True, "align": "right", "indent": 1})

    @cached_property
    def heading(self) -> Format:
        """Headings of the guide."""
        return self._format(_BASE, {"font_size": 12, "bold": True, "font_color": self.NAVY})

    @cached_property
    def command(self) -> Format:
        """What is typed at a prompt."""
        return self._format(_BASE, {"font_name": "Consolas", "bg_color": "#F0F4F8"})

    @cached_property
    def link(self) -> Format:
        """A way to another sheet."""
        return self._format(_BASE, {"font_color": self.NAVY, "underline": 1})

    @cached_property
    def strong_link(self) -> Format:
        """A way to a sheet that is required."""
        return self._format(_BASE, {"font_color": self.NAVY, "underline": 1, "bold": True})

    def _format(self, base: dict[str, Any], given: dict[str, Any]) -> Format:
        return self.book.add_format({**base, **given})
