"""Which tests are fast, on how many cores they run, and their time budget.

`python -m pytest -m fast` is the quick loop: what `FAST` names, every rule, goal, reader and operator at
least once, in less than a minute on two cores. The whole suite runs on all cores; `-n 0` runs it on one.

The time budget: `budgets.toml` gives each group its seconds, and a run that needs more fails.

A group is a folder of `tests`, or a file beside the folders. Its seconds are those of its tests with their
fixtures, added up over all workers. A test counts for the time on the clock or for the processor time of its
process and its children, whichever is less: a machine that is busy with other things does not make a test
slow, and a test that uses two processors at once is not slower for it. A group that is late by the clock
alone, because it waits or the machine is busy, is told and does not fail.
"""

import os
import signal
import tomllib
from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_TESTS = Path(__file__).parent
_BUDGETS: dict[str, float] = tomllib.loads((_TESTS / "budgets.toml").read_text(encoding="utf-8"))
#: Folders and files of the quick loop.
FAST = (
    "docs",
    "rules/eligibility",
    "rules/coupling",
    "rules/test_every_rule.py",
    "goals/test_values.py",
    "test_verification.py",
    "plan",
    "tables/cells",
    "tables/excel",
    "tables/checks",
    "tables/test_sources.py",
    "tables/test_headers.py",
    "inputs/warnings",
    "outside/test_toml_file.py",
    "matrix/test_spans.py",
    "matrix/test_sparse.py",
    "search/lns",
    "search/local/test_insertion.py",
    "search/local/test_ejection.py",
    "search/local/test_guided_ejection.py",
    "search/local/test_perturbation.py",
    "search/local/test_ruin.py",
    "search/local/test_late_acceptance.py",
    "plans/test_first_steps.py",
    "report",
    "test_errors.py",
    "test_readme.py",
    "test_quick_loop.py",
)
_MOST_WORKERS = 8  # each compiles or loads the local search, and starts solver processes of its own
_WORK = "seconds of work"  # the key under which a report carries them to where reports are gathered


@dataclass
class Spent:
    """Seconds of a group: of work, which its budget is for, and on the clock."""

    work: float = 0.0
    clock: float = 0.0


_SPENT: dict[str, Spent] = defaultdict(Spent)


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


def processor_seconds() -> float:
    """Seconds that this process and its children that have ended kept processors busy."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def is_fast(path: Path) -> bool:
    """Whether the tests in a file are of the quick loop."""
    return any(path.is_relative_to(_TESTS / fast) for fast in FAST)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """All tests on all cores, unless the command says otherwise; single folders and files on one."""
    option, source = config.option, config.args_source
    whole = source is pytest.Config.ArgsSource.TESTPATHS and "PYTEST_XDIST_WORKER" not in os.environ
    asked = getattr(option, "numprocesses", 0) is not None or option.usepdb or option.collectonly
    counted = getattr(option, "cov_source", None)  # coverage must know of workers earlier: `-n auto --cov`
    if whole and not asked and not counted and (os.cpu_count() or 1) > 1:
        option.numprocesses, option.maxprocesses, option.dist = "auto", _MOST_WORKERS, "loadfile"
        # Files with the most tests come first otherwise; those that take longest, in a browser, have few.
        option.loadscopereorder = False


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The quick loop does not even import other tests."""
    other = config.option.markexpr == "fast" and collection_path.is_file() and not is_fast(collection_path)
    return True if other else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_fast(item.path):
            item.add_marker("fast")


@pytest.fixture
def hang_ups_heard() -> Iterator[None]:
    """As in a terminal: tests that `nohup` started have hang-ups ignored, and so have their children."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


_BEFORE = pytest.StashKey[float]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> None:
    item.config.stash[_BEFORE] = processor_seconds()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the work of a phase, set-up, test or tear-down, into its report."""
    report = yield
    now = processor_seconds()
    report.user_properties = [(_WORK, min(call.duration, now - item.config.stash[_BEFORE]))]
    item.config.stash[_BEFORE] = now
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    spent = _SPENT[group_of(report.nodeid)]
    spent.clock += report.duration
    spent.work += sum(seconds for key, seconds in report.user_properties if key == _WORK)


def _over() -> list[str]:
    return overspent({group: spent.work for group, spent in _SPENT.items()}, _BUDGETS)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that is over budget fails; not where lines are counted, which takes twice as long."""
    judged = not hasattr(session.config, "workerinput") and not session.config.getoption("cov_source", [])
    if judged and _over() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("seconds of work (and on the clock) per group")
    for group, spent in sorted(_SPENT.items()):
        budget = _BUDGETS.get(group, 0)
        terminalreporter.line(f"{spent.work:6.1f} of {budget:3g} ({spent.clock:6.1f})  {group}")
    over = _over()
    for line in over:
        terminalreporter.line(f"OVER BUDGET: {line}", red=True)
    named = {line.split(" took ")[0] for line in over}
    for line in overspent({group: spent.clock for group, spent in _SPENT.items()}, _BUDGETS):
        if line.split(" took ")[0] not in named | set(over):
            terminalreporter.line(f"late by the clock alone: {line}", yellow=True)
