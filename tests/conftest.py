"""The time budget of the tests: `budgets.toml` gives each group its seconds, and a run that needs more fails.

A group is a folder of `tests`, or a file beside the folders. Its seconds are the wall time of its tests with
their fixtures, added up over all workers.
"""

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

_TESTS = Path(__file__).parent
_BUDGETS: dict[str, float] = tomllib.loads((_TESTS / "budgets.toml").read_text(encoding="utf-8"))
_SPENT: dict[str, float] = defaultdict(float)


def group_of(nodeid: str) -> str:
    """The group of a test: `cli` for `tests/cli/test_solve.py::test_it`, `test_wheel.py` for its tests."""
    path = nodeid.split("::")[0]
    return path.removeprefix(f"{_TESTS.name}/").split("/")[0]


def overspent(spent: dict[str, float], budgets: dict[str, float]) -> list[str]:
    """One line for each group that took longer than its budget or has none."""
    lines = []
    for group, seconds in sorted(spent.items()):
        if group not in budgets:
            lines.append(f"tests/{group} has no budget: give it one in tests/budgets.toml")
        elif seconds > budgets[group]:
            lines.append(f"tests/{group} took {seconds:.1f} s of its {budgets[group]:g} s")
    return lines


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _SPENT[group_of(report.nodeid)] += report.duration


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    over = overspent(_SPENT, _BUDGETS)
    if over and not hasattr(session.config, "workerinput") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("seconds per group")
    for group, seconds in sorted(_SPENT.items()):
        terminalreporter.line(f"{seconds:6.1f} of {_BUDGETS.get(group, 0):3g}  {group}")
    for line in overspent(_SPENT, _BUDGETS):
        terminalreporter.line(f"OVER BUDGET: {line}", red=True)
