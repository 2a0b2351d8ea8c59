"""Timefold, in Java: the model in the folder that `ALLOCATOR_TIMEFOLD` names, on plans that it can express.

Two virtual machines with one thread each, of two configurations, one beside the other; the better one counts.
They get all their seconds for the search: starting Java and reading the plan are not counted. Whatever they
find is judged by Allocator's independent checks.
"""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from allocator import Allocation, verify
from allocator.plan import Plan
from allocator.plan.policy import CoordinationModel
from allocator.verification import goal_value
from benchmarks.peers.case import Answer
from benchmarks.peers.timefold_files import read_solution, write_plan

FOLDER, JARS = "ALLOCATOR_TIMEFOLD", "ALLOCATOR_TIMEFOLD_JARS"
_CONFIGURATIONS = ("B.xml", "L1000.xml")
_FIRST_FIT = re.compile(r"first fit: weight (\d+) ")
_GRACE = 60.0  # seconds beyond its own in which Java starts, reads and writes


def why_not() -> str:
    """Why there is no Timefold here, in a sentence; empty where there is one."""
    folder = os.environ.get(FOLDER, "")
    if not folder:
        return f"--timefold DIR, or {FOLDER}, names the folder of its model"
    missing = [name for name in ("src", *_CONFIGURATIONS) if not (Path(folder) / name).exists()]
    if missing:
        return f"{folder} has no {missing[0]}"
    if not (shutil.which("java") and shutil.which("javac")):
        return "there is no JDK (java and javac)"
    if _jars() is None:
        return f"its jars are not here: install `timefold`, or name their folder in {JARS}"
    return ""


def solve(plan: Plan, model: CoordinationModel, seconds: float, workers: int, seed: int) -> Answer:
    """The better of what `workers` machines, two at most, find in the time. Raises ValueError for a plan that
    the model cannot express, and where there is no Timefold."""
    if reason := why_not():
        raise ValueError(f"no Timefold: {reason}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plan").mkdir()
        write_plan(plan, model, folder / "plan")
        classes = _compiled(folder)
        machines = [
            _Machine(folder, classes, configuration, seconds, seed)
            for configuration in _CONFIGURATIONS[: max(1, workers)]
        ]
        answers = [machine.answer(plan, model) for machine in machines]
    return max(answers, key=lambda answer: _worth(plan, model, answer.allocation))


def _worth(plan: Plan, model: CoordinationModel, allocation: Allocation | None) -> tuple[int, int, int]:
    """An allocation in the order of the goals of the benchmark's model: served, pairing, cost."""
    if allocation is None:
        return -1, 0, 0
    served, pairs, cost = (goal_value(g, plan, model, allocation) for g in ("served", "pairing", "cost"))
    return served, -pairs, -cost


class _Machine:
    """One Java process at work on the plan in a folder, with a configuration and a seed."""

    def __init__(self, folder: Path, classes: str, configuration: str, seconds: float, seed: int) -> None:
        self.out, self.seconds = folder / configuration.removesuffix(".xml"), max(1, round(seconds))
        seeded = folder / configuration
        text = (Path(os.environ[FOLDER]) / configuration).read_text(encoding="utf-8")
        mode = "</environmentMode>"
        seeded.write_text(text.replace(mode, f"{mode}<randomSeed>{seed}</randomSeed>"), encoding="utf-8")
        command = ["java", "-XX:+UseSerialGC", "-Xmx2g", "-cp", classes, "Main"]
        command += [str(folder / "plan"), str(seeded), str(self.out), str(self.seconds)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def answer(self, plan: Plan, model: CoordinationModel) -> Answer:
        """What it found once it has ended; the machine is ended where it does not."""
        try:
            said, _ = self._process.communicate(timeout=self.seconds + _GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            said, _ = self._process.communicate()
        trace, last = [], None
        if found := _FIRST_FIT.search(said):
            trace.append((0.0, int(found[1]), None))
        for moment in sorted({10, 30, 60, self.seconds}):
            file = self.out.with_name(f"{self.out.name}_{moment}.txt")
            if moment > self.seconds or not file.exists():
                continue
            last = read_solution(plan, file)
            if not verify(plan, model, last):
                trace.append((float(moment), goal_value("served", plan, model, last), None))
        if last is None:
            raise RuntimeError(f"Timefold found nothing: {said.strip().splitlines()[-1:]}")
        return Answer(last, trace=tuple(trace))


def _compiled(folder: Path) -> str:
    """The class path of the model, compiled."""
    source, target = Path(os.environ[FOLDER]) / "src", folder / "classes"
    target.mkdir()
    jars = f"{_jars()}/*"
    files = [str(file) for file in sorted(source.glob("*.java"))]
    subprocess.run(
        ["javac", "-nowarn", "-d", str(target), "-cp", jars, *files], check=True, capture_output=True
    )
    with suppress(FileNotFoundError):
        shutil.copy(source / "logback.xml", target)
    return f"{target}{os.pathsep}{jars}"


def _jars() -> Path | None:
    """The folder of Timefold's jars: the one that is named, the model's own, the installed package's."""
    package = find_spec("timefold")
    homes = (package and package.submodule_search_locations) or ()
    places = [Path(os.environ[JARS])] if JARS in os.environ else []
    places.append(Path(os.environ.get(FOLDER, "")) / "jars")
    places += [Path(home) / "solver" / "jars" for home in homes]
    return next((place for place in places if any(place.glob("timefold-solver-core-*.jar"))), None)
