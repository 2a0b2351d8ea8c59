"""Searches as users start them: each gives a `Result` with its tables."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from allocator import search
from allocator.inputs.scenario import read_scenario
from allocator.report.result import Result
from allocator.results import result as records

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
    plan, model, settings = read_scenario(path)
    settings.pop("title", None)
    return solve(plan, model, **{**settings, **options})
