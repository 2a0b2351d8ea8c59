"""The rows of a run: one JSON file, a line per row, so that a long run can be taken up again."""

import json
import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from benchmarks.jobs import Job, Row

_PACKAGES = ("allocator", "ortools", "highspy", "numba", "numpy", "scipy", "pyjobshop")


class Records:
    """The rows in a file, by the key of their job."""

    def __init__(self, file: Path, *, resume: bool) -> None:
        self.file = file
        self.rows: dict[str, Row] = {}
        if resume and file.exists():
            self.rows = {row["key"]: row for row in _lines(file)}
        else:
            file.write_text("", encoding="utf-8")

    def __contains__(self, job: Job) -> bool:
        return job.key in self.rows

    def add(self, job: Job, row: Row) -> Row:
        """Keep what a job came to, in the file at once."""
        whole = {"key": job.key, "job": asdict(job), **row}
        self.rows[job.key] = whole
        with self.file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(whole) + "\n")
        return whole


def _lines(file: Path) -> Iterator[Row]:
    for line in file.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def machine() -> dict[str, str]:
    """What the figures depend on: processor, cores, system, versions."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "Python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES if _is_there(name)},
    }


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        for line in listed.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _is_there(package: str) -> bool:
    try:
        version(package)
    except ModuleNotFoundError:
        return False
    return True
