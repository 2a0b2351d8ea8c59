"""Pictures of results, as Altair charts: they show in a notebook by themselves, and become SVG or PNG files.

All take results as `allocator.solve` and `allocator.read_result` give them, and `language` (en, fr, es). The
title of each says what is to be seen. `picture_bytes` makes a file of a chart. Where there is no network, a
notebook needs `altair.renderers.enable("svg")` first. Needs the extra `report`.
"""

from allocator.errors import Fault, InputError

try:
    import altair  # noqa: F401
    import vl_convert  # noqa: F401
except ModuleNotFoundError as missing:
    _HOW = f"{missing.name} is not installed: python -m pip install 'allocator[report]'"
    raise InputError("pictures and reports", [Fault(place="extra report", message=_HOW)]) from None

from allocator.plot.budget_chart import budget
from allocator.plot.calendar_chart import calendar
from allocator.plot.compare_chart import compare
from allocator.plot.gap_chart import gap
from allocator.plot.load_chart import load
from allocator.plot.rendering import picture_bytes, svg_of
from allocator.plot.world_chart import map  # as planners call it: `allocator.plot.map`

__all__ = ["budget", "calendar", "compare", "gap", "load", "map", "picture_bytes", "svg_of"]
