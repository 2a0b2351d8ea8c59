"""The page of the library: every public name, from its docstring."""

from collections.abc import Iterator

import allocator
from site_pages.words import page_of

#: Which name stands where; a name of none stands under "Other names".
PARTS = {
    "Reading and checking": ("read_plan", "read_model", "read_result", "read_scenario", "read_scenarios",
                             "Plan", "CoordinationModel", "supply_against_demand", "SupplyAndDemand"),
    "Solving": ("solve", "run_scenario", "verify", "Result", "Goal", "Allocation", "Mission", "Assignment"),
    "Asking": ("explain", "Explanation", "alternatives", "Alternatives", "why_these", "WhyThese",
               "try_change", "Change", "Trial"),
    "Mending": ("repair", "why_changes", "WhyChanges", "take", "PartOfRepair"),
    "The round": ("ask", "gather", "propose", "Proposals", "write_calendars"),
    "Comparing": ("compare", "Comparison", "sweep", "Sweep", "RunStore"),
    "Writing": ("write_workbook", "write_report", "write_comparison", "write_starter", "write_iati"),
    "Errors": ("AllocatorError", "InputError", "InfeasibleError", "DefectError", "Fault"),
}  # fmt: skip
#: Functions of the room `allocator.advise`.
ADVICE = ("rules", "curve", "accredit", "phone", "agreements", "withdrawals")


_INTRO = """# Library

`import allocator` is all that a program needs. Everything that a command does, the library does in one
call, and nothing is printed. [From Python](../how-to/python.md) shows how it goes together."""


def page() -> str:
    """All names of `allocator.__all__`, and the questions of `allocator.advise`."""
    parts = [
        _INTRO,
    ]
    named = {name for names in PARTS.values() for name in names}
    others = tuple(name for name in allocator.__all__ if name not in named)
    for title, names in ({**PARTS, "Other names": others}).items():
        parts += _part(title, [f"allocator.{name}" for name in names if name in allocator.__all__])
    parts += _part("Advice", [f"allocator.advise.{name}" for name in ADVICE])
    return page_of(parts)


def _part(title: str, names: list[str]) -> Iterator[str]:
    if names:
        yield f"## {title}"
    for name in names:
        yield f"::: {name}\n    options:\n      heading_level: 3"
