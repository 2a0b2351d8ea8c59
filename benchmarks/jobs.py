"""What one measurement is: a job, small enough to be handed to a process of its own and to name its row."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import TIMEFOLD

ROOT = Path(__file__).resolve().parent
OURS = "allocator"  # the name under which Allocator itself stands among its peers
INSTANCES = "ALLOCATOR_INSTANCES"  # in the environment: the folder of published problems
PLAIN = "plain"  # instead of start days: Mondays, and only what Timefold knows as well
STARTS = ("Mon", "Mon-Fri", PLAIN)

#: The plans whose value and bound are drawn over time: one of each size.
OVER_TIME = (
    ("S", "Mon-Fri"), ("T", "Mon"), ("G", "Mon"), ("M", "Mon"), ("T", PLAIN), ("G", PLAIN), ("M", PLAIN),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One solve of one plan by one solver.

    `part` is a part of the command (`own`, `over-time`, `scale`, `published`) or of `benchmarks.figures`;
    `plan` a size, the name of a family or of the bundled plan, or the file of a published problem within the
    folder that `INSTANCES` names; `starts` the start days of a made plan, or `PLAIN`.
    """

    part: str
    solver: str
    plan: str
    seed: int
    starts: str
    seconds: float
    workers: int

    @property
    def key(self) -> str:
        """What tells its row from all others."""
        return " ".join(str(value) for value in asdict(self).values())


Row = dict[str, Any]


def own_jobs(
    sizes: Iterable[str], seeds: Iterable[int], starts: Iterable[str], solvers: Iterable[str],
    seconds: float, workers: int,
) -> Iterator[Job]:  # fmt: skip
    """Every solver on every made plan, the solvers of one plan after each other."""
    solvers, seeds, starts = tuple(solvers), tuple(seeds), tuple(starts)
    for size in sizes:
        for grid in starts:
            for seed in seeds:
                for solver in (each for each in solvers if _knows(each, grid)):
                    yield Job(
                        part="own", solver=solver, plan=size, seed=seed, starts=grid, seconds=seconds,
                        workers=workers,
                    )  # fmt: skip


def over_time_jobs(
    sizes: Iterable[str], seed: int, solvers: Iterable[str], seconds: float, workers: int
) -> Iterator[Job]:
    """One plan of each size for every solver that knows it. PyJobShop does not build beyond the smallest."""
    sizes, solvers = set(sizes), tuple(solvers)
    for size, grid in OVER_TIME:
        for solver in (OURS, *solvers):
            if size in sizes and _knows(solver, grid) and (solver != "pyjobshop" or size == "S"):
                yield Job(
                    part="over-time", solver=solver, plan=size, seed=seed, starts=grid, seconds=seconds,
                    workers=workers,
                )  # fmt: skip


def _knows(solver: str, grid: str) -> bool:
    """Whether a solver knows such plans: the other peers ask for the rules that plain ones leave out."""
    return solver == OURS or (solver == TIMEFOLD) == (grid == PLAIN)


def scale_jobs(sizes: Iterable[str], seed: int, seconds: float, workers: int) -> Iterator[Job]:
    """Allocator on one plan of each size, for what the stages before the search cost."""
    for size in sizes:
        yield Job(
            part="scale", solver=OURS, plan=size, seed=seed, starts="Mon", seconds=seconds, workers=workers
        )


def published_jobs(instances: Path, seconds: float, workers: int, seed: int) -> Iterator[Job]:
    """Every published problem found in a folder."""
    from benchmarks.published.harness import families

    for files in families(instances).values():
        for path in files:
            plan = path.relative_to(instances).as_posix()
            yield Job(
                part="published", solver=OURS, plan=plan, seed=seed, starts="", seconds=seconds,
                workers=workers,
            )  # fmt: skip
