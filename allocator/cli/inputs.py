"""What a command is to work on: a plan or a scenario, and a coordination model."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import allocator
from allocator.cli.consoles import say
from allocator.errors import Fault, InputError, first_of
from allocator.export.read_back import carried_model, carried_scenario
from allocator.goals import COMPARING
from allocator.inputs.bundled import bundled_model, bundled_plan
from allocator.inputs.plan_file import plan_to_solve
from allocator.inputs.previous import with_previous
from allocator.inputs.scenario import open_scenario
from allocator.outside.toml_file import read_toml
from allocator.plan import Plan
from allocator.plan.entities import PREVIOUS
from allocator.plan.policy import CoordinationModel
from allocator.results.result import Result
from allocator.tables import RawPlan, read_raw

_SHOWN_WARNINGS = 5
_PAIRING = "pairing"
_COUNTS_NOTHING = (
    "preferred counts for nothing, as pairing stands in no tier of the model; add it there, or write required"
)
_CHANGES_ARE_FREE = (
    "the goal stability stands in no tier of the model, so changes cost nothing; add it to a tier"
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """A plan, a model, and what the scenario they come from (if any) says to `allocator.solve`; its title,
    empty where there is none, and what it changes. `previous` is the result that it is planned on from."""

    plan: Plan
    model: CoordinationModel
    settings: Mapping[str, Any]
    scenario: str = ""
    changes: tuple[str, ...] = ()
    previous: Result | None = None


def paths_of(plan: Path | None, model: Path | None) -> tuple[Path, ...]:
    """The paths that a run reads: a scenario and what it names, or a plan and, if one is given, a model.

    Raises InputError where a scenario is given a model besides its own.
    """
    if plan is None or not is_scenario(plan):
        return (plan or bundled_plan(), *(() if model is None else (model,)))
    if model is not None:
        message = "names its own model; leave --model out, or give the plan itself"
        raise InputError(plan.name, [Fault(place=plan.name, message=message)])
    return (plan, *_named_in(plan))


@contextmanager
def _garbage_collection_off() -> Iterator[None]:
    """Reading makes objects by the hundred thousand and drops none in circles: looking for those again and
    again would take a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_garbage_collection_off()
def read_inputs(paths: tuple[Path, ...], previous: Path | None = None) -> Inputs:
    """Read the scenario, or the plan and the model, at the head of `paths`; re-plan from `previous`.

    Without a model, a result that is fed back brings its own; any other plan takes the bundled one. Raises
    InputError.
    """
    read = Inputs(*open_scenario(paths[0])) if is_scenario(paths[0]) else _plan_and_model(paths)
    earlier = None if previous is None else allocator.read_result(previous)
    plan = read.plan if earlier is None else with_previous(read.plan, earlier)
    concerning_model = (*_stability_warnings(plan, read.model), *_pairing_warnings(plan, read.model))
    told = replace(plan, warnings=(*plan.warnings, *concerning_model))
    return replace(read, plan=told, previous=earlier)


def _plan_and_model(paths: tuple[Path, ...]) -> Inputs:
    """A plan, and its model: the one given, or the usual one."""
    raw = read_raw(paths[0])
    plan = plan_to_solve(raw)
    if len(paths) > 1:
        return Inputs(plan, allocator.read_model(paths[1]), {})
    return Inputs(plan, _usual_model(raw), {}, *carried_scenario(raw))


def _stability_warnings(plan: Plan, model: CoordinationModel) -> Iterator[Fault]:
    """A previous allocation that no goal of the model compares with."""
    weighed = any(term.code in COMPARING for tier in model.tiers for term in tier.terms)
    rows = (row for row in plan.decisions if plan.is_open(row.request))
    if not weighed and any(row.decision == PREVIOUS for row in rows):
        yield Fault(place="Assignments", column="decision", message=_CHANGES_ARE_FREE, severity="warning")


def _pairing_warnings(plan: Plan, model: CoordinationModel) -> Iterator[Fault]:
    """Requests that prefer a team of different countries, under a model that weighs that in no goal."""
    if any(term.code == _PAIRING for tier in model.tiers for term in tier.terms):
        return
    for request in plan.open_requests:
        if request.pairing == "preferred":
            yield Fault(place=request.request, column=_PAIRING, message=_COUNTS_NOTHING, severity="warning")


def _usual_model(raw: RawPlan) -> CoordinationModel:
    """The model that a result was planned under, which is named on standard error, or the bundled one."""
    carried = carried_model(raw)
    if carried is None:
        return allocator.read_model(bundled_model())
    say(f"Model: {carried.title}, as {Path(raw.source).name} carries it; --model takes another", stderr=True)
    return carried


def say_warnings(plan: Plan) -> None:
    """Print on standard error what did not stop the reading: the first few, and how many more."""
    rest = ": `allocator check` lists them all"
    for warning in first_of(map(str, plan.warnings), _SHOWN_WARNINGS, of=rest):
        say(f"warning  {warning}", stderr=True)


def is_scenario(path: Path) -> bool:
    """Whether a path is meant as a scenario."""
    return path.suffix.lower() == ".toml"


def _named_in(scenario: Path) -> tuple[Path, ...]:
    """The plan and the model that a scenario names; none where it cannot be read: its reader says why."""
    try:
        table = read_toml(scenario, "a scenario")
    except InputError:
        return ()
    return tuple(scenario.parent / str(table[key]) for key in ("plan", "model") if key in table)
