"""Allocator decides who goes where, and when: experts for the requests of WCO Members, and the dates.

`read_plan`, `read_model`, `solve`, `verify`, `explain` and `write_workbook` are all that most programs need.
A name is imported when it is first used, so that `import allocator` costs nothing.
"""

import copyreg
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allocator import advise as advise
    from allocator import plot as plot
    from allocator.errors import AllocatorError, DefectError, Fault, InfeasibleError, InputError
    from allocator.export import write_comparison, write_iati, write_starter, write_workbook
    from allocator.export.page import write_report
    from allocator.export.proposing import Proposals, propose, write_calendars
    from allocator.export.read_back import read_result
    from allocator.export.round_files import ask, gather
    from allocator.inputs.model_file import read_model
    from allocator.inputs.plan_file import Plan, read_plan
    from allocator.inputs.scenario import read_scenario, read_scenarios
    from allocator.plan.allocation import Allocation, Assignment, Mission
    from allocator.plan.policy import CoordinationModel
    from allocator.questions.comparison import Comparison, compare
    from allocator.questions.explaining import explain
    from allocator.questions.supply import SupplyAndDemand, supply_against_demand
    from allocator.report.answers import Alternatives, WhyThese, alternatives, why_these
    from allocator.report.part_of_repair import PartOfRepair, take
    from allocator.report.result import Result
    from allocator.report.why_changes import WhyChanges, why_changes
    from allocator.results.explanation import Explanation
    from allocator.results.result import Goal
    from allocator.running import repair, run_scenario, solve
    from allocator.sweeps import RunStore, Sweep, sweep
    from allocator.verification import verify
    from allocator.whatif.change import Change
    from allocator.whatif.trial import Trial, try_change

    __version__: str

__all__ = [
    "Allocation",
    "AllocatorError",
    "Alternatives",
    "Assignment",
    "Change",
    "Comparison",
    "CoordinationModel",
    "DefectError",
    "Explanation",
    "Fault",
    "Goal",
    "InfeasibleError",
    "InputError",
    "Mission",
    "PartOfRepair",
    "Plan",
    "Proposals",
    "Result",
    "RunStore",
    "SupplyAndDemand",
    "Sweep",
    "Trial",
    "WhyChanges",
    "WhyThese",
    "alternatives",
    "ask",
    "compare",
    "explain",
    "gather",
    "propose",
    "read_model",
    "read_plan",
    "read_result",
    "read_scenario",
    "read_scenarios",
    "repair",
    "run_scenario",
    "solve",
    "supply_against_demand",
    "sweep",
    "take",
    "try_change",
    "verify",
    "why_changes",
    "why_these",
    "write_calendars",
    "write_comparison",
    "write_iati",
    "write_report",
    "write_starter",
    "write_workbook",
]

#: Where each public name lives. No module of this package may bear a public name: importing the module would
#: put it in the place of the function.
_HOMES = {
    "Allocation": "plan.allocation",
    "AllocatorError": "errors",
    "Alternatives": "report.answers",
    "Assignment": "plan.allocation",
    "Change": "whatif.change",
    "Comparison": "questions.comparison",
    "CoordinationModel": "plan.policy",
    "DefectError": "errors",
    "Explanation": "results.explanation",
    "Fault": "errors",
    "Goal": "results.result",
    "InfeasibleError": "errors",
    "InputError": "errors",
    "Mission": "plan.allocation",
    "PartOfRepair": "report.part_of_repair",
    "Plan": "inputs.plan_file",
    "Proposals": "export.proposing",
    "Result": "report.result",
    "RunStore": "sweeps",
    "SupplyAndDemand": "questions.supply",
    "Sweep": "sweeps",
    "Trial": "whatif.trial",
    "WhyChanges": "report.why_changes",
    "WhyThese": "report.answers",
    "alternatives": "report.answers",
    "ask": "export.round_files",
    "compare": "questions.comparison",
    "explain": "questions.explaining",
    "gather": "export.round_files",
    "propose": "export.proposing",
    "read_model": "inputs.model_file",
    "read_plan": "inputs.plan_file",
    "read_result": "export.read_back",
    "read_scenario": "inputs.scenario",
    "read_scenarios": "inputs.scenario",
    "repair": "running",
    "run_scenario": "running",
    "solve": "running",
    "supply_against_demand": "questions.supply",
    "sweep": "sweeps",
    "take": "report.part_of_repair",
    "try_change": "whatif.trial",
    "verify": "verification",
    "why_changes": "report.why_changes",
    "why_these": "report.answers",
    "write_calendars": "export.proposing",
    "write_comparison": "export",
    "write_iati": "export",
    "write_report": "export.page",
    "write_starter": "export",
    "write_workbook": "export",
}

#: Rooms that are used as they are: `allocator.advise.rules(result)`.
_ROOMS = frozenset({"advise", "plot"})


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def _reduced(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _read_only, (dict(mapping),)


# Plans and models hold read-only mappings, which Python does not pickle unless it is told how.
copyreg.pickle(MappingProxyType, _reduced)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name in _ROOMS:
        return import_module(f"allocator.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'allocator' has no attribute {name!r}")
    found = getattr(import_module(f"allocator.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("allocator")
    except PackageNotFoundError:  # a checkout that is not installed
        return "0+unknown"


def __dir__() -> list[str]:
    """The public names, and nothing that this file needs for itself."""
    return sorted({*__all__, *_ROOMS, "__version__"})
