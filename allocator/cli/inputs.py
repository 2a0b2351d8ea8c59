"""What a command is to work on: a plan or a scenario, and a coordination model."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import allocator
from allocator.bundle import bundled_model, bundled_plan
from allocator.cli.consoles import say
from allocator.errors import Fault, InputError
from allocator.plan import Plan
from allocator.policy import CoordinationModel
from allocator.previous import with_previous

_SHOWN_WARNINGS = 5


@dataclass(frozen=True, slots=True)
class Inputs:
    """A plan and a model, the settings of the scenario they come from (if any), and the paths read."""

    plan: Plan
    model: CoordinationModel
    settings: Mapping[str, Any]
    paths: tuple[Path, ...]


def paths_of(plan: Path | None, model: Path | None) -> tuple[Path, ...]:
    """The paths that `read_inputs` will read. Raises InputError where they contradict each other."""
    if plan is not None and _is_scenario(plan):
        if model is not None:
            message = "names its own model; leave --model out, or give the plan itself"
            raise InputError(plan.name, [Fault(place=plan.name, message=message)])
        return (plan,)
    return (plan or bundled_plan(), model or bundled_model())


def read_inputs(paths: tuple[Path, ...], previous: Path | None = None) -> Inputs:
    """Read the scenario, or the plan and the model, that `paths_of` gives; re-plan from `previous`.

    Raises InputError.
    """
    settings: Mapping[str, Any] = {}
    if len(paths) == 1:
        plan, model, settings = allocator.read_scenario(paths[0])
    else:
        plan, model = allocator.read_plan(paths[0]), allocator.read_model(paths[1])
    if previous is not None:
        plan = with_previous(plan, allocator.read_result(previous))
    return Inputs(plan, model, settings, paths)


def say_warnings(plan: Plan) -> None:
    """Tell on standard error what did not stop the reading: the first few, and how many more."""
    for warning in plan.warnings[:_SHOWN_WARNINGS]:
        say(f"warning  {warning}", stderr=True)
    more = len(plan.warnings) - _SHOWN_WARNINGS
    if more > 0:
        say(f"warning  and {more} more: `allocator check` lists them all", stderr=True)


def _is_scenario(path: Path) -> bool:
    return path.suffix.lower() == ".toml"
