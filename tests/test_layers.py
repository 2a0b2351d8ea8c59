"""Imports go one way: the contracts of pyproject.toml hold, and a breach is seen; and the house stays small.

A room is a folder or a module beside the folders. Its floor is one above the highest of the rooms that it
imports.
"""

import shutil
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
MOST_FOLDERS, MOST_FLOORS = 21, 16
LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True, no_logo=True))
"""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package in a folder, in a process of its own: the checker imports what it finds there."""
    command = [sys.executable, "-c", LINT]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_go_one_way() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "breach", "contract"),
    [
        ("goals/served.py", "import ortools", "Only solver processes know OR-Tools and HiGHS BROKEN"),
        ("plan/policy.py", "import allocator.search", "Imports go one way BROKEN"),
        ("plan/calendar.py", "import allocator.rules.base", "Imports go one way BROKEN"),
        ("goals/base.py", "import openpyxl", "where plans are read and results written BROKEN"),
        (
            "verification.py",
            "import allocator.matrix",
            "The verification shares nothing with the search BROKEN",
        ),
        ("search/lns/subproblems.py", "import distributed", "Only one module knows dask BROKEN"),
        ("report/words.py", "import altair", "Pictures are made in one room BROKEN"),
        ("report/words.py", "import rich", "Only the command line knows the terminal BROKEN"),
        ("utils.py", "", "Imports go one way BROKEN"),
    ],
)
def test_a_breach_is_seen(tmp_path: Path, module: str, breach: str, contract: str) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "allocator", tmp_path / "allocator", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "allocator" / module).open("a") as code:
        code.write(f"\n{breach}\n")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert contract in " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def rooms() -> dict[str, set[str]]:
    """Each room with those that it imports, but for imports that the contract of the layers lets pass."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = (contract for contract in contracts["contracts"] if contract["id"] == "layers")
    passed = {tuple(arrow.split(" -> ")) for arrow in layers.get("ignore_imports", ())}
    graph = grimp.build_graph("allocator", exclude_type_checking_imports=True, cache_dir=None)
    found: dict[str, set[str]] = {}
    for module in graph.modules - {"allocator", "allocator.__main__"}:
        room = module.split(".")[1]
        below = (other for other in graph.find_modules_directly_imported_by(module) if "." in other)
        own = {other.split(".")[1] for other in below if (module, other) not in passed}
        found[room] = found.get(room, set()) | own - {room}
    return found


def floors(rooms: dict[str, set[str]]) -> dict[str, int]:
    """The floor of each room. Raises graphlib.CycleError, which names a circle, where there is one."""
    floor: dict[str, int] = {}
    for room in TopologicalSorter(rooms).static_order():
        floor[room] = 1 + max((floor[below] for below in rooms[room]), default=0)
    return floor


def test_the_house_is_small_and_has_no_circle(rooms: dict[str, set[str]]) -> None:
    folders = [room for room in rooms if (ROOT / "allocator" / room).is_dir()]
    assert len(folders) <= MOST_FOLDERS, sorted(folders)
    assert max(floors(rooms).values()) <= MOST_FLOORS, floors(rooms)


def test_a_circle_is_seen(rooms: dict[str, set[str]]) -> None:
    with pytest.raises(ValueError, match="in a cycle"):
        floors({**rooms, "plan": {*rooms["plan"], "search"}})


def test_no_module_is_in_a_circle() -> None:
    """Not even of imports for annotations alone. A package stands for what its `__init__` imports."""
    graph = grimp.build_graph("allocator", cache_dir=None)
    floors({module: graph.find_modules_directly_imported_by(module) - {module} for module in graph.modules})
