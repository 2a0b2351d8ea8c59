"""Scenarios: a plan, a coordination model and changes to both, in one TOML file."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allocator.errors import Fault, InputError
from allocator.model_file import KIND, model_from_table
from allocator.plan import Plan
from allocator.plan_file import plan_from_raw
from allocator.policy import CoordinationModel
from allocator.results.result import Result
from allocator.tables.changes import with_changes
from allocator.tables.read import read_raw
from allocator.toml_file import read_toml

_KEYS = ("title", "plan", "model", "time_limit", "workers", "seed", "effort", "rules", "change")
_SETTINGS = ("time_limit", "workers", "seed", "effort")


def read_scenario(path: str | Path) -> tuple[Plan, CoordinationModel, dict[str, Any]]:
    """The plan and the model of a scenario, changed as it says, and its settings for `solve`.

    `plan` and `model` are relative to the scenario's file. The changes act on the plan's raw rows, which are
    then read like any input; `[rules.CODE]` tables replace levels of the model. Settings are `title` and
    those of time_limit, workers, seed and effort that stand in the file. Raises InputError with every fault.
    """
    path = Path(path)
    table = read_toml(path, "a scenario")
    faults = [
        Fault(place=path.name, column=key, message=f"unknown key; a scenario has {', '.join(_KEYS)}")
        for key in table
        if key not in _KEYS
    ]
    faults += _setting_faults(path, table)
    if faults:
        raise InputError(str(path), faults)
    plan = plan_from_raw(
        with_changes(read_raw(path.parent / table["plan"]), table.get("change", ()), path.name)
    )
    settings = {key: table[key] for key in ("title", *_SETTINGS) if key in table}
    return plan, _model(path, table), settings


def run_scenario(path: str | Path, **options: Any) -> Result:
    """Solve a scenario; `options` are those of `allocator.solve` and stand before the file's own settings.

    Raises what `read_scenario` and `allocator.solve` raise.
    """
    from allocator.search import solve  # the solvers are heavy, and reading a scenario needs none

    plan, model, settings = read_scenario(path)
    settings.pop("title", None)
    return solve(plan, model, **{**settings, **options})


def _setting_faults(path: Path, table: Mapping[str, Any]) -> list[Fault]:
    """Values of the wrong kind."""
    wanted = {
        "plan": (_is_text, "a path relative to this file"),
        "model": (_is_text, "a path relative to this file"),
        "title": (_is_text, "a text"),
        "time_limit": (_is_positive, "seconds, a positive number"),
        "effort": (_is_positive, "a positive number"),
        "workers": (_is_whole, "a whole number"),
        "seed": (_is_whole, "a whole number"),
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


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _model(path: Path, table: Mapping[str, Any]) -> CoordinationModel:
    """The scenario's model with its own levels."""
    file = path.parent / table["model"]
    model, own = read_toml(file, KIND), table.get("rules", {})
    rules = model.get("rules", {})
    if own and isinstance(rules, dict):
        return model_from_table({**model, "rules": {**rules, **own}}, path.name)
    return model_from_table(model, file.name)
