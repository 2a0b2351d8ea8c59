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
    from allocator.allocation import Allocation, Assignment, Mission
    from allocator.errors import AllocatorError, DefectError, Fault, InfeasibleError, InputError
    from allocator.explaining import explain
    from allocator.export import write_starter, write_workbook
    from allocator.model_file import read_model
    from allocator.plan_file import Plan, read_plan
    from allocator.policy import CoordinationModel
    from allocator.result import Result
    from allocator.result_file import read_result
    from allocator.results.explanation import Explanation
    from allocator.results.result import Goal
    from allocator.running import run_scenario, solve
    from allocator.scenario import read_scenario
    from allocator.supply import SupplyAndDemand, supply_against_demand
    from allocator.verification import verify

    __version__: str

__all__ = [
    "Allocation",
    "AllocatorError",
    "Assignment",
    "CoordinationModel",
    "DefectError",
    "Explanation",
    "Fault",
    "Goal",
    "InfeasibleError",
    "InputError",
    "Mission",
    "Plan",
    "Result",
    "SupplyAndDemand",
    "explain",
    "read_model",
    "read_plan",
    "read_result",
    "read_scenario",
    "run_scenario",
    "solve",
    "supply_against_demand",
    "verify",
    "write_starter",
    "write_workbook",
]

#: Where each public name lives. No module of this package may bear a public name: importing the module would
#: put it in the place of the function.
_HOMES = {
    "Allocation": "allocation",
    "AllocatorError": "errors",
    "Assignment": "allocation",
    "CoordinationModel": "policy",
    "DefectError": "errors",
    "Explanation": "results.explanation",
    "Fault": "errors",
    "Goal": "results.result",
    "InfeasibleError": "errors",
    "InputError": "errors",
    "Mission": "allocation",
    "Plan": "plan_file",
    "Result": "result",
    "SupplyAndDemand": "supply",
    "explain": "explaining",
    "read_model": "model_file",
    "read_plan": "plan_file",
    "read_result": "result_file",
    "read_scenario": "scenario",
    "run_scenario": "running",
    "solve": "running",
    "supply_against_demand": "supply",
    "verify": "verification",
    "write_starter": "export",
    "write_workbook": "export",
}

#: Rooms that are used as they are: `allocator.advise.rules(result)`.
_ROOMS = frozenset({"advise"})


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
    return sorted({*globals(), *__all__, *_ROOMS, "__version__"})
