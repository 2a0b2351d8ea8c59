"""Scenarios: a plan, a coordination model and changes to both, in one TOML file; one of them, or a grid."""

import math
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from allocator.errors import Fault, InputError
from allocator.inputs.change_words import changes_in_words
from allocator.inputs.grid import Point, points_of
from allocator.inputs.model_file import KIND, model_from_table
from allocator.inputs.plan_file import Plan, plan_from_raw
from allocator.outside.file_kinds import is_folder
from allocator.outside.toml_file import read_toml
from allocator.plan.policy import CoordinationModel
from allocator.results.result import MOST_SEED, Result
from allocator.tables.changes import with_changes
from allocator.tables.fed_back import fed_back
from allocator.tables.raw import RawPlan
from allocator.tables.read import read_raw

_KEYS = ("title", "plan", "model", "time_limit", "workers", "seed", "effort", "rules", "change")
_SETTINGS = ("time_limit", "workers", "seed", "effort")


_Result = TypeVar("_Result", bound=Result)


class ReadScenario(NamedTuple):
    """A scenario that has been read. `settings` are for `solve`; `title` is the file's name where it gives
    none, and `changes` says in words what it changes."""

    plan: Plan
    model: CoordinationModel
    settings: Mapping[str, Any]
    title: str
    changes: tuple[str, ...]

    def signed(self, result: _Result) -> _Result:
        """A result of this scenario, which knows that it is one."""
        origin = replace(result.provenance, scenario=self.title, changes=self.changes)
        return replace(result, provenance=origin)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as its file says it, the sheets and the model not read yet.

    `values` say what tells it from the others of its grid, such as `pairing hard`; the title ends with them.
    """

    path: Path
    title: str
    values: tuple[str, ...]
    table: Mapping[str, Any]

    def read(self, sheets: MutableMapping[Path, RawPlan] | None = None) -> ReadScenario:
        """Its plan, its model and its settings for `allocator.solve`, and what it is called.

        `sheets` keeps what has been read of plans for the next scenario. Raises InputError with every fault.
        """
        place, kept = self.path.parent / self.table["plan"], {} if sheets is None else sheets
        if place not in kept:
            kept[place] = fed_back(read_raw(place))
        plan = plan_from_raw(with_changes(kept[place], self.table.get("change", ()), self.path.name))
        usual = read_toml(self.path.parent / self.table["model"], KIND)
        return ReadScenario(
            plan=plan,
            model=_model(self.path, self.table, usual),
            settings={key: self.table[key] for key in _SETTINGS if key in self.table},
            title=self.title,
            changes=changes_in_words(self.table, usual, kept[place]),
        )


def read_scenarios(path: str | Path) -> tuple[Scenario, ...]:
    """The scenarios that a file stands for, several where it has lists of values, or those of all files of a
    folder. Raises InputError with the faults of all files.
    """
    found: list[Scenario] = []
    faults: list[Fault] = []
    for file in scenario_files(Path(path)):
        try:
            found += scenarios_in(file)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(str(path), faults)
    return tuple(found)


def scenario_files(path: Path) -> tuple[Path, ...]:
    """The scenario files of a folder by name, or the one file. Raises InputError for a folder without one."""
    if not is_folder(path):
        return (path,)
    files = tuple(sorted(path.glob("*.toml")))
    if not files:
        message = "is a folder without a scenario; scenarios are files that end in .toml"
        raise InputError(str(path), [Fault(place=path.name or str(path), message=message)])
    return files


def scenarios_in(path: Path) -> tuple[Scenario, ...]:
    """The scenarios that one file stands for. Raises InputError."""
    table = read_toml(path, "a scenario")
    faults = [
        Fault(place=path.name, column=key, message=f"unknown key; a scenario has {', '.join(_KEYS)}")
        for key in table
        if key not in _KEYS
    ]
    points: tuple[Point, ...] = ()
    try:
        points = points_of(table, path.name)
    except InputError as error:
        faults += error.faults
    faults += dict.fromkeys(fault for point in points for fault in _setting_faults(path, point.table))
    if faults:
        raise InputError(str(path), faults)
    return tuple(_scenario(path, point) for point in points)


def _scenario(path: Path, point: Point) -> Scenario:
    title = point.table.get("title", path.stem)
    own = f": {', '.join(point.values)}" if point.values else ""
    return Scenario(path, f"{title}{own}", point.values, point.table)


def read_scenario(path: str | Path) -> tuple[Plan, CoordinationModel, dict[str, Any]]:
    """The plan and the model of a scenario, changed as it says, and its settings for `solve`.

    `plan` and `model` are relative to the scenario's file. The changes act on the plan's raw rows, which are
    then read like any input; `[rules.CODE]` tables replace levels of the model. Settings are `title` and
    those of time_limit, workers, seed and effort that stand in the file. Raises InputError with every fault,
    and for a file that stands for several scenarios.
    """
    scenario = _single(Path(path))
    titled = {"title": scenario.table["title"]} if "title" in scenario.table else {}
    read = scenario.read()
    return read.plan, read.model, {**titled, **read.settings}


def open_scenario(path: str | Path) -> ReadScenario:
    """The scenario in a file, as `read_scenario` reads it, and what it is called. Raises InputError."""
    return _single(Path(path)).read()


def _single(path: Path) -> Scenario:
    """The one scenario that a file stands for. Raises InputError where it stands for several."""
    scenarios = scenarios_in(path)
    if len(scenarios) > 1:
        message = (
            f"its lists make {len(scenarios)} scenarios, and one is wanted here; run them all with "
            f"`allocator sweep {path}`"
        )
        raise InputError(str(path), [Fault(place=path.name, message=message)])
    return scenarios[0]


def _setting_faults(path: Path, table: Mapping[str, Any]) -> list[Fault]:
    """Values of the wrong kind."""
    wanted = {
        "plan": (_is_text, "a path relative to this file"),
        "model": (_is_text, "a path relative to this file"),
        "title": (_is_text, "a text"),
        "time_limit": (_is_positive, "seconds, a positive number"),
        "effort": (_is_effort, "a whole number, 1 or more"),
        "workers": (_is_whole, "a whole number"),
        "seed": (_is_seed, f"a whole number, {MOST_SEED:,} at most"),
        "rules": (_is_table, 'tables such as [rules.pairing] with level = "hard"'),
        "change": (_is_list, "written as [[change]] tables"),
    }
    faults = [
        Fault(place=path.name, column=key, message=f"must be {what}")
        for key, (fits, what) in wanted.items()
        if key in table and not fits(table[key])
    ]
    missing = [key for key in ("plan", "model") if key not in table]
    return faults + [Fault(place=path.name, column=key, message="is missing") for key in missing]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_effort(value: Any) -> bool:
    return _is_whole(value) and value >= 1


def _is_seed(value: Any) -> bool:
    return _is_whole(value) and value <= MOST_SEED


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _model(path: Path, table: Mapping[str, Any], usual: Mapping[str, Any]) -> CoordinationModel:
    """The scenario's model, `usual` but for its own levels."""
    rules, own = usual.get("rules", {}), table.get("rules", {})
    if own and isinstance(rules, dict):
        return model_from_table({**usual, "rules": {**rules, **own}}, path.name)
    return model_from_table(usual, Path(table["model"]).name)
