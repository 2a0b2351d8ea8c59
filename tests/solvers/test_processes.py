"""Solver processes: what they import, what their parent imports, and what becomes of them when it dies."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "scenarios" / "plans" / "first-steps"
MODEL = ROOT / "models" / "national.toml"

#: Names that a run imports, in the parent or in a solver process.
PLANTED = (
    "allocator", "numpy", "scipy", "ortools", "highspy", "pandas", "numba", "pickle", "struct", "queue",
    "openpyxl", "typer", "rich", "logging", "random", "tempfile", "json", "desk", "line", "sitecustomize",
)  # fmt: skip

SOLVERS_ONLY = ("highspy", "ortools", "desk", "line")  # what only solver processes import


def planted(folder: Path, *names: str) -> dict[str, str]:
    """Modules in a folder that leave a mark when they are executed; the environment of a run there."""
    for name in names:
        mark = folder / f"{name} was executed"
        folder.joinpath(f"{name}.py").write_text(f"open({str(mark)!r}, 'w').close()\nraise SystemExit(66)\n")
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def solved(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """A run in a folder whose modules are nobody's: none is executed, and both solvers have answered."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert not sorted(path.name for path in folder.glob("* was executed"))
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["incidents"] == []
    assert said["status"] == "optimal"


def words(folder: Path) -> list[str]:
    return [
        "solve", str(PLAN), "--model", str(MODEL), "--json", "--time-limit", "20", "--workers", "2",
        "--output", str(folder / "o.json"),
    ]  # fmt: skip


def test_nothing_that_lies_beside_a_plan_is_executed(tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("allocator")
    solved([str(script), *words(tmp_path)], tmp_path, planted(tmp_path, *PLANTED))


@pytest.mark.parametrize(
    ("python", "names"),
    [
        (["-m", "allocator"], PLANTED[1:-1]),  # Python looks for these two before anything of ours can run
        (["-c", "from allocator.cli import main; main()"], SOLVERS_ONLY),
    ],
)
def test_however_it_is_started(tmp_path: Path, python: list[str], names: tuple[str, ...]) -> None:
    solved([sys.executable, *python, *words(tmp_path)], tmp_path, planted(tmp_path, *names))


BESIDE = """
import time
from pathlib import Path
import allocator
from allocator.app.desk import Desk
from allocator.store import RunStore

if __name__ == "__main__":
    desk = Desk.opened(RunStore(Path("runs.sqlite").absolute()))
    desk.open(Path(PLAN))
    desk.begin(time_limit=20)
    until = time.monotonic() + 100
    while desk.is_searching and time.monotonic() < until:
        desk.listen()
        time.sleep(0.05)
    print(desk.result and desk.result.status)
    done = allocator.sweep([(desk.plan, desk.model, {"time_limit": 20.0})], processes=1)
    print(done.runs[0].told.status)
"""


def test_searches_of_the_desk_and_of_sweeps_look_elsewhere_too(tmp_path: Path) -> None:
    names = ("multiprocessing", "signal", "pickle", "re", *PLANTED)
    script = tmp_path / "elsewhere" / "script.py"
    script.parent.mkdir()
    script.write_text(BESIDE.replace("PLAN", repr(str(PLAN))), encoding="utf-8")
    environment = {**planted(tmp_path, *names), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not sorted(path.name for path in tmp_path.glob("* was executed"))
    assert done.stdout.split() == ["optimal", "optimal"], done.stderr


def test_solver_processes_do_not_look_where_their_parent_does(tmp_path: Path) -> None:
    """In the working folder by way of PYTHONPATH: that is the caller's wish, but not for solvers."""
    environment = planted(tmp_path, *SOLVERS_ONLY)
    environment["PYTHONPATH"] = os.pathsep.join(["", ".", str(ROOT)])
    solved([sys.executable, "-m", "allocator", *words(tmp_path)], tmp_path, environment)


def test_the_parent_imports_no_solver() -> None:
    code = (
        "import sys, allocator\n"
        f"plan, model = allocator.read_plan({str(PLAN)!r}), allocator.read_model({str(MODEL)!r})\n"
        "result = allocator.solve(plan, model, time_limit=20)\n"
        "assert result.provenance.incidents == () and result.status == 'optimal'\n"
        "allocator.supply_against_demand(plan, model)\n"
        "print(*sorted({'ortools', 'highspy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.strip()


#: Both solvers at work on what takes them long, and their process ids on standard output.
BUSY = """
import threading
import numpy as np
from scipy import sparse
from allocator.matrix import Linear
from allocator.solvers import cp_sat, crew, highs, process
from allocator.solvers.program import Limits, Program, Watch

class Telling(process.Process):
    def begin(self, job):
        print(self._child.pid, flush=True)
        return super().begin(job)

crew.Process = Telling
random, width = np.random.default_rng(1), 60
rows = sparse.csr_array(random.integers(1, 1000, (5, width)))
half = np.asarray(rows.sum(axis=1)).ravel() // 2
program = Program(
    rows=rows, lower=half, upper=half, column_lower=np.zeros(width, np.int64),
    column_upper=np.ones(width, np.int64), cost=Linear(np.arange(width), random.integers(1, 99, width)),
)
for solve, more in ((cp_sat.minimise, {"hint": None}), (highs.minimise, {})):
    threading.Thread(
        target=solve, args=(program, Limits(60.0, workers=1)), kwargs={"watch": Watch(), **more}
    ).start()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_solver_processes_die_with_a_killed_parent_in_silence(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with errors.open("wb") as screen, subprocess.Popen(
        [sys.executable, "-c", BUSY], stdout=subprocess.PIPE, stderr=screen, cwd=ROOT, text=True
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        children = [int(parent.stdout.readline()) for _ in range(2)]
        until = time.monotonic() + 30
        while not all(first_to_go(child) for child in children) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1.0)  # until both are in the middle of it
        assert all(alive(child) and first_to_go(child) for child in children)
        assert all(os.getsid(child) == child for child in children)
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 5
    while any(alive(child) for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(alive(child) for child in children)
    assert errors.read_bytes() == b""


def first_to_go(process: int) -> bool:
    """Whether it has said that it is to be ended before others where memory is short."""
    return Path(f"/proc/{process}/oom_score_adj").read_text().strip() == "500"


def alive(process: int) -> bool:
    """Whether it runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
