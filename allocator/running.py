"""Searches as users start them: each gives a `Result` with its tables."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from allocator import scenario, search
from allocator.result import Result
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
run_scenario = _with_tables(scenario.run_scenario)
