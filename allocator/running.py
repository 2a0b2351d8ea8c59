"""Searches as users start them: each gives a `Result` with its tables."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from allocator import search
from allocator.inputs.previous import with_previous
from allocator.inputs.scenario import open_scenario
from allocator.plan import Plan
from allocator.report.result import Result
from allocator.results import result as records
from allocator.whatif.repairs import repairs

_Given = ParamSpec("_Given")


def _with_tables(function: Callable[_Given, records.Result]) -> Callable[_Given, Result]:
    """The function, giving the `Result` that users know."""

    @wraps(function)
    def run(*given: _Given.args, **options: _Given.kwargs) -> Result:
        return Result.of(function(*given, **options))

    run.__module__ = __name__  # where it is found again when it is sent to another process
    return run


solve = _with_tables(search.solve)


def run_scenario(path: str | Path, **options: Any) -> Result:
    """Solve a scenario; `options` are those of `allocator.solve` and stand before the file's own settings.

    Raises what `read_scenario` and `allocator.solve` raise.
    """
    scenario = open_scenario(path)
    return scenario.signed(solve(scenario.plan, scenario.model, **{**scenario.settings, **options}))


def repair(
    result: records.Result, plan: Plan | None = None, *, time_limit: float | None = 10.0, **options: Any
) -> dict[str, Result]:
    """Mend an agreed allocation after an event: by order (`people`, `dates`, `moves`) a result that serves as
    much as can be served, with the fewest people changed, the fewest dates moved, or the least longest move.

    `plan` is the plan as it is now; `result` is its previous allocation. `time_limit`, in seconds, is for all
    three; other `options` are those of `allocator.solve`. Raises what `allocator.solve` raises.
    """
    changed = with_previous(result.plan if plan is None else plan, result)
    found = repairs(changed, result.model, agreed=result, time_limit=time_limit, **options)
    return {each.order: Result.of(each.result) for each in found}
