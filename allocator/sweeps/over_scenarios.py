"""`allocator.sweep`: scenarios run one beside the other, and the table that tells what came of them."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.errors import Fault, InputError
from allocator.report.result import Result
from allocator.store import RunStore
from allocator.store.documents import result_of
from allocator.store.jobs import NOT_RUN, OnSweepProgress, Outcome, Told, run_all
from allocator.store.packing import BrokenDocumentError
from allocator.sweeps.scenario_jobs import Asked, SolveJob, jobs_of, opened
from allocator.sweeps.sharing import shared
from allocator.sweeps.table import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from allocator.plan import Plan
    from allocator.plan.policy import CoordinationModel
    from allocator.report.table import Table


@dataclass(frozen=True, repr=False)
class Sweep:
    """What came of a list of scenarios, in their order. `interrupted` says that not all of them were run."""

    runs: tuple[Outcome, ...]
    _asked: "tuple[tuple[Plan, CoordinationModel] | None, ...]" = field(default=(), compare=False)

    def __repr__(self) -> str:
        return f"<Sweep of {len(self.runs)} scenarios, {sum(map(_has_result, self.runs))} with an allocation>"

    @property
    def interrupted(self) -> bool:
        """Whether some scenario was not run, or not to its end."""
        return any(run.told.status in (NOT_RUN, "interrupted") for run in self.runs)

    @property
    def sheet(self) -> "Table":
        """The table as the workbook and the terminal show it."""
        return table_of(self.runs)

    @property
    def table(self) -> "pd.DataFrame":
        """One row per scenario: its title, what came of it, each goal with its bound, figures, seconds, the
        id of the run in the store, and the reason where there is no allocation."""
        return self.sheet.frame()

    def result(self, number: int) -> Result:
        """The result of a scenario, by its place from 0 on, its allocation verified anew. Raises InputError
        where it has none."""
        run, asked = self.runs[number], self._asked[number]
        if asked is None or not _has_result(run):
            message = f"has no allocation: {run.told.reason or run.told.status}"
            raise InputError("sweep", [Fault(place=run.title, message=message)])
        try:
            return Result.of(result_of(*asked, run.told.answer))
        except BrokenDocumentError as error:
            raise InputError("sweep", [Fault(place=run.title, message=str(error))]) from None


def sweep(
    scenarios: Sequence[Asked],
    *,
    store: RunStore | str | Path | None = None,
    executor: Executor | None = None,
    on_progress: OnSweepProgress | None = None,
    processes: int | None = None,
    time_limit: float | None = None,
    workers: int | None = None,
    seed: int | None = None,
    effort: int | None = None,
) -> Sweep:
    """Run scenarios: files, folders of them, grids, or (plan, model, options of `solve`).

    Each is solved by one worker unless it says `workers`, as many side by side as the machine has cores for,
    in processes of their own (`processes`), or on an `executor`, such as `distributed.Client(...)
    .get_executor()`. A program that sweeps keeps the call below `if __name__ == "__main__":`. `time_limit`,
    `workers`, `seed` and `effort` are those of `allocator.solve`, of each run, and stand before the
    scenarios' own settings.

    With a `store`, or the path of one, what it knows is not solved again, and each result is kept as it
    comes: a sweep that was killed goes on where it was. A search begins at the nearest allocation known, and
    what one run found takes the place of what another did where that allows and prefers it.
    A scenario that cannot be read, has no allocation, or fails is a row with its reason.

    `on_progress` is called with every `SweepProgress`; returning False, like Ctrl-C, SIGTERM or SIGHUP, ends
    the sweep with what there is. Raises InputError where the store cannot be read.
    """
    options = {"time_limit": time_limit, "workers": workers, "seed": seed, "effort": effort}
    asked = opened(scenarios, {name: value for name, value in options.items() if value is not None})
    each_takes = max((_workers_of(each) for each in asked), default=1)
    known: list[tuple[Plan, CoordinationModel] | None] = []
    kept = RunStore(store) if isinstance(store, str | Path) else store
    outcomes = run_all(
        _noting(jobs_of(asked), known),
        total=len(asked),
        store=kept,
        executor=executor,
        processes=processes or _side_by_side(each_takes),
        on_progress=on_progress,
    )
    if len(outcomes) == len(asked):
        outcomes = shared(outcomes, known, kept)
    left = [Outcome(title=each.title, told=_NOT_BEGUN) for each in asked[len(outcomes) :]]
    return Sweep((*outcomes, *left), (*known, *[None] * len(left)))


_NOT_BEGUN = Told(status=NOT_RUN, reason="the sweep ended before it was begun")


def _noting(
    jobs: "Iterable[SolveJob | Outcome]", known: "list[tuple[Plan, CoordinationModel] | None]"
) -> "Iterator[SolveJob | Outcome]":
    """The jobs, each noted with what it is about as it passes."""
    for job in jobs:
        known.append((job.plan, job.model) if isinstance(job, SolveJob) else None)
        yield job


def _workers_of(each: Any) -> int:
    settings = each.options if isinstance(each, SolveJob) else getattr(each, "table", {})
    workers = settings.get("workers", 1)
    return workers if isinstance(workers, int) else 1


def _side_by_side(workers: int) -> int:
    import os

    return max(1, (os.cpu_count() or 1) // max(1, workers))


def _has_result(run: Outcome) -> bool:
    return isinstance(run.told.answer, dict) and "allocation" in run.told.answer
