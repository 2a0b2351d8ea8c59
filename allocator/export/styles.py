"""The formats of the workbook, made once; nothing is styled cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from allocator.report.colours import REGION_FILLS
from allocator.report.table import Kind

_INK, _RULE_LINE = "#1F2933", "#D5DBE1"
_BASE = {"font_name": "Calibri", "font_size": 10, "font_color": _INK, "valign": "top"}
_BODY = {**_BASE, "bottom": 1, "bottom_color": _RULE_LINE}
_HEADER = {**_BASE, "bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}

_SHRUNK = {"text_wrap": False, "shrink": True}

#: Excel's text format keeps codes such as 007 and 3-4 as they are typed.
_KINDS: Mapping[Kind, dict[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True},
    "list": {"num_format": "@", "text_wrap": True},
    "choice": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "whole": {"num_format": "#,##0", "align": "right", "indent": 1},
    "money": {"num_format": "#,##0", "align": "right", "indent": 1},
    "percent": {"num_format": "0%", "align": "right", "indent": 1},
}


@dataclass(frozen=True)
class Styles:
    """The formats of one workbook."""

    book: Workbook

    @cached_property
    def body(self) -> Mapping[Kind, Format]:
        """Cells of a table, by the kind of their column."""
        return {kind: self._format(_BODY, given) for kind, given in _KINDS.items()}

    @cached_property
    def spare(self) -> Mapping[Kind, Format]:
        """Rows that a planner adds below a table, by the kind of their column."""
        return {kind: self._format(_BASE, given) for kind, given in _KINDS.items()}

    def header(self, *, given: bool, right: bool) -> Format:
        """The header of a column: one that the reader takes in, or one that only answers; `right` above
        figures."""
        return self._headers[given, right]

    @cached_property
    def _headers(self) -> Mapping[tuple[bool, bool], Format]:
        fills, sides = {True: "#1D3557", False: "#4A7C59"}, {True: "right", False: "left"}
        return {
            (given, right): self._format(_HEADER, {"bg_color": fill, "align": side})
            for given, fill in fills.items()
            for right, side in sides.items()
        }

    @cached_property
    def week_header(self) -> Format:
        """Mondays above the calendar, below their months."""
        given = {"bg_color": "#4A7C59", "num_format": "d", "align": "center", "font_size": 8}
        return self._format(_HEADER, {**given, "text_wrap": False})

    @cached_property
    def month_header(self) -> Format:
        """Months above the calendar."""
        given = {"bg_color": "#2F5D43", "align": "left", "left": 1, "left_color": "#FFFFFF"}
        return self._format(_HEADER, {**given, "text_wrap": False})

    @cached_property
    def remark(self) -> Format:
        """A line that explains."""
        return self._format(_BASE, {"font_color": "#52606D"})

    @cached_property
    def title(self) -> Format:
        """The title of the plan."""
        return self._format(_BASE, {"bold": True, "font_size": 16})

    @cached_property
    def wrapped_title(self) -> Format:
        """The title of the plan in merged cells, on several lines where it is long."""
        return self._format(_BASE, {"bold": True, "font_size": 16, "text_wrap": True})

    @cached_property
    def lead(self) -> Format:
        """The sentence below the title."""
        return self._format(_BASE, {"font_size": 12, "text_wrap": True, "bg_color": "#E8F1EB"})

    @cached_property
    def weeks(self) -> Mapping[str, Format]:
        """Weeks on mission, by region; weeks without one under an empty text."""
        fills = {region: {"bg_color": fill} for region, fill in REGION_FILLS.items()}
        return self._weeks({"": {}, **fills})

    @cached_property
    def travel_weeks(self) -> Mapping[str, Format]:
        """Weeks on the way, by region: hatched in its colour."""
        return self._weeks(
            {
                region: {"pattern": 14, "fg_color": fill, "bg_color": "#FFFFFF", "italic": True, **_SHRUNK}
                for region, fill in REGION_FILLS.items()
            }
        )

    @cached_property
    def closed_week(self) -> Format:
        """Weeks in which a Member receives nobody."""
        return self._weeks({"": {"bg_color": "#D9DEE3", "font_color": "#52606D", "italic": True, **_SHRUNK}})[
            ""
        ]

    @cached_property
    def one_line(self) -> Format:
        """Text that is made smaller where it does not fit."""
        return self._format(_BODY, {"num_format": "@", **_SHRUNK})

    def _weeks(self, by_name: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Format]:
        shared = {
            **_BODY,
            "align": "center",
            "valign": "vcenter",
            "font_size": 8,
            "text_wrap": True,
            "left": 1,
        }
        shared["left_color"] = _RULE_LINE
        return {name: self._format(shared, given) for name, given in by_name.items()}

    def _format(self, base: Mapping[str, Any], given: Mapping[str, Any]) -> Format:
        return self.book.add_format({**base, **given})
