"""The command: `python -m benchmarks` measures, `--only` a part; tables and rows go to a folder.

Every solve runs in a fresh process, one after the other, so that time and memory are its own. A row is
written as soon as it is known; `--resume` goes on where an earlier run with the same options ended.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from allocator.search.local import is_ready
from benchmarks.chart import draw_growth, draw_over_time
from benchmarks.jobs import (
    INSTANCES,
    OURS,
    PLAIN,
    ROOT,
    STARTS,
    Job,
    Row,
    over_time_jobs,
    own_jobs,
    published_jobs,
    scale_jobs,
)
from benchmarks.marked import put
from benchmarks.peers import PEERS, TIMEFOLD
from benchmarks.peers.timefold import FOLDER, why_not
from benchmarks.plans import SIZES
from benchmarks.records import Records, machine
from benchmarks.tables import circumstances, race, report

PARTS = ("own", "peers", "over-time", "scale", "published")
_GRACE = 240.0  # seconds beyond its own that a job may take to make its plan, verify and end


def main(arguments: list[str] | None = None) -> None:
    """Measure what the arguments ask for, by default those of the command line."""
    asked = _parser().parse_args(arguments)
    _look_for_timefold(asked)
    name_instances(asked.instances)
    asked.output.mkdir(parents=True, exist_ok=True)
    records = Records(asked.output / "rows.jsonl", resume=asked.resume)
    is_ready(wait=True)  # the search is compiled once, before anything is measured
    for job in jobs_of(asked):
        if job not in records:
            row = records.add(job, measured(job))
            print(f"{job.key}: {row.get('value')} of at most {row.get('bound')}", flush=True)
            write(records, asked.output)
    write(records, asked.output)
    print(f"Written to {asked.output}")
    if asked.write:
        publish(records, asked.output)


def write(records: Records, folder: Path) -> None:
    """All tables so far as Markdown, all rows as JSON, the growth as SVG."""
    rows, here = list(records.rows.values()), machine()
    folder.joinpath("results.md").write_text(report(rows, here), encoding="utf-8")
    whole = json.dumps({"machine": here, "rows": rows}, indent=1)
    folder.joinpath("results.json").write_text(whole + "\n", encoding="utf-8")
    for part, draw, name in (("scale", draw_growth, "growth"), ("over-time", draw_over_time, "over-time")):
        own = [row for row in rows if row["job"]["part"] == part]
        if own and find_spec("matplotlib"):
            draw(own, folder / f"{name}.svg")
        elif own:
            print(f"No {name}.svg without matplotlib")


def publish(records: Records, folder: Path) -> None:
    """Put the race beside Timefold and the picture over time into this repository, where there are rows."""
    rows = list(records.rows.values())
    raced = [row for row in rows if row["job"]["part"] == "own" and row["job"]["starts"] == PLAIN]
    if raced:
        put("race", f"{race(raced)}\n\n{circumstances(raced)}")
    if traced := [row for row in rows if row["job"]["part"] == "over-time"]:
        shutil.copy(folder / "over-time.svg", ROOT)
        put("over time", f"![Value and bound over time](over-time.svg)\n\n{circumstances(traced)}")


def measured(job: Job) -> Row:
    """The row of a job, from a process of its own; `failed` says why there is nothing more in it. `load` is
    how many processes wanted a core of late."""
    load = round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "row.json"
        command = [sys.executable, "-m", "benchmarks.measure", json.dumps(asdict(job)), str(file)]
        try:
            done = subprocess.run(
                command, timeout=job.seconds + _GRACE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return {"load": load, "failed": f"ended from outside after {job.seconds + _GRACE:g} s"}
        if not file.exists():
            said = done.stderr.strip().splitlines()
            last = said[-1] if said else "no word"
            return {"load": load, "failed": f"exit code {done.returncode}: {last}"}
        return {"load": load, **json.loads(file.read_text(encoding="utf-8"))}


def jobs_of(asked: argparse.Namespace) -> Iterator[Job]:
    """The jobs of the parts asked for."""
    solvers = [OURS] if "own" in asked.only else []
    solvers += asked.peers if "peers" in asked.only else []
    if TIMEFOLD in solvers and PLAIN not in asked.starts:
        print("Timefold knows plain plans and no others: --starts plain")
    yield from own_jobs(asked.sizes, asked.seeds, asked.starts, solvers, asked.seconds, asked.workers)
    if "over-time" in asked.only:
        yield from over_time_jobs(asked.sizes, asked.seeds[0], asked.peers, asked.seconds, asked.workers)
    if "scale" in asked.only:
        yield from scale_jobs(asked.scale_sizes, asked.seeds[0], asked.seconds, asked.workers)
    if "published" in asked.only:
        if asked.instances is None:
            print(f"Published problems skipped: --instances PATH, or {INSTANCES}, names their folder")
        else:
            yield from published_jobs(asked.instances, asked.seconds, asked.workers, asked.seeds[0])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    folder = os.environ.get(INSTANCES)
    add = parser.add_argument
    add("--only", type=_Several(PARTS), default=list(PARTS), help=f"of {', '.join(PARTS)}")
    add("--sizes", type=_Several(tuple(SIZES)), default=["S", "T", "G", "M"], help="of the made plans")
    add("--scale-sizes", type=_Several(tuple(SIZES)), default=list(SIZES), help="of the growth")
    add("--starts", type=_Several(STARTS), default=["Mon"], help="start days of the made plans, or plain")
    add("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[1, 2, 3, 4, 5])
    add("--peers", type=_Several(tuple(PEERS)), default=list(PEERS), help=f"of {', '.join(PEERS)}")
    add("--seconds", type=float, default=120.0, help="for each solve")
    add("--workers", type=int, default=2)
    add("--instances", type=Path, default=Path(folder) if folder else None, help="of published problems")
    add("--timefold", type=Path, help=f"folder of the Timefold model; by default what {FOLDER} names")
    add("--output", type=Path, default=Path("benchmark-results"), help="folder for tables and rows")
    add("--write", action="store_true", help="put race and picture into benchmarks/")
    add("--resume", action="store_true", help="keep the rows in the folder and measure what is missing")
    return parser


def _look_for_timefold(asked: argparse.Namespace) -> None:
    """Leave Timefold out, and say why, where it is asked for and is not here."""
    if asked.timefold is not None:
        os.environ[FOLDER] = str(asked.timefold.resolve())  # for the processes that measure
    if TIMEFOLD in asked.peers and {"peers", "over-time"} & set(asked.only) and (reason := why_not()):
        print(f"Timefold left out: {reason}")
        asked.peers = [peer for peer in asked.peers if peer != TIMEFOLD]


def name_instances(folder: Path | None) -> None:
    """Where published problems are, for the processes that measure."""
    if folder is not None:
        os.environ[INSTANCES] = str(folder.resolve())


class _Several:
    """A comma-separated choice among known words."""

    def __init__(self, known: tuple[str, ...]) -> None:
        self.known = known

    def __call__(self, text: str) -> list[str]:
        words = text.split(",")
        if unknown := [word for word in words if word not in self.known]:
            raise argparse.ArgumentTypeError(
                f"{', '.join(unknown)} unknown; choose of {', '.join(self.known)}"
            )
        return words


if __name__ == "__main__":
    main()
